package postgres

import (
	"regexp"
	"strings"
	"testing"

	"aktivering/bot"
)

func TestQueuesOfPlatforms(t *testing.T) {
	form := regexp.MustCompile(`^[a-z0-9]+([_-]?[a-z0-9]+)*$`) // River's
	seen := make(map[string]bot.Platform)
	for _, p := range []bot.Platform{"slack", "web", "web2", "", "Slack", "x-slack", "a b", "æ", "a--b", bot.Platform(strings.Repeat("a", 100)), bot.Platform(strings.Repeat("a", 101))} {
		for _, queue := range []string{deliver{lane{Platform: p}}.InsertOpts().Queue, wake{lane{Platform: p}}.InsertOpts().Queue} {
			if !form.MatchString(queue) || len(queue) > 64 {
				t.Errorf("%q: %q cannot be a queue", p, queue)
			}
			if other, ok := seen[queue]; ok {
				t.Errorf("%q and %q share %q", p, other, queue)
			}
			seen[queue] = p
		}
	}
}
