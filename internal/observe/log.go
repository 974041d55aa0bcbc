package observe

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/rs/zerolog"

	"aktivering/bot"
	"aktivering/bot/port"
)

// conversationKey is the key of a conversation's id in a context.
type conversationKey struct{}

// idBytes is how much of a hash names a conversation.
const idBytes = 6

// ConversationID names a conversation in the log: the same in every process, and nothing that tells
// whose it is to somebody who does not know already.
func ConversationID(ref bot.Ref) string {
	a := ref.Address
	sum := sha256.Sum256([]byte(strings.Join([]string{string(a.Platform), a.Space, a.Channel, a.Thread, ref.Person}, "\x1f")))
	return hex.EncodeToString(sum[:idBytes])
}

// WithConversation has the log lines of a context name a conversation.
func WithConversation(ctx context.Context, ref bot.Ref) context.Context {
	return context.WithValue(ctx, conversationKey{}, ConversationID(ref))
}

// LogHook adds the ids of the conversation and the trace to every line that has a context with them.
type LogHook struct{}

// Run implements zerolog.Hook.
func (LogHook) Run(e *zerolog.Event, _ zerolog.Level, _ string) {
	if id, ok := e.GetCtx().Value(conversationKey{}).(string); ok {
		e.Str("conversation", id)
	}
	if id := port.TraceOf(e.GetCtx()).ID(); id != "" {
		e.Str("trace_id", id)
	}
}
