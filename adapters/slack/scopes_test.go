package slack_test

import (
	"strings"
	"testing"
)

func TestMissingScopesAreReported(t *testing.T) {
	const all = "app_mentions:read,channels:history,channels:read,chat:write,commands,files:read,files:write,groups:history,groups:read,im:history,im:write,reactions:write"
	for name, c := range map[string]struct{ granted, missing string }{
		"all":              {all + ",users:read", ""},
		"more than asked":  {"admin, " + all + ",users:read", ""},
		"not the language": {all, ""},
		"not the files":    {strings.Replace(all, "files:read,files:write,", "", 1) + ",users:read", ""},
		"not the channels": {strings.NewReplacer("channels:read,", "", "groups:read,", "").Replace(all) + ",users:read", ""},
		"not the signs":    {strings.Replace(all, "reactions:write", "users:read", 1), ""},
		"no writing":       {strings.Replace(all, "chat:write,", "", 1), "chat:write, users:read"},
		"not told":         {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorkspace(t)
			w.scopes = c.granted
			w.start(&kept{})
			if c.missing == "" {
				w.ready()
				return
			}
			w.until("word about the scopes", func() bool {
				err := w.adapter.Ready()
				return err != nil && strings.Contains(err.Error(), c.missing)
			})
		})
	}
}
