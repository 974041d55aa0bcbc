package app

import (
	"encoding/json"
	"testing"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/match"
)

// The object is a promise: what is in it here stays in it.
func TestAnswer(t *testing.T) {
	span := func(k content.SpanKind) content.Span { return content.Span{Text: "a", Kind: k} }
	reply := bot.Reply{
		Blocks: []content.Block{
			content.Heading{Spans: []content.Span{span(content.Strong)}},
			content.Paragraph{Spans: []content.Span{span(content.Plain), span(content.Mono), span(content.Differs)}},
			content.Steps{Items: [][]content.Span{{span(content.Command)}, {{Text: "b", Kind: content.Label, URL: "ms-settings:activation"}}}},
			content.Code{Text: "c"},
			content.Fields{Items: []content.Field{{Name: "n", Value: "v"}}},
			content.Note{Spans: []content.Span{{Text: "d", Kind: content.Link, URL: "https://example.com"}}},
		},
		Choices: []bot.Choice{{ID: "yes", Label: "Ja"}},
	}
	result := match.Result{
		Decision:   match.Suggest,
		Entries:    []string{"0xC004F213"},
		Codes:      []match.Found{{Value: 0xC004F214}, {Certainty: match.Malformed}},
		Confidence: 0.98765,
		Language:   "nn",
		Facts:      map[string]string{"windows": "10"},
	}
	got, err := json.Marshal(newAnswer("q", reply, result))
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"query":"q","decision":"suggest","entries":["0xC004F213"],"codes":["0xC004F214"],"confidence":0.988,` +
		`"language":"nn","facts":{"windows":"10"},` +
		`"text":"a\naa[a]\n1. a\n2. b\n\n    c\n\nn: v\n\nd\nhttps://example.com\n\n  [1] Ja\n",` +
		`"blocks":[{"type":"heading","spans":[{"text":"a","kind":"strong"}]},` +
		`{"type":"paragraph","spans":[{"text":"a"},{"text":"a","kind":"mono"},{"text":"a","kind":"differs"}]},` +
		`{"type":"steps","start":1,"steps":[[{"text":"a","kind":"command"}],[{"text":"b","kind":"label","url":"ms-settings:activation"}]]},` +
		`{"type":"code","text":"c"},{"type":"fields","fields":[{"name":"n","value":"v"}]},` +
		`{"type":"note","spans":[{"text":"d","kind":"link","url":"https://example.com"}]}],` +
		`"choices":[{"id":"yes","label":"Ja"}]}`
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestLocale(t *testing.T) {
	cases := []struct {
		env  map[string]string
		want string
	}{
		{nil, ""},
		{map[string]string{"LANG": "nb_NO.UTF-8"}, "nb-NO"},
		{map[string]string{"LANG": "C.UTF-8"}, ""},
		{map[string]string{"LANG": "nb_NO.UTF-8", "LC_ALL": "POSIX"}, ""},
		{map[string]string{"LANG": "nb_NO.UTF-8", "LC_MESSAGES": "nn_NO"}, "nn-NO"},
	}
	for _, c := range cases {
		a := App{Getenv: func(name string) string { return c.env[name] }}
		if got := a.locale(); got != c.want {
			t.Errorf("%v: %q, want %q", c.env, got, c.want)
		}
	}
}
