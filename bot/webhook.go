package bot

import (
	"context"

	"aktivering/bot/notice"
)

// NotifyWebhook tells another system what became of a case.
type NotifyWebhook struct {
	To     Address       `json:"to"`
	Notice notice.Notice `json:"notice"`
	// Erased tells that the notice holds words that are gone since, and is not told.
	Erased bool `json:"erased,omitempty"`
}

func (NotifyWebhook) effect() {}

// Notifier is an adapter of another system.
type Notifier interface {
	Adapter
	// Notify tells it. The key is the same whenever the same notice is told again. It
	// fails as Send does.
	Notify(ctx context.Context, key string, n notice.Notice) error
}
