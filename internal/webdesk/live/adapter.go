package live

import (
	"context"

	"aktivering/bot"
	"aktivering/bot/port"
)

// Platform is where those who work in the pages are known, and where a desk is that has no
// channel.
const Platform bot.Platform = "desk"

// Adapter is the adapter of the desk's platform. What a desk is told stands in its pages anyway,
// which are made of the cases themselves: nothing has to be sent.
type Adapter struct{ hub *Hub }

// NewAdapter returns the adapter of a hub's pages.
func NewAdapter(h *Hub) *Adapter { return &Adapter{h} }

// Platform returns the desk's platform.
func (*Adapter) Platform() bot.Platform { return Platform }

// Limits returns what a page can show, which is all.
func (*Adapter) Limits() port.Limits { return port.Limits{Buttons: true, Edits: true} }

// Run waits for the end: what agents do comes by Engine.Act.
func (*Adapter) Run(ctx context.Context, _ port.Inbox) error {
	<-ctx.Done()
	return nil
}

// Send takes what a desk is told, which its pages show already. The id is that of the task, so
// that a card has one.
func (*Adapter) Send(_ context.Context, out port.Outbound) (bot.MessageID, error) {
	return bot.MessageID(out.Key), nil
}

// Edit takes what is changed of it.
func (*Adapter) Edit(context.Context, port.Outbound, bot.MessageID) error { return nil }

// CaseTyping shows in the pages of a case that its person is writing.
func (a *Adapter) CaseTyping(_ context.Context, number int) error {
	a.hub.Typing(number)
	return nil
}
