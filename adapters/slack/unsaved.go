package slack

import (
	"context"

	"aktivering/bot"
	"aktivering/bot/form"
	"aktivering/bot/port"
)

// unsaved returns what a person is told while nothing can be saved.
func (a *Adapter) unsaved(person string) form.Unsaved {
	return a.options.Manager.Unsaved(a.users.locale(person))
}

// refuse takes note of an event that does not fit in the queue. The person is told, if the
// message was certainly meant for the bot; its channel is read again later.
func (d dispatcher) refuse(ctx context.Context, team string, m message) {
	if m.Channel == "" {
		return
	}
	is := m
	if m.Message != nil {
		is = *m.Message
	}
	place := port.OpenChannel{
		At:    bot.Address{Platform: Platform, Space: team, Channel: m.Channel, Thread: is.ThreadTS},
		Since: timeOf(is.TS, d.a.options.Now()),
	}
	person := ""
	if m.Message == nil && d.a.reader.byPerson(m) && d.a.reader.isAddressed(m) {
		person = m.User
	}
	if d.Refuse(ctx, place, person) {
		d.a.later(ctx, "tell that nothing can be saved", func(ctx context.Context) error {
			return d.a.sender.tell(ctx, m.Channel, m.ThreadTS, m.User, d.a.unsaved(m.User).Message)
		})
	}
}
