package expect_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"aktivering/bot/match"
	"aktivering/internal/expect"
	"aktivering/knowledge"
)

func base(t testing.TB) *knowledge.Base {
	t.Helper()
	kb, err := knowledge.Default()
	if err != nil {
		t.Fatal(err)
	}
	return kb
}

// one reads a row that has no faults.
func one(t *testing.T, kb *knowledge.Base, line string) *expect.Row {
	t.Helper()
	rows, faults := expect.Read(kb, "rows.jsonl", []byte(line))
	if len(rows) != 1 || len(faults) > 0 {
		t.Fatalf("%s: %d rows, faults %v", line, len(rows), faults)
	}
	return &rows[0]
}

// Everything that is wrong is told, with the line that it stands on.
func TestFaults(t *testing.T) {
	kb := base(t)
	for _, c := range []struct {
		name, file, text string
		want             []string
	}{
		{"empty", "a.jsonl", "", []string{"a.jsonl: there are no rows"}},
		{"only empty lines", "a.jsonl", "\n \r\n", []string{"a.jsonl: there are no rows"}},
		{"empty YAML", "a.yaml", "# nothing yet\n", []string{"a.yaml: there are no rows"}},
		{"no JSON", "a.jsonl", "{\"query\": \"x\", \"want\": \"none\"}\n\nhei\n", []string{"a.jsonl:3: no JSON: invalid character 'h'"}},
		{"half a line", "a.jsonl", `{"query": "x",`, []string{"a.jsonl:1: the line ends before the row does"}},
		{"two rows on a line", "a.jsonl", `{"query": "x", "want": "none"} {}`, []string{"a.jsonl:1: more follows"}},
		{"list", "a.jsonl", `["x"]`, []string{"a.jsonl:1: a row is an object"}},
		{"depth", "a.jsonl", `{"query": ` + strings.Repeat("[", 50) + strings.Repeat("]", 50) + `}`, []string{"a.jsonl:1: the values stand more than 8 levels deep"}},
		{"not UTF-8", "a.jsonl", "{\"query\": \"\xff\", \"want\": \"none\"}", []string{"a.jsonl:1: the line is not UTF-8"}},
		{"no YAML", "a.yml", "- query: x\n  want: [none\n", []string{"a.yml:", "no YAML: "}},
		{"no list", "a.YAML", "query: x\nwant: none\n", []string{"a.YAML:1: the file must be a list"}},
		{"second document", "a.yaml", "- query: x\n  want: none\n---\n- query: y\n", []string{"a second document begins here"}},
		{"alias", "a.yaml", "- &a {query: x, want: none}\n- *a\n", []string{"a.yaml:1: anchors and aliases", "a.yaml:2: anchors and aliases"}},
		{"key of YAML", "a.yaml", "- {[a]: b}\n", []string{"a.yaml:1: a key must be a plain text"}},
		{"neither kind", "a.jsonl", `{"id": "1"}`, []string{`needs a "query" (a first message) or "turns"`}},
		{"both kinds", "a.jsonl", `{"query": "x", "turns": ["x"]}`, []string{"not both"}},
		{"nothing wanted", "a.jsonl", `{"query": "x"}`, []string{`a.jsonl:1: a row with a "query" needs "want"`}},
		{"nothing expected", "a.jsonl", `{"turns": ["x"], "id": "1"}`, []string{"a.jsonl:1: the row expects nothing: give one of heard, article"}},
		{"misspelled key", "a.yaml", "- turns: [x]\n  herd: none\n", []string{`a.yaml:1: unknown key "herd"; such a row can hold id, lang, why, turns, heard`}},
		{"key of the other kind", "a.jsonl", `{"query": "x", "want": "none", "heard": "none"}`, []string{`unknown key "heard"`}},
		{"key twice", "a.jsonl", `{"query": "x", "query": "y", "want": "none"}`, []string{`"query" is there twice`}},
		{"id twice", "a.jsonl", "{\"id\": 1, \"query\": \"x\", \"want\": \"none\"}\n{\"id\": 1, \"query\": \"x\", \"want\": \"none\"}", []string{`a.jsonl:2: the id "1" is there twice, first on line 1`}},
		{"language", "a.jsonl", `{"lang": "sv", "query": "x", "want": "none"}`, []string{`"sv" is no language that is answered in`}},
		{"text", "a.jsonl", `{"query": ["x"], "want": "none"}`, []string{`"query" is a text`}},
		{"null", "a.jsonl", `{"query": null, "want": "none"}`, []string{`"query" is a text`}},
		{"turns", "a.jsonl", `{"turns": "x", "heard": "none"}`, []string{`"turns" is a list of texts`}},
		{"no turns", "a.jsonl", `{"turns": [], "heard": "none"}`, []string{`"turns" is a list of texts with one at least`}},
		{"too many turns", "a.jsonl", `{"turns": ["x"` + strings.Repeat(`,"x"`, 200) + `], "heard": "none"}`, []string{"at most 200 turns"}},
		{"article", "a.jsonl", `{"query": "x", "want": ["0xC004F2133"]}`, []string{`"0xC004F2133" is neither an article nor a code of one`}},
		{"article of a decision", "a.jsonl", `{"query": "x", "want": ["clarify:foo"]}`, []string{`"clarify:foo" is neither`}},
		{"article of a conversation", "a.jsonl", `{"turns": ["x"], "article": ["0xC0040000"]}`, []string{`no article has the id or the code "0xC0040000"`}},
		{"act", "a.jsonl", `{"turns": ["x"], "heard": ["fact", "facts"]}`, []string{`no act is called "facts"; there are secret`}},
		{"fact", "a.jsonl", `{"turns": ["x"], "facts": {"window": "10"}}`, []string{`no fact is called "window"; there are windows`}},
		{"value", "a.jsonl", `{"turns": ["x"], "facts": {"windows": "12"}}`, []string{`windows is never "12"; it is 11, 10`}},
		{"fact twice", "a.jsonl", `{"turns": ["x"], "facts": {"windows": "10", "windows": "11"}}`, []string{`"windows" is there twice`}},
		{"no facts", "a.jsonl", `{"turns": ["x"], "facts": {}}`, []string{`"facts" is an object`}},
		{"expression", "a.jsonl", `{"turns": ["x"], "reply_any": ["("]}`, []string{`"reply_any": error parsing regexp`}},
		{"expression of everything", "a.jsonl", `{"turns": ["x"], "reply_none": ["x*"]}`, []string{`"reply_none": "x*" is found in every reply`}},
		{"sentence", "a.jsonl", `{"turns": ["x"], "reply_none": ["@mis"]}`, []string{`no sentence in knowledge/phrases is called "mis"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, faults := expect.Read(kb, c.file, []byte(c.text))
			var all []string
			for _, f := range faults {
				all = append(all, f.String())
			}
			got := strings.Join(all, "\n")
			for _, want := range c.want {
				if !strings.Contains(got, want) {
					t.Errorf("%q is not in\n%s", want, got)
				}
			}
			if len(faults) == 0 {
				t.Error("no faults")
			}
		})
	}
}

// What is right is kept beside what is wrong, and JSON and YAML read alike.
func TestRead(t *testing.T) {
	kb := base(t)
	rows, faults := expect.Read(kb, "a.jsonl", []byte("\ufeff{\"query\": \"x\", \"want\": \"none\"}\r\n[]\n{\"id\": 2, \"query\": \"y\", \"want\": [\"0xc004c4a2\", \"answer\"]}"))
	if len(rows) != 2 || len(faults) != 1 || rows[1].ID != "2" || rows[1].Line != 3 {
		t.Fatalf("got %+v and %v", rows, faults)
	}
	if got := rows[1].Want[0]; !slices.Equal(got.Articles, []string{"0xC004C060", "win7-kb971033"}) || got.Decision != match.Answer {
		t.Errorf("the code of an article is read as %+v", got)
	}
	json := one(t, kb, `{"id": "7", "lang": "nn", "why": "w", "turns": ["hei", "ja\nnei"], "heard": "fact", "article": "", "facts": {"windows": 10, "has_key": "yes", "online": ""}, "reply_any": "a.c", "reply_none": ["@miss"]}`)
	yaml, faults := expect.Read(kb, "rows.jsonl.yaml", []byte(`
- id: 7
  lang: nn
  why: w
  turns:
    - hei
    - |-
      ja
      nei
  heard: fact
  article: ""
  facts: {windows: 10, has_key: yes, online: ""}
  reply_any: a.c
  reply_none: "@miss"
`))
	if len(faults) > 0 || len(yaml) != 1 {
		t.Fatalf("got %v and %v", yaml, faults)
	}
	yaml[0].File, yaml[0].Line = json.File, json.Line
	if a, b := fmt.Sprintf("%+v", *json), fmt.Sprintf("%+v", yaml[0]); a != b {
		t.Errorf("JSON is read as\n%s\nYAML as\n%s", a, b)
	}
}

func TestFirstMessage(t *testing.T) {
	kb := base(t)
	answer := match.Result{Decision: match.Answer, Entries: []string{"0xC004F213", "0xC004F211"}}
	clarify := match.Result{Decision: match.Clarify, Entries: []string{"0xC004F211", "0xC004F213"}}
	suggest := match.Result{Decision: match.Suggest, Entries: []string{"0xC004F213", "0xC004F211"}}
	for _, c := range []struct {
		want  string
		came  match.Result
		holds bool
	}{
		{`"0xC004F213"`, answer, true},
		{`["none", "0xC004F213"]`, answer, true},
		{`"0xC004F211"`, answer, false}, // the first article counts
		{`"answer"`, answer, true},
		{`"answer:0xC004F211"`, answer, false},
		{`"0xC004F213"`, clarify, false},
		{`"clarify"`, clarify, true},
		{`"clarify:0xC004F213"`, clarify, true},
		{`"clarify:0xC004C003"`, clarify, false},
		{`"suggest:0xC004F213"`, suggest, true},
		{`"suggest:0xC004F211"`, suggest, false},
		{`"0xC004F213"`, suggest, false},
		{`"suggest:0xC004F210"`, match.Result{Decision: match.Suggest, Entries: []string{"0xC004E016"}}, true}, // two articles hold that code
		{`"none"`, match.Result{Decision: match.None}, true},
		{`["refuse", "human"]`, match.Result{Decision: match.None}, false},
		{`"unknown-code"`, match.Result{Decision: match.UnknownCode}, true},
	} {
		row := one(t, kb, `{"query": "x", "want": `+c.want+`}`)
		if got := row.Holds(c.came); len(got) == 0 != c.holds {
			t.Errorf("want %s, came %v: %v", c.want, c.came, got)
		}
	}
}

func TestConversation(t *testing.T) {
	kb := base(t)
	came := expect.Turn{
		Heard: "fact", Article: "0xC004F213", Facts: map[string]string{"windows": "10", "online": ""},
		Reply: "Da går vi\n  videre. Har du en nøkkel?",
	}
	for _, c := range []struct {
		expects string
		came    expect.Turn
		want    string // the fields that differ
	}{
		{`"heard": ["tried", "fact"]`, came, ""},
		{`"heard": "tried"`, came, "heard"},
		{`"article": ["0xC004C003", "0xC004F213"]`, came, ""},
		{`"article": ""`, came, "article"},
		{`"article": ["", "0xC004F213"]`, expect.Turn{}, ""},
		{`"article": "0xC004F213"`, expect.Turn{}, "article"},
		{`"facts": {"windows": "10", "online": "", "has_key": ""}`, came, ""},
		{`"facts": {"windows": ""}`, came, "facts"},
		{`"facts": {"windows": "11"}`, came, "facts"},
		{`"facts": {"has_key": "yes"}`, came, "facts"},
		{`"reply_any": ["pris", "VI VIDERE"]`, came, ""},
		{`"reply_any": "pris"`, came, "reply_any"},
		{`"reply_none": ["pris", "@miss", "@solved"]`, came, ""},
		{`"reply_none": "nøkkel"`, came, "reply_none"},
		{`"reply_none": "\\b"`, came, "reply_none"}, // found, though it is empty
		{`"reply_none": "pris"`, expect.Turn{}, "reply_none"},
		{`"heard": "tried", "article": "", "reply_any": "pris"`, came, "heard article reply_any"},
		{`"reply_none": "@miss"`, expect.Turn{Reply: "Eg kjende ikkje att det. " + kb.Phrases().Text("nn", "miss.scope")}, "reply_none"},
		{`"reply_none": "@codes"`, expect.Turn{Reply: "0xC004F213 is probably the current one:"}, "reply_none"},
		{`"reply_any": "@solved"`, expect.Turn{Reply: kb.Phrases().Text("en", "solved")}, ""},
		{`"reply_any": "@solved"`, expect.Turn{Reply: kb.Phrases().Text("en", "miss")}, "reply_any"},
	} {
		row := one(t, kb, `{"turns": ["x"], `+c.expects+`}`)
		var fields []string
		for _, d := range row.HoldsAt(c.came) {
			if d.Expected == "" || d.Came == "" && d.Field != "reply_none" {
				t.Errorf("%s: %+v says nothing", c.expects, d)
			}
			fields = append(fields, d.Field)
		}
		if got := strings.Join(fields, " "); got != c.want {
			t.Errorf("%s, came %+v: got %q, want %q", c.expects, c.came, got, c.want)
		}
	}
}

func TestTally(t *testing.T) {
	kb := base(t)
	var tally expect.Tally
	if tally.All().Rate() != 1 {
		t.Error("no row fails where there is none")
	}
	for i, line := range []string{
		`{"lang": "nn", "turns": ["x"], "heard": ["tried", "fact"]}`,
		`{"lang": "nb", "turns": ["x"], "article": ""}`,
		`{"lang": "nb", "query": "x", "want": ["none", "0xC004F213"]}`,
		`{"query": "x", "want": ["0xC004F213"]}`,
		`{"lang": "nb", "turns": ["x"], "heard": ["fact"]}`,
	} {
		tally.Add(one(t, kb, line), i%2 == 0)
	}
	var b strings.Builder
	if err := tally.Print(&b); err != nil {
		t.Fatal(err)
	}
	want := `first messages      1 of     2   50.0 %
conversations       2 of     3   66.7 %

nb                  2 of     3   66.7 %
nn                  1 of     1  100.0 %
no language         0 of     1    0.0 %

answer              0 of     1    0.0 %
none                1 of     1  100.0 %

tried               1 of     1  100.0 %
fact                1 of     1  100.0 %

all                 3 of     5   60.0 %
`
	if b.String() != want {
		t.Errorf("got\n%s", b.String())
	}
	if got := tally.All().String(); got != "3 of 5 (60.0 %)" {
		t.Errorf("got %s", got)
	}
}

// Whatever stands in a file, reading it ends in rows that can be compared, or in faults that
// say something.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"", "{", "[]", `{"query": "x", "want": ["none", "clarify:0xC004F213"]}`, `{"id": 1, "lang": "nb", "turns": ["a", "b"], "heard": "fact"}`,
		`{"turns": ["a"], "facts": {"windows": 10, "has_key": ""}, "reply_any": ["@miss", "(a|b)+"], "reply_none": "."}`,
		`{"query": {"a": [null, true, 1e9]}}`, "- query: x\n  want: none\n", "- &a [*a]\n", "? [a]\n: b\n", "- turns: [a]\n  article: ''\n", "--- a\n--- b\n", "\ufeff[]", "- <<: {a: b}\n",
	} {
		f.Add([]byte(seed), true)
		f.Add([]byte(seed), false)
	}
	kb := base(f)
	f.Fuzz(func(t *testing.T, data []byte, yaml bool) {
		name := "rows.jsonl"
		if yaml {
			name = "rows.yaml"
		}
		rows, faults := expect.Read(kb, name, data)
		if len(rows) == 0 && len(faults) == 0 {
			t.Error("neither rows nor faults")
		}
		for _, fault := range faults {
			if fault.File != name || fault.Message == "" || fault.Line < 0 {
				t.Errorf("the fault %+v says nothing", fault)
			}
		}
		var tally expect.Tally
		for i := range rows {
			row := &rows[i]
			if len(row.Messages()) == 0 || row.Line < 1 {
				t.Errorf("%+v says nothing", row)
			}
			if len(row.Turns) == 0 {
				row.Holds(match.Result{Decision: match.Clarify, Entries: []string{"0xC004F213"}})
			} else {
				row.HoldsAt(expect.Turn{Heard: "fact", Reply: "a b"})
			}
			tally.Add(row, true)
		}
		if tally.All().Held != len(rows) {
			t.Error("a row is not counted")
		}
	})
}
