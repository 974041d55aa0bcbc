package app_test

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/desk"
	"aktivering/bot/dialogue"
	"aktivering/bot/engine"
	"aktivering/bot/event"
	"aktivering/bot/match"
	"aktivering/internal/store/sqlite"
	"aktivering/knowledge"
)

// TestKeyOverSeveralConversations holds that no more than the first group of a key is kept
// that comes in several messages, where each of them begins a conversation of its own, as in
// Slack's direct messages.
func TestKeyOverSeveralConversations(t *testing.T) {
	kb, err := knowledge.Load()
	if err != nil {
		t.Fatal(err)
	}
	for name, parts := range map[string][]string{
		"groups":  {"TT4WD", "N8RT7", "HJ2VP", "PB7YG", "GM9C4"},
		"three":   {"key is YY4WD-N8RTP", "-HJ2VC-", "PB7YJ-GM9C7"},
		"two":     {"RR4WD-N8RT9", "HJ2VB-PB7YH-GM9C6"},
		"alike":   {"9Y4FW-T34FW", "Y36DT", "K8XDV-TWTFT"},
		"the end": {"nøkkelen er QQ4WD-N8RTQ-HJ2VD", "PB7YK", "GM9C8"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "a.db"), sqlite.Options{Now: time.Now})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
			eng := engine.New(desk.Manager{Manager: dialogue.Manager{Knowledge: kb, Matcher: match.New(kb)}}, s)
			var all strings.Builder
			for i, words := range parts {
				in := event.Inbound{
					Key: strconv.Itoa(i), From: bot.Address{Platform: "slack", Space: "T", Channel: "D", Thread: strconv.Itoa(i)},
					Person: event.Person{ID: "U"}, Event: event.Message{Text: words, Addressed: true},
				}
				if err := eng.Handle(t.Context(), in); err != nil {
					t.Fatal(err)
				}
				entries, err := s.Transcript(t.Context(), in.Ref())
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range entries {
					all.WriteString(e.Text + "\n")
				}
			}
			left := 0
			for _, words := range parts {
				for _, group := range strings.FieldsFunc(words, func(r rune) bool { return r == ' ' || r == '-' }) {
					if len(group) == 5 && strings.Contains(all.String(), group) {
						left++
					}
				}
			}
			if left > 1 || name != "groups" && left > 0 {
				t.Errorf("%d groups are left: %q", left, all.String())
			}
		})
	}
}
