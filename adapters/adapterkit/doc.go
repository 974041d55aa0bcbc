// Package adapterkit holds what adapters share, as small parts that do not need one
// another. It knows no platform and no client library, and makes no decisions.
//
// Receiving: [Intake] reads requests within bounds, and [Signature] tells which of them
// the platform signed. [Gate] hands events to the inbox while the adapter runs.
// [Dispatcher] has the queues of an adapter that receives from a network: a [Queue] keeps
// events while they cannot be handed over. The events of one lane are handed over in
// order, those of different lanes at the same time. An event that fails is tried again for
// as long as the process lives, at most [MaxWait] apart. The number and the bytes of the
// events are bounded; an event beyond the bound is refused, [Refused] remembers it, and
// the adapter tells the person. [Callers.Soon] hands over an event whose sender waits for an
// answer, and gives up early enough to answer honestly.
//
// [Backfill] reads again what was missed while nothing was received or kept: where
// people spoke with the bot lately, where a case is open, and where events were
// refused. What it finds goes through the same queue with the same keys as live
// events, so the store drops what it has seen before.
//
// Sending: [NewClient] makes an HTTP client that follows no redirect to another host, and
// [CleanText] replaces characters that change how others are shown. [Background] does
// work of less weight, [Retry] tries until the platform answers, and [Health] collects
// what keeps the adapter from working.
//
// A part belongs here when two adapters need it in the same way. What one platform needs
// stays in its adapter.
package adapterkit
