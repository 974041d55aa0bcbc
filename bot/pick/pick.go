// Package pick holds the ids of the choices that the bot offers: what a person picked comes
// back as one of them. They stand in saved conversations and in buttons that people have on
// their screens, so none is ever changed or used for anything else.
//
// What belongs here: the ids, and nothing about what follows from a choice.
package pick

import "aktivering/bot"

// The choices that do not name anything.
const (
	Helped    bot.ChoiceID = "helped"
	NotHelped bot.ChoiceID = "not-helped"
	NewCode   bot.ChoiceID = "new-code"
	None      bot.ChoiceID = "none"
	Human     bot.ChoiceID = "human"
	Restart   bot.ChoiceID = "restart"
	Back      bot.ChoiceID = "back"
	Really    bot.ChoiceID = "really"
	Bot       bot.ChoiceID = "bot"    // back to the bot, from a case
	Reopen    bot.ChoiceID = "reopen" // open the case again
	All       bot.ChoiceID = "all"    // all remedies that are left
	Fresh     bot.ChoiceID = "fresh"  // it is something new, after a case
	Forget    bot.ChoiceID = "forget" // erase all that is kept of the person
	Keep      bot.ChoiceID = "keep"   // erase nothing
	// When to be reminded; the last one takes a reminder back.
	RemindInHour   bot.ChoiceID = "m:hour"
	RemindEvening  bot.ChoiceID = "m:evening"
	RemindTomorrow bot.ChoiceID = "m:tomorrow"
	RemindNever    bot.ChoiceID = "m:never"
)

// The kinds of choices that name something, before the colon of their id. Ids of
// the knowledge have at most 30 characters, so the whole keeps within 64.
const (
	Fact     = "f" // f:has_key=yes
	Unsure   = "u" // u:has_key
	Article  = "a" // a:0xC004F213
	Code     = "c" // c:0xC004F213
	Language = "l" // l:nn
	Rating   = "r" // r:5, of a case
	Close    = "x" // x:agent, at the desk
	Act      = "d" // d:claim, at the desk
	Remind   = "m" // m:hour, when to be reminded
	Problem  = "k" // k:0xC004F074, at the desk: make it a known problem
	Snooze   = "z" // z:1795766400, at the desk: let the case rest until then
	Canned   = "t" // t:receipt, at the desk: send a canned text that was shown
	Unblock  = "b" // b:3, at the desk: the block of a number is lifted
	Solved   = "s" // s:2, at the desk: the known problem of a number is solved
)

// Of returns the id of a choice of a kind that names something.
func Of(kind, what string) bot.ChoiceID { return bot.ChoiceID(kind + ":" + what) }
