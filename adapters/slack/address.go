package slack

import (
	"cmp"
	"strings"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// Platform is the name of this platform in addresses.
const Platform bot.Platform = "slack"

// private is the thread of the addresses of conversations that one person sees.
const private = "private"

// isDM reports a channel of direct messages.
func isDM(channel string) bool { return strings.HasPrefix(channel, "D") }

// threadOf returns the thread of an address in a channel. A channel's message begins one; direct
// messages outside of threads are one conversation.
func threadOf(channel, thread, message string) string {
	switch {
	case isDM(channel) && (thread == "" || thread == message):
		return private
	case thread == "":
		return message
	}
	return thread
}

// audienceOf tells who sees what is said in a channel.
func audienceOf(channel string) event.Audience {
	if isDM(channel) {
		return event.AudienceDirect
	}
	return event.AudienceShared
}

// blockOf returns the id of the block of a reply's buttons: it tells the conversation where the
// place does not, and in a channel the person.
func blockOf(out port.Outbound) string {
	if out.To.Thread != private && !isDM(out.To.Channel) {
		return personPrefix + out.Person
	}
	at := cmp.Or(out.Conversation, out.To)
	return origin{Channel: at.Channel, Thread: at.Thread}.block()
}

// origin is the conversation of a form, or of buttons that are shown at another address.
type origin struct {
	Channel string `json:"channel,omitempty"`
	Thread  string `json:"thread,omitempty"`
	// ReplyToken is that of the event that opened a form.
	ReplyToken string `json:"via,omitempty"`
	// Value is the choice that opened a form.
	Value string `json:"value,omitempty"`
}

// originPrefix begins the id of a block of buttons that are shown at another address than
// that of their conversation.
const originPrefix = "home/"

// personPrefix begins the id of a block of buttons that are for one person in a channel.
const personPrefix = "for/"

// conversation returns the address of the conversation.
func (o origin) conversation(team string) bot.Address {
	return bot.Address{Platform: Platform, Space: team, Channel: o.Channel, Thread: o.Thread}
}

// block returns the id of a block of buttons of the conversation.
func (o origin) block() string {
	if o == (origin{}) {
		return ""
	}
	return originPrefix + o.Channel + "/" + o.Thread
}

// originOf reads an id that block made.
func originOf(block string) (o origin, ok bool) {
	rest, ok := strings.CutPrefix(block, originPrefix)
	if ok {
		o.Channel, o.Thread, _ = strings.Cut(rest, "/")
	}
	return o, ok
}
