package settings

import (
	"context"
	"regexp"
	"sync"
	"time"
)

// channelName is how channels are called. Anything else may be a token in the wrong place.
var channelName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^#?[\p{Ll}\p{N}_-]{1,32}$`) }) //nolint:gochecknoglobals // a pattern, compiled once

// lookupTimeout is how long the names of channels may be looked up at a platform.
const lookupTimeout = 5 * time.Second

// Hints returns the ids to set where channels are named otherwise, as far as their platforms tell
// soon: what is wrong with the settings is told without them all the same.
func (o Serve) Hints(ctx context.Context) (hints []string) {
	ctx, cancel := context.WithTimeout(ctx, lookupTimeout)
	defer cancel()
	for _, platform := range []struct {
		token  string
		names  []misnamed
		lookup func(ctx context.Context, names []string) (map[string]string, error)
	}{
		{o.Slack.Token, o.Slack.misnamed(o.Desk.SlackChannel), o.Slack.channelIDs},
		{o.Discord.Token, o.Discord.misnamed(o.Desk.DiscordChannel), o.Discord.channelIDs},
	} {
		if platform.token == "" {
			continue
		}
		var names []string
		for _, m := range platform.names {
			if channelName().MatchString(m.name) {
				names = append(names, m.name)
			}
		}
		if len(names) == 0 {
			continue
		}
		ids, err := platform.lookup(ctx, names)
		if err != nil {
			continue // the fault tells where the id stands
		}
		for _, m := range platform.names {
			if id := ids[m.name]; id != "" {
				hints = append(hints, m.setting+": the id of "+shown(m.name)+" is "+id)
			}
		}
	}
	return hints
}
