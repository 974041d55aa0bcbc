package slack

import (
	"slices"
	"strings"
	"testing"

	slackapi "github.com/slack-go/slack"

	"aktivering/bot/content"
)

// TestMarkup reads what people write, and reads again what Slack is sent of it: nothing is lost
// on the way there or back.
func TestMarkup(t *testing.T) {
	for text, want := range map[string]struct {
		text  string
		marks content.Marks
	}{
		"*fet* _skrå_ ~strøket~ `kode`":                                         {"fet skrå strøket kode", content.Marks{{From: 0, To: 3, Kind: content.Strong}, {From: 4, To: 9, Kind: content.Emphasis}, {From: 10, To: 18, Kind: content.Struck}, {From: 19, To: 23, Kind: content.Mono}}},
		"kjør\n```slmgr /dlv```\nog si fra":                                     {"kjør\nslmgr /dlv\nog si fra", content.Marks{{From: 6, To: 16, Kind: content.Mono, Block: true}}},
		"1. først\n2. så\n• punkt\n&gt; sitat":                                  {"1. først\n2. så\n• punkt\n> sitat", nil},
		"<@U5> og <@U6|per> i <#C6|hjelp>, se <https://a.test/x|her> :tada:":    {"@Kari og @per i #hjelp, se her (https://a.test/x) 🎉", nil},
		"<!here> <!subteam^S1|@drift> <!date^1^{date}|i dag> 2*3*4 SL_E_CHPA_X": {"@here @drift i dag 2*3*4 SL_E_CHPA_X", nil},
		"<@U9> &amp; *<https://a.test/|https://a.test>*":                        {"@U9 & https://a.test", content.Marks{{From: 6, To: 20, Kind: content.Strong}}},
	} {
		got, marks := plain(text, func(id string) string { return map[string]string{"U5": "Kari"}[id] })
		if got != want.text || !slices.Equal(marks, want.marks) {
			t.Errorf("%q is read as %q %v, want %q %v", text, got, marks, want.text, want.marks)
		}
		blocks := content.Marked(got, marks)
		lines := make([]string, len(blocks))
		for i, b := range blocks {
			lines[i] = typed(t, element(b))
		}
		sent := strings.Join(lines, "\n")
		if again, marksAgain := plain(sent, nil); again != got || !slices.Equal(marksAgain, marks) {
			t.Errorf("%q is read as %q %v, want %q %v", sent, again, marksAgain, got, marks)
		}
	}
}

// typed is rich text as a person would type it.
func typed(t *testing.T, e slackapi.RichTextElement) string {
	t.Helper()
	var list []slackapi.RichTextSectionElement
	block := false
	switch e := e.(type) {
	case *slackapi.RichTextSection:
		list = e.Elements
	case *slackapi.RichTextPreformatted:
		list, block = e.Elements, true
	default:
		t.Fatalf("what is a %T?", e)
	}
	var out strings.Builder
	for _, e := range list {
		text, ok := e.(*slackapi.RichTextSectionTextElement)
		if !ok {
			t.Fatalf("what is a %T?", e)
		}
		mark := ""
		switch s := text.Style; {
		case s == nil:
		case s.Bold:
			mark = "*"
		case s.Italic:
			mark = "_"
		case s.Strike:
			mark = "~"
		case s.Code:
			mark = "`"
		}
		if block {
			mark = "```"
		}
		out.WriteString(mark + escape(text.Text) + mark)
	}
	return out.String()
}
