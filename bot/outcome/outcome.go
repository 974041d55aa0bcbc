// Package outcome names what a turn can come to. The names stand in databases, reports and
// metrics: none is ever changed or used for anything else.
//
// What belongs here: the names. What is decided is for bot/dialogue and bot/desk, and
// bot.Outcome has the details.
package outcome

// Verdict is what a person said of a remedy.
type Verdict string

// The verdicts.
const (
	NoVerdict  Verdict = ""
	DidHelp    Verdict = "yes"
	DidNotHelp Verdict = "no"
)

// Promise is what the desk promises people, as its settings say.
type Promise string

// The promises.
const (
	NoPromise      Promise = ""
	PromiseClaim   Promise = "claim"   // somebody takes the case
	PromiseAnswer  Promise = "answer"  // the agent answers what the person said
	PromiseResolve Promise = "resolve" // the case is closed
)

// Promises are all of them.
func Promises() []Promise { return []Promise{PromiseClaim, PromiseAnswer, PromiseResolve} }

// Kind tells what a turn came to.
type Kind string

// The kinds of what the bot decides in a conversation.
const (
	Started       Kind = "started"        // greeted
	Answered      Kind = "answered"       // presented an article
	UnknownCode   Kind = "unknown-code"   // presented the way for codes that no article has
	NearMiss      Kind = "near-miss"      // asked which documented code was meant
	HalfCode      Kind = "half-code"      // asked for a code in full
	Which         Kind = "which"          // asked which of several articles is meant
	SeveralCodes  Kind = "several-codes"  // presented the article of one code, and asked which of them is on the screen
	Prompted      Kind = "prompted"       // asked for a code, or for what the screen says
	Picture       Kind = "picture"        // asked for words in place of a picture
	Fact          Kind = "fact"           // went on with a fact that was told
	Unsure        Kind = "unsure"         // went on without a fact that the person does not know
	Helped        Kind = "helped"         // the problem is solved
	NotHelped     Kind = "not-helped"     // went on to another remedy
	UsedUp        Kind = "used-up"        // has no remedy left
	Later         Kind = "later"          // leaves the person time to try
	FollowUp      Kind = "follow-up"      // asked later how it went
	Repeated      Kind = "repeated"       // asked the same again
	Asked         Kind = "asked"          // answered a question beside the remedies
	Unanswered    Kind = "unanswered"     // has no answer to a question beside the remedies
	SmallTalk     Kind = "small-talk"     // thanks, a greeting, a question about the bot
	OtherProduct  Kind = "other-product"  // it is about something else than Windows
	Refused       Kind = "refused"        // an activator or a crack was asked for
	NotUnderstood Kind = "not-understood" // understood nothing
	Stale         Kind = "stale"          // a choice that is not offered any more
	Language      Kind = "language"       // speaks another language
	Restarted     Kind = "restarted"      // began again
	Back          Kind = "back"           // went back a step
	Referred      Kind = "referred"       // told how to reach a person; there is no desk
	Edited        Kind = "edited"         // a message was changed; nothing is answered
	Removed       Kind = "removed"        // a message was removed
	Kept          Kind = "kept"           // kept for the agent who has the conversation; silent
	Limited       Kind = "limited"        // kept and not answered, as more came at once than is
	Silenced      Kind = "silenced"       // an agent speaks with the person; silent from now on
	Resumed       Kind = "resumed"        // the bot answers again
	Resent        Kind = "resent"         // shows a reply in another form
	Undelivered   Kind = "undelivered"    // told somebody what did not arrive
	Privacy       Kind = "privacy"        // told what is kept, and asked whether to erase it
	Forgetting    Kind = "forgetting"     // all that is kept of the person is being erased
	Forgotten     Kind = "forgotten"      // what was said in the conversation was erased
)

// The kinds of what becomes of a case.
const (
	HandedOver    Kind = "handed-over"    // a case was opened
	CasePosted    Kind = "case-posted"    // the desk has it
	CaseMoved     Kind = "case-moved"     // the person was told the place in the queue
	CaseTold      Kind = "case-told"      // the person was told where the case is
	CaseMessage   Kind = "case-message"   // the person said something to the agents
	CaseClaimed   Kind = "case-claimed"   // an agent has it
	CaseAnswered  Kind = "case-answered"  // an agent said something to the person
	CaseNoted     Kind = "case-noted"     // somebody said something to the agents
	CaseEdited    Kind = "case-edited"    // what an agent or the person said was changed or taken back
	CaseRanked    Kind = "case-ranked"    // it comes before others, or no more
	CaseReleased  Kind = "case-released"  // it is back in the queue
	CaseSnoozed   Kind = "case-snoozed"   // it rests
	CaseReminded  Kind = "case-reminded"  // a deadline has passed
	CaseFollowed  Kind = "case-followed"  // it has followed its desk to another place
	CaseClosed    Kind = "case-closed"    // for the reason in Closing
	CaseReopened  Kind = "case-reopened"  // it is worked on again
	ReopenAsked   Kind = "reopen-asked"   // asked whether to open it again
	CaseRated     Kind = "case-rated"     // the person said how it went
	CaseCommented Kind = "case-commented" // the person said something of the help
	ProblemSet    Kind = "problem-set"    // a problem that many have is known, or told of in other words
	ProblemOver   Kind = "problem-over"   // it is in force no more
	ProblemTold   Kind = "problem-told"   // the person, or the desk of the case, was told how it stands
	BlockSet      Kind = "block-set"      // a person is blocked, in all conversations of theirs
	BlockOver     Kind = "block-over"     // they are blocked no more
	BlockTold     Kind = "block-told"     // the person was told that they are blocked; nothing of theirs is kept
	AgentSeen     Kind = "agent-seen"     // it is known who works at the desk
	BurstTold     Kind = "burst-told"     // the desk was told that many have the same code
	DeskShown     Kind = "desk-shown"     // the agents were shown or asked something
	DeskDeclined  Kind = "desk-declined"  // an agent may not do that, or not now
)

// GapKinds are the kinds of turns in which the bot lacked knowledge, and those in which a person
// says whether a remedy helped. The databases have an index of these.
func GapKinds() []Kind {
	return []Kind{NotUnderstood, Unanswered, UnknownCode, NearMiss, Helped, NotHelped, UsedUp}
}
