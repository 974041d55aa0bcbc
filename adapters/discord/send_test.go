package discord_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/bwmarrin/discordgo"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/port"
)

func replyOf(text string) bot.Reply {
	return bot.Reply{Blocks: content.Blocks{content.Heading{Spans: []content.Span{{Text: text}}}}, Choices: []bot.Choice{{ID: "a", Label: "A"}}, Turn: 1}
}

const thread = "500000000000000077"

// A private reply in a thread becomes a direct message, or where that is not possible a
// message that everybody sees.
func TestPrivateReplyInAThread(t *testing.T) {
	s := newServer(t)
	out := port.Outbound{To: at(support, thread), Person: kari, Reply: bot.Reply{Private: true, Blocks: content.Blocks{content.Paragraph{Spans: []content.Span{{Text: "Slett meldingen."}}}}}}
	if _, err := s.adapter.Send(t.Context(), out); err != nil {
		t.Fatal(err)
	}
	if n := len(s.made("POST /channels/" + dm + "/messages")); n != 1 || len(s.made("/threads")) > 0 {
		t.Errorf("asked %v", s.made(""))
	}
	s.refuse("POST /channels/"+dm+"/messages", http.StatusForbidden, 50007, 1)
	if _, err := s.adapter.Send(t.Context(), out); err != nil {
		t.Fatal(err)
	}
	s.awaited("POST /channels/" + thread + "/messages")
}

// A silent message notifies nobody. An edit does not anyway, and takes no such flag.
func TestSilent(t *testing.T) {
	const silently = float64(discordgo.MessageFlagsSuppressNotifications)
	s := newServer(t)
	out := port.Outbound{To: at(support, thread), Person: kari, Reply: replyOf("nytt")}
	out.Reply.Silent = true
	for name, send := range map[string]func() error{
		"POST /channels/" + thread + "/messages": func() error { _, err := s.adapter.Send(t.Context(), out); return err },
		"POST /channels/" + dm + "/messages": func() error {
			direct := out
			direct.To = at(support, "private")
			_, err := s.adapter.Send(t.Context(), direct)
			return err
		},
	} {
		if err := send(); err != nil {
			t.Fatal(err)
		}
		if c := s.awaited(name); c.body["flags"] != silently {
			t.Errorf("%s: flags %v", name, c.body["flags"])
		}
	}
	if err := s.adapter.Edit(t.Context(), out, "900"); err != nil {
		t.Fatal(err)
	}
	if c := s.awaited("PATCH /channels/" + thread + "/messages/900"); c.body["flags"] != nil {
		t.Errorf("edited with flags %v", c.body["flags"])
	}
}

func TestEdit(t *testing.T) {
	s := newServer(t)
	var _ port.Editor = s.adapter
	out := port.Outbound{To: at(support, thread), Person: kari, Reply: replyOf("nytt")}
	if err := s.adapter.Edit(t.Context(), out, "900"); err != nil {
		t.Fatal(err)
	}
	if c := s.awaited("PATCH /channels/" + thread + "/messages/900"); c.body["embeds"] == nil || c.body["allowed_mentions"] == nil {
		t.Errorf("changed to %v", c.body)
	}
	out.Reply.Choices = nil
	if err := s.adapter.Edit(t.Context(), out, "901"); err != nil {
		t.Fatal(err)
	}
	if c := s.awaited("PATCH /channels/" + thread + "/messages/901"); c.body["components"] == nil {
		t.Errorf("the buttons stay: %v", c.body)
	}
	if err := s.adapter.Edit(t.Context(), out, thread); err != nil {
		t.Fatal(err)
	}
	s.awaited("PATCH /channels/" + support + "/messages/" + thread)
	s.refuse("PATCH ", http.StatusNotFound, 10008, 1)
	if err := s.adapter.Edit(t.Context(), out, "900"); !errors.Is(err, port.ErrGone) {
		t.Errorf("got %v", err)
	}
	out.To = at(general, "private")
	if err := s.adapter.Edit(t.Context(), out, "902"); err != nil {
		t.Errorf("a private answer: got %v", err)
	}
	s.awaited("PATCH /channels/" + dm + "/messages/902") // where it is shown once the command's answers have ended
	s.refuse("PATCH ", http.StatusNotFound, 10008, 1)
	if err := s.adapter.Edit(t.Context(), out, "903"); !errors.Is(err, port.ErrGone) {
		t.Errorf("the answer to a command: got %v", err)
	}
}
