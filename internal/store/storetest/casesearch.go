package storetest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"aktivering/bot"
	"aktivering/bot/caselist"
	"aktivering/bot/event"
	"aktivering/bot/search"
	"aktivering/internal/store"
	"aktivering/knowledge"
)

// bente is an agent.
func bente() bot.Agent { return bot.Agent{ID: "B", Name: "Bente"} }

// aCase makes a case of a person with lines of the person's, the last of which opens it.
func aCase(t *testing.T, s store.Store, person string, lines ...string) int {
	t.Helper()
	for i, line := range lines {
		happens(t, s, named(person), noon, event.Message{Text: line, Message: bot.MessageID(fmt.Sprintf("%s-%d", person, i))}, func(c *bot.Conversation) {
			c.Name = person
			if i == len(lines)-1 {
				c.Case = &bot.Case{State: bot.CaseQueued, Opened: c.Turn, QueuedAt: noon}
			}
		})
	}
	c, err := s.Conversation(t.Context(), named(person))
	if err != nil {
		t.Fatal(err)
	}
	n, err := s.CaseNumber(t.Context(), named(person), c.Case.Opened)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// asks makes a turn in which a person says something.
func asks(t *testing.T, s store.Store, person, text string) {
	t.Helper()
	happens(t, s, named(person), noon, event.Message{Text: text}, nil)
}

// found returns the numbers of all cases that a query finds.
func found(t *testing.T, s store.Store, query string, f caselist.Filter, size int) []int {
	t.Helper()
	var numbers []int
	for p := (caselist.Page{Size: size}); ; {
		hits, next, err := s.Search(t.Context(), query, f, p)
		if err != nil {
			t.Fatalf("Search %.80q: %v", query, err)
		}
		for _, h := range hits {
			numbers = append(numbers, h.Number)
		}
		if next == "" {
			return numbers
		}
		if len(hits) != p.Limit() {
			t.Fatalf("a page of %d has %d cases, and is not the last", p.Limit(), len(hits))
		}
		p.After = next
	}
}

// finds fails unless a query finds these cases, in this order.
func finds(t *testing.T, s store.Store, query string, want ...int) {
	t.Helper()
	if got := found(t, s, query, caselist.Filter{}, 0); !slices.Equal(got, want) {
		t.Errorf("%q finds %v, want %v", query, got, want)
	}
}

func testSearch(t *testing.T, b *bench) {
	s := b.open()
	asks(t, s, "nobody", "hovedkort lisens uten sak")
	kari := aCase(t, s, "Kari Nordmann", "Hei! Jeg får 0xC004F213 etter nytt hovedkort", "Et menneske, takk")
	ola := aCase(t, s, "Ola", "Windows will not activate: error code c004c003", "The activation server said the product key is blocked")
	bob := aCase(t, s, "Bob O'Hara", "Eg har kjøpt lisensnøkkelen på nett – «pro»", "Ærlig talt, École über alles")
	happens(t, s, named("Ola"), noon, event.AgentAction{Act: bot.ActClaim, Agent: bente()}, func(c *bot.Conversation) {
		c.Case.State, c.Case.Agent = bot.CaseClaimed, bente()
		c.Now.Trail = []knowledge.Code{0xC004C003, 0x8007232B}
	})
	happens(t, s, named("Ola"), noon, event.AgentAction{Act: bot.ActNote, Agent: bente(), Text: "ring leverandøren"}, nil)
	happens(t, s, named("Ola"), noon, event.AgentAction{Act: bot.ActAnswer, Agent: bente(), Text: "Prøv nøkkelen igjen"}, nil)
	for query, want := range map[string][]int{
		// Words, in whatever case, with and without accents and Norwegian letters.
		"hovedkort": {kari}, "HOVEDKORT": {kari}, "hei": {kari}, "far": {kari}, "får": {kari}, "nokkelen": {ola}, "nøkkelen": {ola}, "noekkelen": {ola},
		"ærlig": {bob}, "arlig": {bob}, "aerlig": {bob}, "ecole": {bob}, "e\u0301cole": {bob}, "uber": {bob}, "pro": {bob, ola}, "kjopt": {bob}, "kjoept": {bob},
		// Their other forms and beginnings, of bokmål, nynorsk and English.
		"lisens": {bob}, "lisensen": {bob}, "lisensnøkkel": {bob}, "nøkler": nil, "nøkkel": {ola}, "leverandørene": {ola}, "leverandør": {ola},
		"activated": {ola}, "activating": {ola}, "servers": {ola}, "keys": {ola}, "hov": {kari}, "ho": nil, "kort": nil, "hovedkortet": {kari},
		// Several words, in several lines, in any order.
		"menneske hovedkort": {kari}, "kari hovedkort": {kari}, "hovedkort ola": nil, "server blocked activate": {ola}, "windows leverandøren": {ola},
		// Codes, as people write them.
		"0xC004F213": {kari}, "0xc004f213": {kari}, "C004F213": {kari}, "F213": {kari}, "f213": {kari}, "0xC004": {ola, kari}, "c004f": {kari}, "0xC004F21": {kari},
		"0xC004C003": {ola}, "c003": {ola}, "0x8007232B": {ola}, "8007232b": {ola}, "232B": {ola}, "0xC004F214": nil, "F214": nil, "F21": {kari},
		// Names and numbers.
		"nordmann": {kari}, "nordm": {kari}, "o'hara": {bob}, "OHara": {bob}, "bente": {ola}, strconv.Itoa(kari): {kari}, fmt.Sprint("#", ola): {ola}, fmt.Sprint(kari, " kari"): {kari}, fmt.Sprint(kari, "0"): nil,
		// What nobody in a case said.
		"uten": nil, "xyzzy": nil, "": nil, " ": nil, "?!": nil,
	} {
		if got := found(t, s, query, caselist.Filter{}, 0); !slices.Equal(got, want) {
			t.Errorf("%q finds %v, want %v", query, got, want)
		}
	}
	// Among those that a filter picks.
	for _, c := range []struct {
		f    caselist.Filter
		want []int
	}{
		{caselist.Filter{}, []int{ola, kari}},
		{caselist.Filter{Agent: "B"}, []int{ola}},
		{caselist.Filter{States: []bot.CaseState{bot.CaseQueued}}, []int{kari}},
		{caselist.Filter{States: []bot.CaseState{bot.CaseClosed}}, nil},
		{caselist.Filter{Code: 0x8007232B, Platform: "test"}, []int{ola}},
		{caselist.Filter{Person: "Kari Nordmann", FirstCome: true}, []int{kari}},
		{caselist.Filter{Opened: caselist.TimeRange{Before: noon}}, nil},
		{caselist.Filter{Opened: caselist.TimeRange{From: noon}}, []int{ola, kari}},
	} {
		if got := found(t, s, "0xc004", c.f, 1); !slices.Equal(got, c.want) {
			t.Errorf("%+v: got %v, want %v", c.f, got, c.want)
		}
	}
}

// A query is a text: nothing in it is an operator, and nothing of it fails.
func testSearchText(t *testing.T, b *bench) {
	s := b.open()
	n := aCase(t, s, "Kari", "alfa beta gamma near not and or words case search 5", "x* ' \" : & | ! ( ) \\ % _ å")
	for _, query := range []string{
		"alfa\x00beta", "alfa\xffbeta", `"alfa`, `"alfa" "beta"`, `alfa"`, "alfa'", "alfa' OR 1=1; --", "(alfa", "alfa)", "alfa*", "*alfa", "^alfa", "-alfa", "alfa -beta",
		"alfa:beta", "words:alfa", "case_search:alfa", "{words}: alfa", "alfa NOT beta", "alfa AND beta", "alfa OR beta", "NEAR(alfa beta, 5)", "alfa + beta", "alfa & beta", "alfa | beta",
		"!alfa", "alfa <-> beta", "alfa:*", "'alfa':A", `al\fa alfa`[6:], "$1 alfa"[3:], "?alfa", "alfa%", "ALFA\u200b", "\u202ealfa", "ａｌｆａ", "alfa\r\nbeta\tgamma", strings.Repeat("alfa ", 1<<16),
	} {
		if got := found(t, s, query, caselist.Filter{}, 0); !slices.Equal(got, []int{n}) {
			t.Errorf("%.60q finds %v", query, got)
		}
	}
	for _, query := range []string{"\x00", "\xff", `"`, `""`, "*", "^", "-", "()", "NEAR", strings.Repeat("y", 1<<20), strings.Repeat("(", 1<<12), strings.Repeat("ø", 300) + "x", "½ ㍿ ﷺ", "😀", "\u0301"} {
		if got := found(t, s, query, caselist.Filter{}, 0); len(got) > 0 && query != "NEAR" {
			t.Errorf("%.60q finds %v", query, got)
		}
	}
	// A long word is found by its beginning, and a text of many words by each of them.
	long := aCase(t, s, "Ola", strings.Repeat("bø", 100))
	finds(t, s, strings.Repeat("bø", 100), long)
	finds(t, s, strings.Repeat("bø", 10), long)
	var many []string
	for i := range 2 * search.MaxWords {
		many = append(many, fmt.Sprintf("w%x", i))
	}
	aCase(t, s, "Mange", strings.Join(many, " "))
	happens(t, s, named("Mange"), noon, event.Message{Text: "enda " + strings.Join(many, "x ")}, nil)
	if got := found(t, s, "w1", caselist.Filter{}, 0); len(got) != 1 {
		t.Errorf("a case of many words is found by %v", got)
	}
}

// FuzzSearch searches for texts, in cases that have them as lines.
func FuzzSearch(f *testing.F, place func(f *testing.F) store.Store) {
	for _, seed := range []string{"", "alfa", "0xC004F213 nøkkel", `"a" OR b*`, "a\x00b", "\xff", "'; DROP TABLE cases; --", "NEAR(a b)", "ﷺ ½ ß ẞ İ", "a'b’c", "12", "#3 kari"} {
		f.Add(seed, "en linje")
		f.Add("linje", seed)
	}
	s := place(f)
	n := 0
	f.Fuzz(func(t *testing.T, query, line string) {
		n++
		person := fmt.Sprint("person ", n)
		number := aCase(t, s, person, line)
		var got bool
		for p := (caselist.Page{Size: caselist.MaxPageSize}); ; {
			hits, next, err := s.Search(t.Context(), query, caselist.Filter{Person: person}, p)
			if err != nil {
				t.Fatalf("Search %q: %v", query, err)
			}
			for _, h := range hits {
				got = true
				last := 0
				for _, hit := range h.Snippet.Hits {
					if hit.Start < last || hit.End <= hit.Start || hit.End > len(h.Snippet.Text) || !utf8.ValidString(h.Snippet.Text[hit.Start:hit.End]) {
						t.Fatalf("%q has no %v", h.Snippet.Text, hit)
					}
					last = hit.End
				}
			}
			if p.After = next; next == "" {
				break
			}
		}
		words := search.Words(line, person, strconv.Itoa(number))
		if want, _ := search.Parse(query).Match(words); want != got {
			t.Errorf("%q finds %q (%q): %t, want %t", query, line, words, got, want)
		}
	})
}

// Exactly what is looked for comes first, then the latest.
func testSearchOrder(t *testing.T, b *bench) {
	s := b.open()
	var whole, forms []int
	for i := range 30 {
		if i%3 == 0 {
			whole = append(whole, aCase(t, s, fmt.Sprint("whole ", i), "skjermen viser lisens"))
		} else {
			forms = append(forms, aCase(t, s, fmt.Sprint("form ", i), "skjermen viser lisenser"))
		}
	}
	number := aCase(t, s, "n", "tekst")
	slices.Reverse(whole)
	slices.Reverse(forms)
	for _, size := range []int{1, 3, 7, 10, 20, 100} {
		if got := found(t, s, "viser lisens", caselist.Filter{}, size); !slices.Equal(got, append(slices.Clone(whole), forms...)) {
			t.Errorf("by pages of %d: %v", size, got)
		}
	}
	// The case of the number comes first, then those in which the number was written.
	mention := aCase(t, s, "m", fmt.Sprintf("som i sak %d", number))
	finds(t, s, strconv.Itoa(number), number, mention)
	if got := found(t, s, strconv.Itoa(number), caselist.Filter{}, 1); !slices.Equal(got, []int{number, mention}) {
		t.Errorf("by pages of 1: %v", got)
	}
	// Pages go on where they were while the cases change.
	hits, next, err := s.Search(t.Context(), "lisens", caselist.Filter{}, caselist.Page{Size: 3})
	if err != nil || len(hits) != 3 {
		t.Fatal(hits, err)
	}
	aCase(t, s, "later", "lisens")
	happens(t, s, named("n"), noon, event.Message{Text: "lisens"}, nil)
	hits, _, err = s.Search(t.Context(), "lisens", caselist.Filter{}, caselist.Page{Size: 3, After: next})
	if err != nil || len(hits) != 3 || hits[0].Number != whole[3] {
		t.Errorf("the second page begins with %+v, want %d, %v", hits, whole[3], err)
	}
}

func testSnippets(t *testing.T, b *bench) {
	s := b.open()
	aCase(t, s, "p", "først om noe annet", "Nøkkelen virker ikke,\nog   lisensen er borte", "takk")
	happens(t, s, named("p"), noon.Add(time.Minute), event.AgentAction{Act: bot.ActNote, Agent: bente(), Text: "<b>Se</b> **0xC004F213** hos leverandør\n"}, nil)
	happens(t, s, named("p"), noon, event.Message{
		Text:  strings.Repeat("fyll ", 100) + "målet er her " + strings.Repeat("etter ", 100),
		Files: []bot.File{{Name: "skjermbilde.png", URL: "https://files.test/hemmelig"}},
	}, nil)
	for query, want := range map[string]string{
		"lisens nokkel": "[Nøkkelen] virker ikke, og [lisensen] er borte",
		"virker":        "Nøkkelen [virker] ikke, og lisensen er borte",
		"f213 leverand": "<b>Se</b> **[0xC004F213]** hos [leverandør]",
		"annet":         "først om noe [annet]",
		"p":             "",
		"bente takk":    "[takk]",
	} {
		hits, _, err := s.Search(t.Context(), query, caselist.Filter{}, caselist.Page{})
		if err != nil || len(hits) != 1 {
			t.Fatalf("%q finds %+v, %v", query, hits, err)
		}
		if got := marked(hits[0].Snippet); got != want {
			t.Errorf("%q shows %q, want %q", query, got, want)
		}
	}
	hits, _, err := s.Search(t.Context(), "f213", caselist.Filter{}, caselist.Page{})
	if err != nil || len(hits) != 1 {
		t.Fatal(hits, err)
	}
	if n := hits[0].Snippet; n.Agent != "Bente" || n.Turn != 4 || n.Kind != "acted/note" || !n.At.Equal(noon.Add(time.Minute)) {
		t.Errorf("it is of %+v", n)
	}
	hits, _, err = s.Search(t.Context(), "målet", caselist.Filter{}, caselist.Page{})
	if err != nil || len(hits) != 1 {
		t.Fatal(hits, err)
	}
	got := marked(hits[0].Snippet)
	if n := utf8.RuneCountInString(got); n > 210 || !strings.Contains(got, "fyll [målet] er her etter") || hits[0].Snippet.Agent != "" {
		t.Errorf("of a long line it shows %q", got)
	}
	finds(t, s, "skjermbilde", hits[0].Number)
	finds(t, s, "hemmelig")
}

// marked is a snippet with its hits in brackets.
func marked(n caselist.Snippet) string {
	var out strings.Builder
	last := 0
	for _, h := range n.Hits {
		out.WriteString(n.Text[last:h.Start] + "[" + n.Text[h.Start:h.End] + "]")
		last = h.End
	}
	return out.String() + n.Text[last:]
}
