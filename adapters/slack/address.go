package slack

import (
	"strings"

	"aktivering/bot"
)

// Platform is the name of this platform in addresses.
const Platform bot.Platform = "slack"

// private is the thread of the addresses of conversations that one person sees.
const private = "private"

// isDM reports a channel of direct messages.
func isDM(channel string) bool { return strings.HasPrefix(channel, "D") }

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
