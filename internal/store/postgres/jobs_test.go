package postgres

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/riverqueue/river"

	"aktivering/bot"
	"aktivering/bot/bottest"
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

// TestJobsAsStored pins what stands of a job in the database: its kind, its queue and its
// arguments, by which River also knows that a lane has one. Jobs of this version and of
// earlier ones must go on being read.
func TestJobsAsStored(t *testing.T) {
	at := place{platform: "slack", channel: "C1"}
	tests := map[string]struct {
		args              river.JobArgs
		kind, queue, json string
		read              func([]byte) (river.JobArgs, error)
	}{
		"what is said in a channel": {
			deliver{laneOf(kindSay, 7, at, 42)},
			"deliver", "lane-slack",
			`{"conversation":7,"platform":"slack","channel":"C1"}`, readArgs[deliver],
		},
		"what is said on a platform without channels": {
			deliver{laneOf(kindSay, 7, place{platform: "terminal"}, 42)},
			"deliver", "lane-terminal",
			`{"conversation":7,"platform":"terminal"}`, readArgs[deliver],
		},
		"what is said on a platform, of an earlier version": {
			deliver{lane{Conversation: 7, Platform: "slack"}},
			"deliver", "say-slack",
			`{"conversation":7,"platform":"slack"}`, readArgs[deliver],
		},
		"a timer": {
			wake{laneOf(kindWake, 7, at, 42)},
			"wake", "wake-slack",
			`{"conversation":7,"platform":"slack","timer":42}`, readArgs[wake],
		},
		"every field": {
			deliver{bottest.Filled(lane{})},
			"deliver", "lane-platform",
			`{"conversation":1,"platform":"platform","channel":"channel","timer":2}`, readArgs[deliver],
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := test.args.Kind(); got != test.kind {
				t.Errorf("is of kind %q, want %q", got, test.kind)
			}
			lane := test.args.(laneArgs).of()
			if queues := queuesOf(lane.Platform); !slices.Contains(queues, test.queue) {
				t.Errorf("the queues are %q, want %q among them", queues, test.queue)
			}
			if o, ok := test.args.(river.JobArgsWithInsertOpts); !ok || !strings.HasPrefix(test.queue, "say-") && o.InsertOpts().Queue != test.queue {
				t.Errorf("is not inserted into %q", test.queue)
			}
			encoded, err := json.Marshal(test.args)
			if err != nil || string(encoded) != test.json {
				t.Errorf("stored as %s, %v, want %s", encoded, err, test.json)
			}
			if read, err := test.read([]byte(test.json)); err != nil || read != test.args {
				t.Errorf("read as %+v, %v, want %+v", read, err, test.args)
			}
		})
	}
}

func readArgs[A river.JobArgs](b []byte) (river.JobArgs, error) {
	var args A
	err := json.Unmarshal(b, &args)
	return args, err
}
