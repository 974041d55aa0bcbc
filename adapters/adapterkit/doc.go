// Package adapterkit holds what adapters share. It knows no platform and makes no
// decisions.
//
// [Intake] verifies requests before anything is made of them, and [NewClient] makes
// HTTP clients that are led nowhere else.
//
// [Queue] keeps events while they cannot be handed over. It has lanes: the events of
// one lane are handed over in order, those of different lanes at the same time. An
// event that is not taken is tried again for as long as the process lives, at most
// [MaxWait] apart. The number and the bytes of the events are bounded; an event beyond
// the bound is refused, and its adapter tells the person. [Soon] hands over an event
// whose sender waits for an answer: it gives up early enough to answer honestly.
//
// [Backfill] reads again what was missed while nothing was received or kept: where
// people spoke with the bot lately, where a case is open, and where events were
// refused. What it finds goes through the same queue with the same keys as live
// events, so the store drops what it has seen before.
package adapterkit
