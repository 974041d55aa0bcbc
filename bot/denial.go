package bot

// Denial tells why somebody may not do something at the desk.
type Denial string

// The denials.
const (
	// Of who acts.
	DeniedOutside Denial = "outside" // the person is none of the agents
	DeniedUnknown Denial = "unknown" // who the agents are cannot be known now
	DeniedOwn     Denial = "own"     // it is the person's own case

	// Of where somebody acts.
	DeniedMoved Denial = "moved" // the case is worked on elsewhere now
	DeniedGone  Denial = "gone"  // there is no desk any more

	// Of what is done with a case that is named by its number. In its thread, the agents are
	// told in words of their own.
	DeniedNoCase  Denial = "no-case" // no case has the number
	DeniedOld     Denial = "old"     // the conversation has opened a later case since
	DeniedTaken   Denial = "taken"   // another agent has the case
	DeniedClosed  Denial = "closed"  // the case is closed
	DeniedEmpty   Denial = "empty"   // there is no text and no file, no reason to close, or no time until which to rest
	DeniedNothing Denial = "nothing" // no article, canned text, answer or single colleague is named so
	DeniedFar     Denial = "far"     // the time until which to rest is too far away
	DeniedAction  Denial = "action"  // agents cannot submit such an action
)

// DeniedError is the error of an action that was not done: nothing was saved, and nobody was
// told.
type DeniedError struct {
	Why Denial
	// Holder is who has the case, of DeniedTaken.
	Holder Agent
}

func (e DeniedError) Error() string {
	return "the action on the case is denied: " + string(e.Why)
}
