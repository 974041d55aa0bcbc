package bot

import (
	"aktivering/bot/outcome"
	"aktivering/knowledge"
)

// Decision is what one turn comes to.
type Decision struct {
	// Conversation is the one after the turn. Where its Turn is that of before, the event was
	// not for the bot, and nothing of the decision is kept.
	Conversation Conversation
	// Effects are what is to be done, in order.
	Effects []Effect
	// Entry is the event's line of the transcript.
	Entry Entry
	// Reports is what the person came with, for the sake of the desk.
	Reports Reports
	// Outcome tells what was decided, for reports and statistics.
	Outcome Outcome
	// Act is what the person did with a message, such as "fact" or "helped": an Act of
	// bot/understand; empty of any other event. It is not stored.
	Act string
	// Missed is the promise of the desk whose time has just passed, once for each case and wait.
	// Claimed tells that an agent has the case who did not have it, from the queue, and FirstAnswer
	// that an agent has said something to the person for the first time in the case. None of them is
	// stored.
	Missed               outcome.Promise
	Claimed, FirstAnswer bool
}

// Outcome tells what a turn decided, in words of this program: reports, statistics and metrics
// are made from it. It holds nothing that a person wrote.
type Outcome struct {
	// Kind is never empty in a turn that is kept.
	Kind outcome.Kind
	// Article is the article that the turn is about, by id, and Code the error code that led to
	// it, or that is not documented; empty and 0 where there is none. Of kind outcome.NearMiss
	// they are those that the code most resembles.
	Article string
	Code    knowledge.Code
	// Helped is what the person said of the Remedies, which are ids of the article's. They are
	// empty where it is not known which of several it was.
	Helped   outcome.Verdict
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
	// Closing is why a case was closed, of kind outcome.CaseClosed, and Rating what the person
	// found of the help, 1 to 5, of kind outcome.CaseRated.
	Closing Closing
	Rating  int
}
