package discord_test

import (
	"errors"
	"testing"
	"time"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/discord"
)

// A reply is in the first response only while Discord waits for it, and is shown otherwise where
// Discord did not take it.
func TestReplyInFirstResponse(t *testing.T) {
	for name, c := range map[string]struct {
		late    time.Duration
		err     error
		with    bool
		written bool
	}{
		"in time":   {with: true, written: true},
		"too late":  {late: adapterkit.RespondTime},
		"not taken": {err: errors.New("unknown interaction"), with: true},
	} {
		var told []bool
		with := discord.FirstResponse(time.Now().Add(-c.late), func(ok bool) { told = append(told, ok) }, c.err)
		if with != c.with || len(told) != 1 || told[0] != c.written {
			t.Errorf("%s: with the reply %v, told %v", name, with, told)
		}
	}
}
