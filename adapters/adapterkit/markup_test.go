package adapterkit_test

import (
	"fmt"
	"strings"
	"testing"

	"aktivering/adapters/adapterkit"
	"aktivering/bot/content"
)

// like marks as Slack and as Discord do.
var (
	likeSlack = adapterkit.Markup{Delimiters: []adapterkit.Delimiter{
		{Text: "*", Kind: content.Strong, Words: true}, {Text: "_", Kind: content.Emphasis, Words: true}, {Text: "~", Kind: content.Struck, Words: true},
	}}
	likeDiscord = adapterkit.Markup{Delimiters: []adapterkit.Delimiter{
		{Text: "***", Kind: content.Strong},
		{Text: "**", Kind: content.Strong},
		{Text: "*", Kind: content.Emphasis},
		{Text: "__", Kind: content.Emphasis, Words: true},
		{Text: "_", Kind: content.Emphasis, Words: true},
		{Text: "~~", Kind: content.Struck},
	}, Escapes: "*_~`|>[]()#-.:@<", Lines: true}
)

func TestMarkup(t *testing.T) {
	for _, c := range []struct {
		markup     adapterkit.Markup
		text, want string // each mark as kind(what it marks)
	}{
		{likeSlack, "hei", "hei"},
		{likeSlack, "prøv *dette* _nå_ og ~ikke det~", "prøv dette nå og ikke det | strong(dette) emphasis(nå) struck(ikke det)"},
		{likeSlack, "kjør `slmgr /ipk *` her", "kjør slmgr /ipk * her | mono(slmgr /ipk *)"},
		{likeSlack, "først\n```cscript\nslmgr.vbs```\nså", "først\nslmgr.vbs\nså | block(slmgr.vbs)"},
		{likeSlack, "da: ```a *b* c``` ok", "da: \na *b* c\n ok | block(a *b* c)"},
		{likeSlack, "*fet og _skrå_*", "fet og skrå | strong(fet og skrå) emphasis(skrå)"},
		{likeSlack, "SL_E_CHPA_FAILED og 2*3*4", "SL_E_CHPA_FAILED og 2*3*4"},
		{likeSlack, "* punkt\n* punkt", "* punkt\n* punkt"},
		{likeSlack, "*over\nto linjer*", "*over\nto linjer*"},
		{likeSlack, "se https://a.test/x_y_z/_q_ nå", "se https://a.test/x_y_z/_q_ nå"},
		{likeSlack, "takk :+1: :slightly_smiling_face: :vårt-eget:", "takk 👍 🙂 :vårt-eget:"},
		{likeSlack, "takk :+1::skin-tone-3:", "takk 👍🏼"},
		{likeSlack, "kl 12:30:45, :nosuch_emoji:", "kl 12:30:45, :nosuch_emoji:"},
		{likeSlack, "``` ```", "``` ```"},
		{likeSlack, "`åpen", "`åpen"},
		{likeSlack, "**", "**"},
		{likeDiscord, "**fet** *skrå* __under__ _skrå_ ~~borte~~", "fet skrå under skrå borte | strong(fet) emphasis(skrå) emphasis(under) emphasis(skrå) struck(borte)"},
		{likeDiscord, "***begge***", "begge | strong(begge)"},
		{likeDiscord, "**fet *og* mer**", "fet og mer | strong(fet og mer) emphasis(og)"},
		{likeDiscord, `\*ikke\* fet, C:\Windows\System32, \\kms01\d`, `*ikke* fet, C:\Windows\System32, \\kms01\d`},
		{likeDiscord, "**over\nto**", "over\nto | strong(over\nto)"},
		{likeDiscord, "**svar:** hei", "svar: hei | strong(svar:)"},
		{likeDiscord, "```powershell\nGet-X\n```", "Get-X | block(Get-X)"},
		{likeDiscord, "``a ` b``", "a ` b | mono(a ` b)"},
	} {
		text, marks := c.markup.Read(c.text)
		var read strings.Builder
		read.WriteString(text)
		if len(marks) > 0 {
			read.WriteString(" |")
		}
		for _, m := range marks {
			kind, _ := m.Kind.MarshalText()
			if m.Block {
				kind = []byte("block")
			}
			fmt.Fprintf(&read, " %s(%s)", kind, text[m.From:m.To])
		}
		if got := read.String(); got != c.want {
			t.Errorf("%q\n got %q\nwant %q", c.text, got, c.want)
		}
	}
}

// Whatever is written, the marks lie in the text, and reading takes little time.
func FuzzMarkup(f *testing.F) {
	for _, s := range []string{"*a*", strings.Repeat("*a ", 2000), strings.Repeat("_*~`", 2000), "```", "\\", ":+1::skin-tone-6:", "*\xff*", "___a___"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, m := range []adapterkit.Markup{likeSlack, likeDiscord} {
			text, marks := m.Read(s)
			for _, mark := range marks {
				if mark.From < 0 || mark.From > mark.To || mark.To > len(text) {
					t.Errorf("%+v is not in %q", mark, text)
				}
			}
			var all strings.Builder
			for _, b := range content.Marked(text, marks) {
				if code, ok := b.(content.Code); ok {
					all.WriteString(code.Text)
					continue
				}
				p, _ := b.(content.Paragraph) // there is no other
				for _, span := range p.Spans {
					all.WriteString(span.Text)
				}
			}
			if got, want := strings.ReplaceAll(all.String(), "\n", ""), strings.ReplaceAll(text, "\n", ""); strings.TrimSpace(got) != strings.TrimSpace(want) && len(marks) < content.MaxMarks {
				t.Errorf("%q is shown as %q", want, got)
			}
		}
	})
}
