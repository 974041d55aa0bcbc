package dialogue_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/desk"
	"aktivering/bot/event"
	"aktivering/bot/pick"
	"aktivering/knowledge"
)

// ways are how people type the label of a choice.
func ways(label string, l knowledge.Lang) []string {
	yes := map[knowledge.Lang]string{knowledge.Bokmal: "ja", knowledge.Nynorsk: "ja", knowledge.English: "yes"}[l]
	return []string{label, strings.ToLower(label), strings.ToUpper(label), label + ".", strings.ToLower(label) + "!", yes + ", " + strings.ToLower(label)}
}

// shown is what a person sees of a step, and where it leads.
func shown(d bot.Decision) string {
	var b strings.Builder
	for _, r := range bottest.Replies(d.Effects) {
		b.WriteString(bottest.Render(r))
	}
	fmt.Fprintf(&b, "%+v, owned by %q, %s\n", d.Conversation.Now, d.Conversation.Owner, d.Conversation.Language)
	for _, c := range d.Conversation.Offered {
		fmt.Fprintf(&b, "%s ", c.ID)
	}
	return b.String()
}

// typing holds that typing the label of each choice on the table, in each of the ways, is the
// same as pressing it.
type typing struct {
	t       *testing.T
	manager desk.Manager
	seen    map[string]bool
}

func (p *typing) compare(c bot.Conversation) {
	p.t.Helper()
	state := fmt.Sprintf("%+v %v %s", c.Now, c.Offered, c.Language)
	if p.seen[state] {
		return
	}
	p.seen[state] = true
	in := event.Inbound{At: bottest.Noon()}
	for _, choice := range c.Offered {
		in.Event = event.ChoicePicked{Choice: choice.ID, Turn: c.OfferedIn}
		want := shown(p.manager.Step(c, in))
		for _, typed := range ways(choice.Label, c.Language) {
			if before, _, ok := strings.Cut(typed, ", "); ok && choice.Label != before && p.contradicts(choice) {
				continue // "ja, nei" is no answer
			}
			in.Event = event.Message{Text: typed, Addressed: true}
			if got := shown(p.manager.Step(c, in)); got != want {
				p.t.Errorf("%q typed for %s where %s %s of %s is on show:\n%s\npressed:\n%s", typed, choice.ID, c.Now.Stage, c.Now.Question, c.Now.Article, got, want)
			}
		}
	}
}

// contradicts reports a choice whose label is a no.
func (p *typing) contradicts(c bot.Choice) bool {
	return slices.Contains([]string{"nei", "no"}, strings.ToLower(c.Label))
}

// TestTypedIsPressed holds in every state that the golden conversations reach, and on the way
// through every article, that a label typed is the same as the button pressed.
func TestTypedIsPressed(t *testing.T) {
	m := bottest.Manager(t)
	p := &typing{t, m, make(map[string]bool)}
	for _, dir := range []string{"dialogues", "wandering"} {
		for _, script := range bottest.Scripts(t, dir) {
			player := newPlayer(t)
			player.decided = func(_ string, d bot.Decision, _ bool) { p.compare(d.Conversation) }
			player.play(script)
		}
	}
	for _, a := range m.Knowledge.Articles() {
		for _, l := range m.Knowledge.Languages().IDs() {
			for way := range 2 {
				c := bot.Conversation{Language: l, LanguageFrom: bot.FromChoice, Turn: 1, Offered: []bot.Choice{{ID: pick.Of(pick.Article, a.ID)}}}
				c = m.Step(c, event.Inbound{At: bottest.Noon(), Event: event.ChoicePicked{Choice: c.Offered[0].ID}}).Conversation
				for range 6 {
					if len(c.Offered) == 0 {
						break
					}
					p.compare(c)
					next := c.Offered[min(way, len(c.Offered)-1)]
					if next.ID == pick.Helped {
						next.ID = pick.NotHelped
					}
					c = m.Step(c, event.Inbound{At: bottest.Noon(), Event: event.ChoicePicked{Choice: next.ID, Turn: c.OfferedIn}}).Conversation
				}
			}
		}
	}
	t.Logf("%d states", len(p.seen))
}
