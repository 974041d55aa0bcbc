package port

import (
	"context"
	"time"
)

type receivedKey struct{}

// WithReceived tells with the context in which an adapter hands an event over when it received it.
func WithReceived(ctx context.Context, at time.Time) context.Context {
	return context.WithValue(ctx, receivedKey{}, at)
}

// ReceivedAt returns when the event that is handed over with a context was received; false where the
// adapter does not tell, as it hands it over at once.
func ReceivedAt(ctx context.Context) (time.Time, bool) {
	at, ok := ctx.Value(receivedKey{}).(time.Time)
	return at, ok
}
