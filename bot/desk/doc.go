// Package desk is the work on cases: the queue, claims, answers, deadlines, the card and
// the way back to the bot. [Manager.Step] is the one place where events are dispatched: to
// the case while people have it, and to package dialogue otherwise. Like the dialogue it is a
// pure function; what is to be done comes out as effects.
//
// The files need one another in one direction: turn is the state of one step, desk what is said to
// agents and to the person, casetimer how long a case waits, commandwords and unclear how commands are
// written. On these stand the files that answer one kind of event each, such as claim, answer,
// snooze, handover, aftercare, problem and block. agent tells them apart by what an agent does,
// deskstep by what happens in a desk's own conversation, step by all else.
//
// What belongs here: whatever agents do, are shown or are told, and what a person is told of
// their case. The [bot.Case] itself, which the stores keep, is a type of package bot; posting
// the card and the transcript is done by bot/engine.
//
// # Cases
//
// Where a [bot.Desk] serves the person, a conversation can be handed over to people: it has a
// [bot.Case] then, in one [bot.CaseState]. It has one owner at a time: while an agent has it,
// the bot is silent, and a reply of the bot's that is still on its way is dropped
// (Engine.Perform of bot/engine). What an agent does comes as [event.AgentAction], wherever the
// agent works.
//
//	        the person asks, by word or button
//	no case ───────────────────────────────────▶ CaseQueued ──back to the bot, or closed──┐
//	                                ▲   │  ▲  │ called again, and again, if nobody claims │
//	                       release  │   │  │  └───────────────────────┘                    │
//	                                │   │ claim, or answer                                │
//	                                │   ▼                                                 │
//	                another takes ┌─CaseClaimed ◀──the person writes, or its time──┐      │
//	                it over       └──▲  │  └──────────snooze──────────▶ CaseSnoozed ┘      │
//	                                 │  │ closed for a reason, back to the bot,           │
//	                     an agent    │  │ or no answer after a reminder                   ▼
//	                     reopens it  └──┴─────────────────────────────────────▶ CaseClosed
//	                                        the person reopens it within 72 hours │
//	                                        (asked first; thanks do not) ──▶ CaseQueued
//
// The desk has one message for the case, a card that is kept up to date ([bot.UpdateCard],
// [event.CardPosted]), and a thread on it where its platform has threads. What the person says
// is relayed there, what agents write there is theirs unless it is marked as an answer, and
// what does not arrive is told to whoever said it ([event.DeliveryFailed],
// [event.AttachmentFailed]). Pictures are copied on the way ([port.FileFetcher]), and that
// somebody is writing is shown where it can be ([event.Typing]). An agent may also name a case
// by its number; an answer or a note is then shown in the thread too. An agent who speaks with
// the person outside the desk silences the bot as well.
//
// An agent can block a person ([bot.Block]): nothing of theirs is taken in, in any conversation on
// their platform, until the block ends. [Manager.Step] tells them so once in each. The blocks belong
// to a conversation of their own ([bot.BlocksRef]), as known problems belong to the desk's.
//
// Who may act at the desk the platform tells ([event.Standing]); nobody may in a case of their
// own. The lines of persons and agents bear their role, which no name can imitate.
package desk
