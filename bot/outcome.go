package bot

import (
	"context"
	"time"

	"aktivering/bot/outcome"
	"aktivering/knowledge"
)

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
	Kinds []outcome.Kind
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
