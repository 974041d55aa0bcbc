package gaps_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"go.yaml.in/yaml/v4"

	"aktivering/bot"
	"aktivering/bot/match"
	"aktivering/bot/outcome"
	"aktivering/bot/port"
	"aktivering/internal/gaps"
	"aktivering/knowledge"
)

// built is the built-in knowledge and its matcher.
var built = sync.OnceValues(func() (*knowledge.Base, *match.Matcher) {
	kb, err := knowledge.Default()
	if err != nil {
		panic(err)
	}
	return kb, match.New(kb)
})

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// turn is a turn of a person; people are numbered, and so are minutes.
func turn(who int, text string, o bot.Outcome) port.Gap {
	ref := bot.Ref{Address: bot.Address{Platform: "p"}, Person: strconv.Itoa(who)}
	if o.Language == "" {
		o.Language = "nb"
	}
	return port.Gap{TurnOutcome: port.TurnOutcome{Of: ref, At: noon.Add(time.Duration(who) * time.Minute), Outcome: o}, Text: text}
}

func miss(who int, text string) port.Gap {
	return turn(who, text, bot.Outcome{Kind: outcome.NotUnderstood})
}

func collect(turns ...port.Gap) gaps.Report {
	kb, matcher := built()
	return gaps.Collect(kb, matcher, turns)
}

// shown is a list of groups in short: people, times, texts.
func shown(groups []gaps.Group) (list []string) {
	for _, g := range groups {
		var texts []string
		for _, t := range g.Texts {
			texts = append(texts, t.Text)
		}
		list = append(list, fmt.Sprintf("%d/%d %s", g.People, g.Count, strings.Join(texts, " | ")))
	}
	return list
}

func TestGroups(t *testing.T) {
	turns := []port.Gap{
		miss(1, "VPN-en virker ikke hjemmefra"),
		miss(2, "vpn virker ikke"),
		miss(3, "VPN virker ikke!"),
		miss(3, "vpn virker ikke"),
		miss(4, "skriveren på kontoret er tom for papir"),
		miss(5, "det er tomt for papir i skriveren"),
		miss(6, "når er kantina åpen"),
		miss(7, "??"),
		miss(7, ""),
		miss(8, "jeg er her"),
		turn(9, "hva sier sjefen", bot.Outcome{Kind: outcome.Unanswered}),
	}
	want := []string{
		"3/4 vpn virker ikke | VPN-en virker ikke hjemmefra",
		"2/2 det er tomt for papir i skriveren | skriveren på kontoret er tom for papir",
		"1/1 når er kantina åpen",
	}
	r := collect(turns...)
	if got := shown(r.Questions); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if got := shown(r.Asides); !reflect.DeepEqual(got, []string{"1/1 hva sier sjefen"}) || r.Empty != 3 || r.Turns != len(turns) {
		t.Errorf("beside the remedies %q; %d empty, %d turns", got, r.Empty, r.Turns)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		random.Shuffle(len(turns), func(i, j int) { turns[i], turns[j] = turns[j], turns[i] })
		if got := shown(collect(turns...).Questions); !reflect.DeepEqual(got, want) {
			t.Fatalf("in another order: %q", got)
		}
	}
}

// meaning is a matcher that knows a few words.
type meaning map[string]string

func (m meaning) Match(text string, _ match.Scope) (r match.Result) {
	for w := range strings.FieldsSeq(text) {
		if c := m[w]; c != "" {
			r.Concepts = append(r.Concepts, c)
		}
	}
	return r
}

// Words of two languages that the language data knows as the same put texts together.
func TestGroupsByConcepts(t *testing.T) {
	kb, _ := built()
	words := meaning{"skriveren": "printer", "printer": "printer", "mangler": "lacks", "lacks": "lacks", "papir": "paper", "paper": "paper"}
	r := gaps.Collect(kb, words, []port.Gap{miss(1, "skriveren mangler papir"), miss(2, "printer lacks paper"), miss(3, "skriveren er varm")})
	if got := shown(r.Questions); len(got) != 2 || got[0] != "2/2 printer lacks paper | skriveren mangler papir" {
		t.Errorf("%q", got)
	}
}

func TestCollect(t *testing.T) {
	kb, _ := built()
	article, _ := kb.Article("0xC004F213")
	first, second := article.Remedies[0].ID, article.Remedies[1].ID
	judged := func(who int, v outcome.Verdict, remedies ...string) port.Gap {
		kind := outcome.NotHelped
		if v == outcome.DidHelp {
			kind = outcome.Helped
		}
		return turn(who, "", bot.Outcome{Kind: kind, Article: article.ID, Helped: v, Remedies: remedies})
	}
	unknown := func(who int, code knowledge.Code, text string) port.Gap {
		return turn(who, text, bot.Outcome{Kind: outcome.UnknownCode, Code: code, Article: "andre-koder"})
	}
	near := bot.Outcome{Kind: outcome.NearMiss, Code: 0xC004F213, Article: "0xC004F213"}
	r := collect(
		miss(1, "hovedkortet er byttet, og nå er ikke Windows aktivert"), // by now there is an article
		unknown(1, 0xC004D999, "0xC004D999"),
		unknown(2, 0xC004D999, "ring 98765432 om 0xC004D999"),
		unknown(2, 0xC004D999, ""),
		unknown(3, 0xC004F213, "0xC004F213"), // neither is there no article of this any more
		unknown(4, 0x80041234, "0x80041234"),
		turn(1, "0xC004F214", near), turn(2, "feil 0xc004f214", near), turn(3, "", near),
		judged(1, outcome.DidNotHelp, first), judged(1, outcome.DidNotHelp, second), judged(2, outcome.DidNotHelp, first), judged(3, outcome.DidHelp),
		turn(4, "", bot.Outcome{Kind: outcome.NotHelped, Article: "gone", Helped: outcome.DidNotHelp}),
		turn(5, "", bot.Outcome{Kind: outcome.UsedUp, Article: "0xC004F034"}),
	)
	var codes []string
	for _, c := range r.Codes {
		codes = append(codes, fmt.Sprint(c.Code, c.People, c.Count, len(c.Texts)))
	}
	if want := []string{"0xC004D999 2 3 2", "0x80041234 1 1 1"}; !reflect.DeepEqual(codes, want) || r.Answered != 2 {
		t.Errorf("codes %q, want %q; %d answered by now", codes, want, r.Answered)
	}
	if text := r.Codes[0].Texts[1].Text; text != "ring [number] om 0xC004D999" {
		t.Errorf("%q", text)
	}
	if len(r.Near) != 2 || r.Near[0].Written != "0xC004F214" || r.Near[0].Count != 2 || r.Near[0].Article != article.ID || r.Near[1].Written != "" {
		t.Errorf("near misses %+v", r.Near)
	}
	want := []gaps.Article{{ID: article.ID, Judged: gaps.Judged{Helped: 1, Not: 3}, Remedies: []gaps.Remedy{{ID: first, Judged: gaps.Judged{Not: 2}}, {ID: second, Judged: gaps.Judged{Not: 1}}}}}
	if !reflect.DeepEqual(r.Articles, want) {
		t.Errorf("articles %+v, want %+v", r.Articles, want)
	}
	// Twice is no pattern, and half is not seldom.
	r = collect(judged(1, outcome.DidNotHelp), judged(2, outcome.DidNotHelp))
	half := collect(judged(1, outcome.DidNotHelp), judged(2, outcome.DidNotHelp), judged(3, outcome.DidHelp), judged(4, outcome.DidHelp))
	if len(r.Articles)+len(half.Articles) > 0 {
		t.Errorf("%+v, %+v", r.Articles, half.Articles)
	}
}

func TestMasked(t *testing.T) {
	for text, want := range map[string]string{
		"ring 912 34 567 eller +47 91 23 45 67.":           "ring [number] eller [number].",
		"mail kari.nordmann@firma.example.no, takk":        "mail [email], takk",
		"se https://firma.no/sak?id=1&token=x og www.a.no": "se [link] og [link]",
		"<@U0123ABC> sa at @kari-n vet":                    "[name] sa at [name] vet",
		"0x80070005 og 0xC004F213 og KB5034441":            "0x80070005 og 0xC004F213 og KB5034441",
		"Windows 10 22H2, 25 tegn, kl. 14.30":              "Windows 10 22H2, 25 tegn, kl. 14.30",
		"a\n\tb\u202ec\u200b":                              "a bc",
		"\xff":                                             "\uFFFD",
	} {
		if got := gaps.Masked(text); got != want {
			t.Errorf("%q is masked as %q, want %q", text, got, want)
		}
	}
	const key = "VK7JG-NPHTM-C97JM-9MPGT-3V66T"
	if got := gaps.Masked("nøkkelen er " + key); strings.Contains(got, "NPHTM") {
		t.Errorf("%q", got)
	}
	if got := gaps.Masked(strings.Repeat("å", 1000)); len([]rune(got)) != 301 {
		t.Errorf("%d characters", len([]rune(got)))
	}
}

// As many turns as are read, all different and made of the same few words, are grouped in a few
// seconds, and more are left out.
func TestMany(t *testing.T) {
	var turns []port.Gap
	for i := range gaps.MaxTurns + 5 {
		var words []string
		for j := range 15 {
			words = append(words, fmt.Sprintf("ord%c%c", 'a'+(i*7+j*j)%26, 'a'+(i/26+j)%26))
		}
		turns = append(turns, miss(i, strings.Join(words, " ")+fmt.Sprint(" unik", i)))
	}
	start := time.Now()
	r := collect(turns...)
	n := 0
	for _, g := range r.Questions {
		n += g.Count
	}
	if took := time.Since(start); took > time.Minute || r.Turns != gaps.MaxTurns || n+r.Left != r.Turns || r.Left == 0 {
		t.Errorf("took %v; %d turns, of which %d in %d groups, %d left", took, r.Turns, n, len(r.Questions), r.Left)
	} else {
		t.Logf("%d turns in %v, %d groups, %d left", r.Turns, took, len(r.Questions), r.Left)
	}
}

// load reads a draft in a folder of its own, and returns what it lacks.
func load(t *testing.T, id, text string) []string {
	t.Helper()
	kb, err := knowledge.Load(fstest.MapFS{id + ".yaml": {Data: []byte(text)}})
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if drafts := kb.Drafts(); len(drafts) == 1 && drafts[0].ID == id {
		var lacks []string
		for _, f := range drafts[0].Lacks {
			lacks = append(lacks, f.Message)
		}
		return lacks
	}
	t.Fatalf("drafts %+v\n%s", kb.Drafts(), text)
	return nil
}

func TestDraft(t *testing.T) {
	kb, _ := built()
	none := func(string) bool { return false }
	many := gaps.Tally{Count: 3, People: 2, Last: noon}
	for _, c := range []struct {
		name  string
		topic gaps.Topic
		id    string
		holds []string
	}{
		{
			"a question",
			gaps.Topic{Tally: many, Texts: []gaps.Text{{"Får ikke kvittering på nøkkel: «hva nå»?", "nb", 2}, {`receipt "lost" \n #1`, "en", 1}, {strings.Repeat("lang tekst ", 20), "nn", 1}}},
			"kvittering-nokkel",
			[]string{"3 messages of 2 people, last on 2026-11-24", "#   lang tekst", "kinds: [symptom]", `    - "receipt \"lost\" \\n #1"`, "  nn: []"},
		},
		{
			"a code",
			gaps.Topic{Code: 0xC004D999, Tally: gaps.Tally{Count: 1, People: 1, Last: noon}, Decoded: "What is\nknown.", Texts: []gaps.Text{{"0xC004D999", "nb", 1}}},
			"0xC004D999",
			[]string{"1 message of 1 person", `codes: ["0xC004D999"]`, "# What is known of the code: What is known.", "  nb: []"},
		},
		{"an aside", gaps.Topic{Aside: true, Tally: many, Texts: []gaps.Text{{"pærer på båt 文", "xx", 1}}}, "paerer-bat", []string{"kinds: [how-to, may-i, what-is, what-if]", `    - "pærer på båt 文"`}},
		{
			"an editor's",
			gaps.Topic{Title: `Skriveren "svarer" ikke`, Meaning: "Køen: står {fast}.", In: "nn", Texts: []gaps.Text{{"skrivaren heng", "nn", 1}}},
			"skriveren-svarer",
			[]string{"# A draft, begun on 2026-11-24.", `  nn: "Skriveren \"svarer\" ikke"`, `  nn: "Køen: står {fast}."`, `    - "skrivaren heng"`},
		},
		{"no words", gaps.Topic{Texts: []gaps.Text{{"文", "nb", 1}}}, "question", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			id, text := gaps.Draft(kb, c.topic, noon, none)
			if id != c.id {
				t.Errorf("it is called %q", id)
			}
			for _, part := range c.holds {
				if !strings.Contains(text, part) {
					t.Errorf("lacks %q:\n%s", part, text)
				}
			}
			lacks := load(t, id, text)
			for _, key := range []string{`"remedies" is empty`, `"sources" is empty`, `"nb" is empty`} {
				if !slices.Contains(lacks, key) {
					t.Errorf("%q is not among what is missing: %q", key, lacks)
				}
			}
			if _, err := knowledge.Load(fstest.MapFS{id + ".yaml": {Data: []byte(strings.Replace(text, "status: draft\n", "", 1))}}); err == nil {
				t.Error("without its status it is a finished article")
			}
		})
	}
	taken := map[string]bool{"question": true, "question-2": true}
	if id, _ := gaps.Draft(kb, gaps.Topic{}, noon, func(id string) bool { return taken[id] }); id != "question-3" {
		t.Errorf("it is called %q", id)
	}
}

// FuzzDraft holds that whatever people wrote, a draft of it can be read, and says what they wrote.
func FuzzDraft(f *testing.F) {
	for _, text := range []string{"a", "# a: 'b' \"c\" \\", "{name} > x", "æøå \u2028 \U0001F600", "- [a]", "null", "\x00\xff\ufffe", strings.Repeat("a\ue000", 80)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		kb, _ := built()
		text = gaps.Masked(text)
		id, draft := gaps.Draft(kb, gaps.Topic{Texts: []gaps.Text{{text, "nb", 1}}, Code: 1, Decoded: text}, noon, func(string) bool { return false })
		var read struct {
			ID       string
			Status   string
			Symptoms map[string][]string
		}
		if err := yaml.Unmarshal([]byte(draft), &read); err != nil || read.ID != id || read.Status != "draft" {
			t.Errorf("%v: %+v\n%s", err, read, draft)
		}
		if said := read.Symptoms["nb"]; len(said) > 0 && said[0] != text {
			t.Errorf("%q became %q", text, said[0])
		}
	})
}
