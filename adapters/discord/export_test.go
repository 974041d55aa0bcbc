package discord

import (
	"encoding/json"
	"time"

	"aktivering/bot/port"
)

// Hurry shortens what Discord's own pace makes long.
func (a *Adapter) Hurry(lease time.Duration) {
	a.pace, a.lease = time.Nanosecond, lease
	a.after = func(d time.Duration) <-chan time.Time { return time.After(d / 100) }
}

// HurrySaving shortens how long an interaction is tried to be kept.
func (a *Adapter) HurrySaving(d time.Duration) { a.saving = d }

// Receive lets interactions through without a connection to Discord.
func (a *Adapter) Receive(inbox port.Inbox) { a.gate.Open(inbox) }

// CommandsAsDiscordKeepsThem returns the commands as Discord returns them: in another
// order, with what it adds.
func CommandsAsDiscordKeepsThem(manager Manager) []byte {
	var kept []map[string]any
	for _, c := range commands(manager) {
		var m map[string]any
		b, err := json.Marshal(c)
		if err == nil {
			err = json.Unmarshal(b, &m)
		}
		if err != nil {
			panic(err)
		}
		m["id"], m["version"], m["dm_permission"], m["nsfw"] = "1", "2", true, false
		if m["options"] == nil {
			m["options"] = []any{}
		}
		if m["description"] == nil {
			m["description"] = ""
		}
		kept = append([]map[string]any{m}, kept...)
	}
	b, err := json.Marshal(kept)
	if err != nil {
		panic(err)
	}
	return b
}

// Unmasked is what a person wrote with the addresses of links in it.
func Unmasked(text string) string { return unmasked(text) }

// AwaitChecks waits until the channels of the settings are found in order.
func (a *Adapter) AwaitChecks() { a.checks.Wait() }

// FirstResponse is what would be responded with a reply to an interaction that came at a time, or
// without it, and tells how that went.
func FirstResponse(came time.Time, written func(bool), err error) (withReply bool) {
	c := &callback{written: written, instead: new(callback)}
	sent := c.inTime(came)
	sent.ended(err)
	return sent == c
}
