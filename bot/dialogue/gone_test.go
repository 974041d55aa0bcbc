package dialogue_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
	"aktivering/bot/match"
	"aktivering/knowledge"
)

// otherKnowledge is knowledge without any of the built-in articles.
func otherKnowledge(t *testing.T) *knowledge.Base {
	t.Helper()
	kb, err := knowledge.Load(knowledge.Folder{FS: os.DirFS("../match/testdata/vpn"), Name: "vpn"})
	if err == nil {
		kb, err = kb.Choose([]string{"vpn"})
	}
	if err != nil {
		t.Fatal(err)
	}
	return kb
}

// The knowledge can change between any two turns of a conversation: it goes on, every message
// and every choice gets a reply with words, and nobody is left with an article that is gone.
func TestKnowledgeChangesMeanwhile(t *testing.T) {
	other := otherKnowledge(t)
	matcher := match.New(other)
	var scripts []string
	for _, folder := range []string{"dialogues", "wandering"} {
		files, err := filepath.Glob(filepath.Join("testdata", folder, "*", "*"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no scripts, error %v", err)
		}
		for _, f := range files {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			scripts = append(scripts, string(data))
		}
	}
	turns, left := 0, 0
	for _, script := range scripts {
		p := newPlayer(t)
		p.decided = func(what string, decided bot.Decision, kept bool) {
			c := decided.Conversation
			if !kept || !c.Owner.Bot() {
				return
			}
			before := p.manager
			defer func() { p.manager = before }()
			p.manager.Knowledge, p.manager.Matcher = other, matcher
			for _, e := range nextEvents(c) {
				in := p.in
				in.Event = e
				d := p.manager.Step(c, in)
				if d.Conversation.Turn == c.Turn {
					continue // it was not for the bot
				}
				turns++
				if len(d.Effects) == 0 {
					t.Errorf("after %q: %#v is answered by nothing", what, e)
				}
				for _, effect := range d.Effects {
					if say, ok := effect.(bot.SendReply); ok && strings.TrimSpace(bottest.Render(bot.Reply{Blocks: say.Reply.Blocks})) == "" {
						t.Errorf("after %q: %#v is answered without words", what, e)
					}
				}
				if s := d.Conversation.Now; s.Stage == bot.StageAsking || s.Stage == bot.StageChecking || s.Stage == bot.StageUsedUp {
					if _, ok := other.Article(s.Article); !ok {
						t.Errorf("after %q: %#v leaves the person in %s, which is gone", what, e, s.Article)
					}
				}
				if d.Conversation.Now.Prompt == "prompt.gone" {
					left++
				}
			}
		}
		p.play(script)
	}
	if turns < 1000 || left < 100 {
		t.Errorf("only %d turns were tried, and an article was left in %d", turns, left)
	}
}

// nextEvents are what a person may do next.
func nextEvents(c bot.Conversation) []event.Event {
	events := []event.Event{event.Started{}}
	for _, text := range []string{"nei", "det hjalp", "0xC004F213", "hva betyr det?", "VPN kobler ikke til", "tilbake", "vis alt", "2"} {
		events = append(events, event.Message{Text: text, Addressed: true})
	}
	for _, choice := range c.Offered {
		events = append(events, event.ChoicePicked{Choice: choice.ID, Turn: c.OfferedIn})
	}
	if c.Timer != 0 {
		events = append(events, event.TimerFired{Turn: c.Timer})
	}
	return events
}

// Somebody who followed an article that is gone is told so and asked anew; what is known stays.
func TestArticleIsGone(t *testing.T) {
	manager := bottest.Manager(t)
	in := event.Inbound{From: bot.Address{Platform: "test", Channel: "c"}, Person: event.Person{ID: "p"}}
	in.Event = event.Message{Text: "0xC004F213 på Windows 10", Addressed: true}
	c := manager.Step(bot.Conversation{}, in).Conversation
	if c.Now.Article != "0xC004F213" {
		t.Fatalf("the article is %q", c.Now.Article)
	}
	manager.Knowledge = otherKnowledge(t)
	manager.Matcher = match.New(manager.Knowledge)
	in.Event = event.ChoicePicked{Choice: c.Offered[0].ID, Turn: c.OfferedIn}
	d := manager.Step(c, in)
	if text := bottest.Render(d.Effects[0].(bot.SendReply).Reply); !strings.Contains(text, "er ikke her lenger. Hva står det på skjermen nå?") {
		t.Errorf("the reply is\n%s", text)
	}
	if now := d.Conversation.Now; now.Facts["windows"] != "10" || !slices.Equal(now.Trail, []knowledge.Code{0xC004F213}) {
		t.Errorf("what is known is lost: %+v", now)
	}
	in.Event = event.Message{Text: "får ikke koblet til VPN", Addressed: true}
	if d = manager.Step(c, in); d.Conversation.Now.Article != "vpn-kobler-ikke" {
		t.Errorf("what is written next leads to %q", d.Conversation.Now.Article)
	}
}
