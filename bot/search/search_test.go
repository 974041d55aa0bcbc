package search_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"aktivering/bot"
	"aktivering/bot/search"
)

// The words of texts stand in databases. Where this test is changed because the words of a
// text have changed, search.Version has to change too, so that the index is made anew.
func TestWords(t *testing.T) {
	if search.Version != 1 {
		t.Errorf("the words below are those of version 1, not %d", search.Version)
	}
	for text, want := range map[string]string{
		"":                           "",
		" ?! \x00 \xff 😀":            "",
		"Nøkkel NØKKEL no\u0308kkel": "nokkel",
		"noekkel, nøkkel og nokkel":  "nokkel og",
		"Håkon Haakon hakon Ærlig ærlig aerlig": "arlig hakon",
		"don't o’hara":                     "dont ohara",
		"e-post: kari@firma.no":            "e firma kari no post",
		"0xC004F213":                       "c004f213 f213",
		"C004f213":                         "c004f213 f213",
		"0x80070005 80070005 0005x":        "0005 0005x 80070005",
		"0x80 0x8007 0xyz":                 "0x80 0xyz 8007",
		"deadbeef cafe1234":                "1234 cafe1234 deadbeef",
		"20251126 KB5034441":               "20251126 kb5034441",
		"soft\u00adhyphen zero\u200bwidth": "softhyphen zerowidth",
		"Straße ½ ﬁn ２":                    "fin strasse ½ ２",
		"Ελλάδα 日本":                        "ελλαδα 日本",
		strings.Repeat("x", 100):           strings.Repeat("x", 64),
		strings.Repeat("日", 40):            strings.Repeat("日", 21),
	} {
		if got := strings.Join(search.Words(text), " "); got != want {
			t.Errorf("the words of %q are %q, want %q", text, got, want)
		}
	}
}

func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		"":                     "",
		"Lisensen":             "lisensen/lisens*",
		"nøklene nøkler":       "noklene/nokl* nokler/nokl*",
		"activated Activation": "activated/activ* activation/activ*",
		"på nr":                "pa nr",
		"42":                   "42",
		"0xC004F213 f213":      "c004f213/c004f213* f213/f213*",
		"0x8007 8007":          "8007/8007* 8007",
		"pro pro PRO":          "pro/pro*",
		"a b c d e f g h i j":  "a b c d e f g h",
		`NOT "x*" -y (z)`:      "not/not* x y z",
		strings.Repeat("a", 40) + strings.Repeat(" ", 1000) + "b": "a",
	} {
		q := search.Parse(text)
		var got []string
		for _, term := range q.Terms {
			if term.Prefix != "" {
				got = append(got, term.Word+"/"+term.Prefix+"*")
			} else {
				got = append(got, term.Word)
			}
		}
		if got := strings.Join(got, " "); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]int{"42": 42, "#42.": 42, "sak 42": 0, "0x42": 0, "0x0042": 0, "": 0, "0": 0, "99999999999999999999999": 0} {
		if got := search.Parse(text).Number; got != want {
			t.Errorf("%q is the number %d, want %d", text, got, want)
		}
	}
}

func TestLine(t *testing.T) {
	for _, c := range []struct {
		e           bot.Entry
		agent, text string
		ok          bool
	}{
		{bot.Entry{Kind: bot.EntryMessage, Text: "hei\n📎 a b.png https://files.test/x"}, "", "hei\n📎 a b.png", true},
		{bot.Entry{Kind: bot.EntryEdited, Text: "https://x.test 📎"}, "", "https://x.test 📎", true},
		{bot.Entry{Kind: "acted/note", Text: "Bente\nen\nto"}, "Bente", "en\nto", true},
		{bot.Entry{Kind: "acted/claim", Text: "Bente\n"}, "Bente", "", true},
		{bot.Entry{Kind: bot.EntryChoice, Text: "Ja"}, "", "", false},
		{bot.Entry{Kind: bot.EntryErased, Text: "Bente"}, "", "", false},
		{bot.Entry{Kind: bot.EntryReplaced}, "", "", false},
		{bot.Entry{Kind: bot.EntryReplied, Text: "reason"}, "", "", false},
		{bot.Entry{Kind: bot.EntryDeliveryFailed, Text: "gone"}, "", "", false},
		{bot.Entry{Kind: bot.EntryMessage}, "", "", false},
	} {
		if agent, text, ok := search.Line(c.e); agent != c.agent || text != c.text || ok != c.ok {
			t.Errorf("%+v is %q, %q, %t", c.e, agent, text, ok)
		}
	}
}

// What a query finds is a hit in the text, and hits are words of the text.
func FuzzSnippet(f *testing.F) {
	f.Add("nøkkel c004", "Nøkkelen gir 0xC004F213, «nøkkel»")
	f.Add("a", "aa a\u0301\u0301 'a' å")
	f.Add("f213", strings.Repeat("x ", 300)+"0xC004F213"+strings.Repeat(" y", 300))
	f.Add("\xff", "\xff\x00")
	f.Fuzz(func(t *testing.T, query, text string) {
		words := search.Words(text)
		if !slices.IsSorted(words) || len(slices.Compact(slices.Clone(words))) != len(words) {
			t.Fatalf("the words %q are not sorted", words)
		}
		for _, w := range words {
			if w == "" || len(w) > 64 || !utf8.ValidString(w) || strings.ContainsFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }) {
				t.Fatalf("%q is a word", w)
			}
			if again := search.Words(w); !slices.Contains(again, w) {
				t.Errorf("the words of %q are %q", w, again)
			}
		}
		q := search.Parse(query)
		n := q.Snippet([]bot.Entry{{Kind: bot.EntryMessage, Text: text}})
		if found, _ := q.Match(words); found && len(n.Hits) == 0 {
			t.Errorf("%q is found in %q, and not shown", query, text)
		}
		if utf8.RuneCountInString(n.Text) > 200 || strings.Contains(n.Text, "\n") || !utf8.ValidString(n.Text) {
			t.Errorf("the snippet is %q", n.Text)
		}
		last := 0
		for _, h := range n.Hits {
			if h.Start < last || h.End <= h.Start || h.End > len(n.Text) || !utf8.ValidString(n.Text[h.Start:h.End]) {
				t.Fatalf("%q has no %v", n.Text, h)
			}
			last = h.End
		}
	})
}
