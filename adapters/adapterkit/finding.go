package adapterkit

// Finding is what a check found about one thing.
type Finding struct {
	// What was looked at, such as a setting.
	What  string `json:"what"`
	State State  `json:"state"`
	// Detail is what was found, and what to do where something is wrong.
	Detail string `json:"detail"`
}

// State tells how something is.
type State string

// The states.
const (
	StateOK      State = "ok"
	StateWarning State = "warning" // people are answered all the same
	StateFault   State = "fault"   // something does not work until it is put right
)

// Found returns a finding: with an error, a fault.
func Found(what string, err error, well string) Finding {
	if err != nil {
		return Finding{what, StateFault, err.Error()}
	}
	return Finding{what, StateOK, well}
}
