package desk_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
)

// TestOutcomes compares what is decided in the golden cases with testdata/outcomes.txt. Under
// each line of a script stand the turns that it led to: the person of the conversation, the
// event, and what was decided.
func TestOutcomes(t *testing.T) {
	scripts := bottest.Scripts(t, "handoffs")
	var all strings.Builder
	for _, name := range slices.Sorted(maps.Keys(scripts)) {
		all.WriteString(name + "\n")
		p := newHandoffPlay(t)
		p.doing = func(line string) { all.WriteString("  " + line + "\n") }
		p.w.Engine.WithObserver(observerFunc(func(in event.Inbound, d bot.Decision) {
			event := strings.TrimPrefix(fmt.Sprintf("%T", in.Event), "event.")
			fmt.Fprintf(&all, "    %s %s: %s\n", in.Person.ID, event, bottest.RenderOutcome(d.Outcome))
		}))
		p.play(scripts[name])
	}
	bottest.GoldenFile(t, "outcomes.txt", all.String())
}

type observerFunc func(in event.Inbound, d bot.Decision)

func (f observerFunc) Observe(_ context.Context, in event.Inbound, d bot.Decision) { f(in, d) }
