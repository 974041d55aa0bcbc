// Package desk is the work on cases: the queue, claims, answers, deadlines, the card and
// the way back to the bot. [Manager.Step] is the one place where events are dispatched: to
// the case while people have it, and to package dialogue otherwise. Like the dialogue it is a
// pure function; what is to be done comes out as effects.
package desk
