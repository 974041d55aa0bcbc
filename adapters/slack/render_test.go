package slack_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	slackapi "github.com/slack-go/slack"

	"aktivering/adapters/adaptertest"
	"aktivering/adapters/slack"
	"aktivering/bot"
	"aktivering/bot/content"
)

func TestGolden(t *testing.T) {
	adaptertest.Golden(t, "blocks", ".json", func(r bot.Reply) []byte {
		blocks, text := slack.Render(r, "")
		b, err := json.MarshalIndent(map[string]any{"blocks": blocks, "text": text}, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		return append(b, '\n')
	})
}

// looksOf are the words of rich text that have a look of their own.
func looksOf(e slackapi.RichTextElement) (looks []content.Span) {
	var list []slackapi.RichTextSectionElement
	switch e := e.(type) {
	case *slackapi.RichTextSection:
		list = e.Elements
	case *slackapi.RichTextPreformatted:
		return []content.Span{{Text: richText(e, 1), Kind: content.Mono}}
	}
	for _, e := range list {
		text, ok := e.(*slackapi.RichTextSectionTextElement)
		if !ok || text.Style == nil {
			continue
		}
		look := content.Span{Text: text.Text}
		switch s := text.Style; {
		case s.Bold:
			look.Kind = content.Strong
		case s.Italic:
			look.Kind = content.Emphasis
		case s.Strike:
			look.Kind = content.Struck
		case s.Code:
			look.Kind = content.Mono
		}
		looks = append(looks, look)
	}
	return looks
}

func richText(e slackapi.RichTextElement, level int) string {
	var b strings.Builder
	sections := func(list []slackapi.RichTextSectionElement) {
		for _, s := range list {
			switch s := s.(type) {
			case *slackapi.RichTextSectionTextElement:
				b.WriteString(s.Text)
			case *slackapi.RichTextSectionLinkElement:
				b.WriteString(s.Text)
			}
		}
	}
	switch e := e.(type) {
	case *slackapi.RichTextSection:
		sections(e.Elements)
	case *slackapi.RichTextPreformatted:
		sections(e.Elements)
	case *slackapi.RichTextList:
		for i, item := range e.Elements {
			fmt.Fprintf(&b, "%d. %s\n", e.Offset+i+level, richText(item, 1))
		}
	}
	return b.String()
}
