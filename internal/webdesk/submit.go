package webdesk

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/internal/webdesk/live"
)

// inbound is what somebody who is signed in does.
func (d *Desk) inbound(v *visit, key string, e event.Event) event.Inbound {
	return event.Inbound{
		Key: key, At: d.Now(), From: bot.Address{Platform: live.Platform},
		Person: event.Person{ID: v.user.ID, Name: v.user.Name, Agent: event.StandingMember}, Event: e,
	}
}

// keyOf is the key of a submission: that of the form, of who submits it and of what was written in
// it, so that the same is done once, and nothing else is taken for it.
func keyOf(form, agent string, a event.AgentAction) string {
	if form == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(form + "\x00" + agent + "\x00" + string(a.Act) + "\x00" + a.Text + "\x00" + string(a.Closing) + "\x00" + a.Until.String() + "\x00" + a.For.String()))
	return hex.EncodeToString(sum[:12])
}

// actAtDesk does what concerns no single case, and returns why not.
func (d *Desk) actAtDesk(v *visit, at *bot.Desk, action event.AgentAction) (problem string, err error) {
	in := d.inbound(v, keyOf(v.r.PostForm.Get("key"), v.user.ID, action), action)
	in.From = at.At
	err = d.Actor.Act(v.ctx(), 0, in)
	if denied, ok := errors.AsType[bot.DeniedError](err); ok {
		key := "denied.problem." + string(denied.Why)
		if action.Act == bot.ActUnblock {
			key = "denied.block." + string(denied.Why)
		}
		if !v.words.Has(key) {
			key = "denied.action"
		}
		return v.words.Say(key), nil
	}
	return "", err //nolint:wrapcheck // it says what it is about
}
