package discord

import (
	"cmp"
	"strings"

	"aktivering/bot"
	"aktivering/bot/event"
)

// Platform is the name of this platform in addresses.
const Platform bot.Platform = "discord"

// private is the thread of the addresses of conversations that one person sees.
const private = "private"

// addressOf returns the address of a message: that of its thread, or of the thread that
// begins with it. A channel of direct messages has no threads.
func addressOf(guild, channel, message string, c channelInfo) bot.Address {
	switch {
	case guild == "":
		return bot.Address{Platform: Platform, Channel: channel}
	case c.isThread():
		return bot.Address{Platform: Platform, Space: guild, Channel: c.parent, Thread: channel}
	default:
		return bot.Address{Platform: Platform, Space: guild, Channel: channel, Thread: message}
	}
}

// audienceOf tells who sees what is said in a channel of a server, or in direct messages.
func audienceOf(guild string) event.Audience {
	if guild == "" {
		return event.AudienceDirect
	}
	return event.AudienceShared
}

// channelOf returns the id of the channel that holds the messages of an address. A thread
// is a channel of its own.
func channelOf(at bot.Address) string { return cmp.Or(at.Thread, at.Channel) }

// isID reports an id as Discord makes them.
func isID(id string) bool {
	return id != "" && len(id) <= 20 && strings.Trim(id, "0123456789") == ""
}
