package bot

import (
	"context"
	"time"

	"aktivering/knowledge"
)

// Outcome tells what a turn decided, in words of this program: reports, statistics and metrics
// are made from it. It holds nothing that a person wrote.
type Outcome struct {
	// Kind is never empty in a turn that is kept.
	Kind OutcomeKind
	// Article is the article that the turn is about, by id, and Code the error code that led to
	// it, or that is not documented; empty and 0 where there is none. Of kind OutcomeNearMiss
	// they are those that the code most resembles.
	Article string
	Code    knowledge.Code
	// Helped is what the person said of the Remedies, which are ids of the article's. They are
	// empty where it is not known which of several it was.
	Helped   Helped
	Remedies []string
	// Confidence is how sure the matcher was of a text, from 0 to 1; 0 without a text.
	Confidence float64
	// Asked is the fact that was asked about, by id; empty where none was.
	Asked string
	// Told are the facts that were told, as "id=value" and sorted; "id=" is one that the
	// person does not know.
	Told []string
	// Language is what the person is answered in.
	Language Lang
	// Closing is why a case was closed, of kind OutcomeCaseClosed, and Rating what the person
	// found of the help, 1 to 5, of kind OutcomeCaseRated.
	Closing Closing
	Rating  int
}

// Helped is what a person said of a remedy.
type Helped string

// The answers to whether a remedy helped.
const (
	HelpedUnknown Helped = ""
	HelpedYes     Helped = "yes"
	HelpedNo      Helped = "no"
)

// OutcomeKind tells what a turn came to.
type OutcomeKind string

// The kinds of what the bot decides in a conversation.
const (
	OutcomeStarted       OutcomeKind = "started"        // greeted
	OutcomeAnswered      OutcomeKind = "answered"       // presented an article
	OutcomeUnknownCode   OutcomeKind = "unknown-code"   // presented the way for codes that no article has
	OutcomeNearMiss      OutcomeKind = "near-miss"      // asked which documented code was meant
	OutcomeHalfCode      OutcomeKind = "half-code"      // asked for a code in full
	OutcomeWhich         OutcomeKind = "which"          // asked which of several articles is meant
	OutcomeSeveralCodes  OutcomeKind = "several-codes"  // presented the article of one code, and asked which of them is on the screen
	OutcomePrompted      OutcomeKind = "prompted"       // asked for a code, or for what the screen says
	OutcomePicture       OutcomeKind = "picture"        // asked for words in place of a picture
	OutcomeFact          OutcomeKind = "fact"           // went on with a fact that was told
	OutcomeUnsure        OutcomeKind = "unsure"         // went on without a fact that the person does not know
	OutcomeHelped        OutcomeKind = "helped"         // the problem is solved
	OutcomeNotHelped     OutcomeKind = "not-helped"     // went on to another remedy
	OutcomeUsedUp        OutcomeKind = "used-up"        // has no remedy left
	OutcomeLater         OutcomeKind = "later"          // leaves the person time to try
	OutcomeFollowUp      OutcomeKind = "follow-up"      // asked later how it went
	OutcomeRepeated      OutcomeKind = "repeated"       // asked the same again
	OutcomeSmallTalk     OutcomeKind = "small-talk"     // thanks, a greeting, a question about the bot
	OutcomeOtherProduct  OutcomeKind = "other-product"  // it is about something else than Windows
	OutcomeRefused       OutcomeKind = "refused"        // an activator or a crack was asked for
	OutcomeNotUnderstood OutcomeKind = "not-understood" // understood nothing
	OutcomeStale         OutcomeKind = "stale"          // a choice that is not offered any more
	OutcomeLanguage      OutcomeKind = "language"       // speaks another language
	OutcomeRestarted     OutcomeKind = "restarted"      // began again
	OutcomeBack          OutcomeKind = "back"           // went back a step
	OutcomeReferred      OutcomeKind = "referred"       // told how to reach a person; there is no desk
	OutcomeEdited        OutcomeKind = "edited"         // a message was changed; nothing is answered
	OutcomeRemoved       OutcomeKind = "removed"        // a message was removed
	OutcomeKept          OutcomeKind = "kept"           // kept for the agent who has the conversation; silent
	OutcomeSilenced      OutcomeKind = "silenced"       // an agent speaks with the person; silent from now on
	OutcomeResumed       OutcomeKind = "resumed"        // the bot answers again
	OutcomeResent        OutcomeKind = "resent"         // shows a reply in another form
	OutcomeUndelivered   OutcomeKind = "undelivered"    // told somebody what did not arrive
)

// The kinds of what becomes of a case.
const (
	OutcomeHandedOver    OutcomeKind = "handed-over"    // a case was opened
	OutcomeCasePosted    OutcomeKind = "case-posted"    // the desk has it
	OutcomeCaseMoved     OutcomeKind = "case-moved"     // the person was told the place in the queue
	OutcomeCaseTold      OutcomeKind = "case-told"      // the person was told where the case is
	OutcomeCaseMessage   OutcomeKind = "case-message"   // the person said something to the agents
	OutcomeCaseClaimed   OutcomeKind = "case-claimed"   // an agent has it
	OutcomeCaseAnswered  OutcomeKind = "case-answered"  // an agent said something to the person
	OutcomeCaseNoted     OutcomeKind = "case-noted"     // somebody said something to the agents
	OutcomeCaseEdited    OutcomeKind = "case-edited"    // what an agent or the person said was changed or taken back
	OutcomeCaseReleased  OutcomeKind = "case-released"  // it is back in the queue
	OutcomeCaseSnoozed   OutcomeKind = "case-snoozed"   // it rests
	OutcomeCaseReminded  OutcomeKind = "case-reminded"  // a deadline has passed
	OutcomeCaseClosed    OutcomeKind = "case-closed"    // for the reason in Closing
	OutcomeCaseReopened  OutcomeKind = "case-reopened"  // it is worked on again
	OutcomeReopenAsked   OutcomeKind = "reopen-asked"   // asked whether to open it again
	OutcomeCaseRated     OutcomeKind = "case-rated"     // the person said how it went
	OutcomeCaseCommented OutcomeKind = "case-commented" // the person said something of the help
	OutcomeDeskShown     OutcomeKind = "desk-shown"     // the agents were shown or asked something
	OutcomeDeskDeclined  OutcomeKind = "desk-declined"  // an agent may not do that, or not now
)

// Outcomes is what was decided in all conversations.
type Outcomes interface {
	// Outcomes returns what was decided in turns, the newest first. It knows nothing of turns
	// that a version of before outcomes were kept has made.
	Outcomes(ctx context.Context, f OutcomeFilter) ([]TurnOutcome, error)
}

// OutcomeFilter picks turns; the zero filter picks all.
type OutcomeFilter struct {
	// From and To bound the time of the event: it is not before From, and before To. A zero
	// time is no bound.
	From, To time.Time
	// Kinds are the kinds wanted; none means all.
	Kinds []OutcomeKind
	// Limit is how many are returned at most; 0 is no limit.
	Limit int
}

// TurnOutcome is what was decided in one turn.
type TurnOutcome struct {
	Of   Ref
	Turn int
	// At is the time of the event, to the microsecond.
	At time.Time
	Outcome
}
