package store

import (
	"aktivering/bot"
)

// Handover returns the index of the effect of a decision that can be handed over, as
// port.HandoverStore says, if nothing else waits at the place; false where there is none.
func Handover(from bot.Address, d *bot.Decision) (n int, ok bool) {
	n = -1
	for i, e := range d.Effects {
		if _, timer := e.(bot.SetTimer); timer {
			continue
		}
		if to := Destination(e, from); to.Platform != from.Platform || to.Channel != from.Channel {
			continue
		}
		if n >= 0 {
			return -1, false
		}
		n = i
	}
	if n < 0 {
		return -1, false
	}
	send, ok := d.Effects[n].(bot.SendReply)
	ok = ok && send.To == from && !send.ToDesk && send.RelayOf == "" && send.Quotes == "" && send.For == "" &&
		send.Place == (bot.Address{}) && len(send.Reply.Files) == 0 && (d.Conversation.Owner.Bot() || send.AnyOwner)
	return n, ok
}
