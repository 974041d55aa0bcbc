package port

import (
	"context"
	"strings"
)

// Trace names a place in a trace, as W3C Trace Context writes it in the header traceparent: version
// 00, 55 characters of ASCII. Empty is none. It tells nothing of a person or a conversation.
type Trace string

// traceLayout is how a trace is written; x is a hexadecimal digit in lower case.
const traceLayout = "00-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-xxxxxxxxxxxxxxxx-xx"

// Valid reports a trace that is written as it should be.
func (t Trace) Valid() bool {
	if len(t) != len(traceLayout) {
		return false
	}
	for i := range len(t) {
		if want := traceLayout[i]; want == 'x' && strings.IndexByte("0123456789abcdef", t[i]) < 0 || want != 'x' && t[i] != want {
			return false
		}
	}
	return true
}

// ID is the id of the whole trace, 32 hexadecimal digits; empty of none.
func (t Trace) ID() string {
	if t == "" {
		return ""
	}
	return string(t[3:35])
}

// traceKey is the key of a Trace in a context.
type traceKey struct{}

// WithTrace has what is done with a context belong to a trace: a store keeps it with the effects of
// a turn, and gives it back with each Task. One that is not valid changes nothing.
func WithTrace(ctx context.Context, t Trace) context.Context {
	if !t.Valid() {
		return ctx
	}
	return context.WithValue(ctx, traceKey{}, t)
}

// TraceOf returns the trace of a context, or none.
func TraceOf(ctx context.Context) Trace {
	t, _ := ctx.Value(traceKey{}).(Trace)
	return t
}
