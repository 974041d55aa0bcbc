package discord_test

import (
	"encoding/json"
	"maps"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"aktivering/adapters/adaptertest"
	"aktivering/adapters/discord"
	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/port"
)

func TestGolden(t *testing.T) {
	adaptertest.Golden(t, "messages", ".json", func(r bot.Reply) []byte {
		s := newServer(t)
		if _, err := s.adapter.Send(t.Context(), port.Outbound{
			Key: "k", To: bot.Address{Platform: discord.Platform, Channel: dm}, Person: kari, Reply: r,
		}); err != nil {
			t.Fatal(err)
		}
		b, err := json.MarshalIndent(s.made("/messages")[0].body, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		return append(b, '\n')
	})
}

// press delivers the press of a component of a message.
func (s *server) press(channel string, body map[string]any, id string, values ...string) map[string]any {
	shown := map[string]any{"id": s.id(), "flags": 0}
	maps.Copy(shown, body)
	i := s.interaction(3, channel, map[string]any{"custom_id": id, "component_type": 2, "values": values}, map[string]any{"message": shown})
	s.push("INTERACTION_CREATE", i)
	return i
}

func list(v any) []map[string]any {
	all, _ := v.([]any)
	var objects []map[string]any
	for _, o := range all {
		if m, ok := o.(map[string]any); ok {
			objects = append(objects, m)
		}
	}
	return objects
}

// looks are what Discord shows in a look of its own.
var looks = regexp.MustCompile("(?s)```\\n(.+?)\\n```|`([^`]+)`|\\*\\*(.+?)\\*\\*|~~(.+?)~~|\\*(.+?)\\*|\\\\.")

// looksOf are the words of a text that have a look of their own.
func looksOf(text string) (list []content.Span) {
	kinds := []content.SpanKind{content.Mono, content.Mono, content.Strong, content.Struck, content.Emphasis}
	for _, m := range looks.FindAllStringSubmatch(text, -1) {
		for i, kind := range kinds {
			if m[i+1] != "" {
				list = append(list, content.Span{Text: m[i+1], Kind: kind})
			}
		}
	}
	return list
}

// markdown reads a text as Discord shows it, and complains about what comes alive
// that a renderer never means to.
func markdown(t *testing.T, text string) string {
	t.Helper()
	var out strings.Builder
	whole := text
	atLine := true
	for text != "" {
		if atLine {
			for _, mark := range []string{"### ", "-# "} {
				text = strings.TrimPrefix(text, mark)
			}
			if rest := strings.TrimLeft(text, " "); strings.HasPrefix(rest, "# ") || strings.HasPrefix(rest, "> ") || strings.HasPrefix(rest, "- ") || strings.HasPrefix(rest, "+ ") {
				t.Errorf("a line begins with a mark: %.20q", text)
			}
		}
		atLine = false
		switch {
		case strings.HasPrefix(text, "```"):
			code, after, ok := strings.Cut(text[3:], "```")
			if !ok {
				t.Errorf("a fence without end in %q", whole)
			}
			out.WriteString(strings.TrimPrefix(code, "\n"))
			text = after
		case text[0] == '`':
			code, after, ok := strings.Cut(text[1:], "`")
			if !ok {
				t.Errorf("a code without end in %q", whole)
			}
			out.WriteString(code)
			text = after
		case text[0] == '\\' && len(text) > 1 && text[1] < unicode.MaxASCII && (unicode.IsPunct(rune(text[1])) || unicode.IsSymbol(rune(text[1]))):
			out.WriteByte(text[1])
			text = text[2:]
		case strings.HasPrefix(text, "**"), strings.HasPrefix(text, "__"), strings.HasPrefix(text, "~~"):
			text = text[2:]
		case text[0] == '*': // what it marks is compared by the caller, without it
			text = text[1:]
		case text[0] == '[':
			label, rest := closed(text[1:])
			address, after, ok := strings.Cut(strings.TrimPrefix(rest, "("), ")")
			if !ok || !strings.HasPrefix(rest, "(https://") && !strings.HasPrefix(rest, "(http://") || strings.ContainsAny(address, " <>") {
				t.Errorf("no link: %.60q", text)
			}
			text = label + after
		default:
			for _, alive := range []string{"_", "~", "|", "<", "@", "https://", "http://", "discord.gg", ":smile:"} {
				if strings.HasPrefix(text, alive) {
					t.Errorf("%q comes alive in %q", alive, whole)
				}
			}
			atLine = text[0] == '\n'
			if !strings.HasPrefix(text, "\u200b") {
				out.WriteByte(text[0])
				text = text[1:]
			} else {
				text = text[len("\u200b"):]
			}
		}
	}
	return strings.ReplaceAll(out.String(), "\u200b", "")
}

// closed divides a text at the bracket that closes it.
func closed(text string) (before, after string) {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case ']':
			return text[:i], text[i+1:]
		}
	}
	return text, ""
}
