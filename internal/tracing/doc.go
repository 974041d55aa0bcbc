// Package tracing tells a collector of OpenTelemetry what the program did with each event, from its
// arrival to the delivered reply, by OTLP over HTTP.
//
// One trace has the spans
//
//	event          what an adapter handed over
//	└ turn         its text was understood, decided and saved
//	  ├ store.turn the transaction
//	  └ effect     one try of one effect, whenever and in whichever process
//
// The trace of the turn is saved with its effects ([port.WithTrace]), so that retries and what is
// delivered after a restart join it. What a timer brings about, hours or days later, is a trace of its
// own with a link to the turn that set it.
//
// What belongs here: spans, with attributes of bounded sets, and how they are sent. Nothing that
// somebody wrote, no id of a person and no name of a channel is in them; of an error its kind is told
// and not its text. Nobody waits for the collector: what it does not take is dropped and counted in
// the log.
package tracing
