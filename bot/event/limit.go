package event

// Limit tells what an event of a person's is held to, as more came at once than is answered. It is
// kept all the same, and in an open case it changes nothing.
type Limit string

// The limits. What a person is told, they are told once in a burst.
const (
	LimitNone    Limit = ""        // it is answered
	LimitPerson  Limit = "person"  // the person wrote too much at once, and is told
	LimitChannel Limit = "channel" // all of the channel together did, and the person is told
	LimitSilent  Limit = "silent"  // the person has been told
)
