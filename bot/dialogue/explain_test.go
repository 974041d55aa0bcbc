package dialogue

import (
	"slices"
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/match"
	"aktivering/bot/outcome"
	"aktivering/bot/reply"
	"aktivering/bot/understand"
	"aktivering/knowledge"
)

// asks explains a question at an article, where so many remedies are on show, and returns what
// is said and offered. clear tells that there is no doubt of what the question is about.
type asks struct {
	text, about string
	act         understand.Act
	clear       bool
	article     string
	shown       []string
	facts       map[string]string
	lang        knowledge.Lang
}

func (a asks) explain(t *testing.T, kb *knowledge.Base) (string, []bot.Choice, *Turn) {
	t.Helper()
	turn := Manager{Knowledge: kb, Matcher: match.New(kb)}.NewTurn(
		bot.Conversation{Language: a.lang}, event.Inbound{Event: event.Message{Text: a.text, Addressed: true}})
	s := turn.Situation()
	s.Facts = a.facts
	if a.article != "" {
		s.Article, s.Stage = a.article, bot.StageAsking
		turn.begin()
	}
	if a.shown != nil {
		s.Shown, s.Brief = a.shown, nil
	}
	r := understand.Reading{Act: a.act, About: a.about}
	if a.clear {
		r.AboutLead = aboutLead
	}
	turn.explain(r)
	if len(turn.Effects) != 1 {
		t.Fatalf("%q: %d effects", a.text, len(turn.Effects))
	}
	said := turn.Effects[0].(bot.SendReply).Reply
	return wordsOf(said), said.Choices, turn
}

// wordsOf is all that a reply says, without its choices.
func wordsOf(r bot.Reply) string {
	r.Choices = nil
	var parts []string
	for _, b := range reply.PlainText(r).Blocks {
		parts = append(parts, reply.Plain(b.(content.Paragraph).Spans))
	}
	return strings.Join(parts, "\n")
}

func base(t *testing.T) *knowledge.Base {
	t.Helper()
	kb, err := knowledge.Default()
	if err != nil {
		t.Fatal(err)
	}
	return kb
}

func TestExplain(t *testing.T) {
	kb := base(t)
	const how, aside = understand.How, understand.Aside
	onKey, onAccount := []string{"enter-key"}, []string{"reactivate"}
	w11 := map[string]string{"windows": "11"}
	unanswered := map[string]bool{"the same, where no remedy is on show": true, "nothing is known of it": true}
	for _, c := range []struct {
		name  string
		asks  asks
		want  []string
		never []string
	}{
		{
			"a word, then the open question",
			asks{text: "hva er kms", about: "kms", act: how, clear: true, article: "0xC004F213"},
			[]string{"Key Management Service", "180 dager", "KMS activation planning", "Har du en produktnøkkel (25 tegn)?"},
			[]string{"Få hjelp med"}, // the article's own source
		},
		{
			"a word that may be meant",
			asks{text: "hva er greia", about: "kms", act: how, article: "0xC004F213", shown: onKey},
			[]string{"én gang til", "Velg Endre produktnøkkel", "Få hjelp med"},
			[]string{"KMS"},
		},
		{
			"what the open question is about needs no certainty",
			asks{text: "hvordan finner jeg ut det", about: "windows-version", act: how, article: "0xC004F00F"},
			[]string{"winver"},
			[]string{"én gang til"},
		},
		{
			"a subject that nobody has written about",
			asks{text: "hva er en flux-kondensator", about: "steps", act: how, clear: true, article: "0xC004F213", shown: onKey, facts: w11},
			[]string{"én gang til", "1. Åpne Innstillinger > System > Aktivering.", "Har du en produktnøkkel"},
			nil,
		},
		{
			"the same, where no remedy is on show",
			asks{text: "hva er det", about: "steps", act: how, clear: true},
			[]string{"ingen forklaring"},
			nil,
		},
		{
			"a step by its number, with its word",
			asks{text: "forklar punkt 2", about: "steps", act: how, article: "0xC004F213", shown: onKey, facts: w11},
			[]string{"2. Velg Endre produktnøkkel.", "der du skriver inn nøkkelen"},
			[]string{"1. Åpne"},
		},
		{
			"a step by its number, with the way to it",
			asks{text: "hva betyr steg 3", about: "kms", act: how, clear: true, article: "0xC004F213", shown: onKey, facts: w11},
			[]string{"1. Åpne Innstillinger > System > Aktivering.", "3. Skriv inn nøkkelen"},
			[]string{"KMS"},
		},
		{
			"a button by its name",
			asks{text: "hvor er Feilsøk?", about: "product-key", act: how, clear: true, article: "0xC004F213", shown: onAccount, facts: w11},
			[]string{"retter enkle feil", "velg Feilsøk"},
			[]string{"XXXXX"},
		},
		{
			"the button on show",
			asks{text: "hvilken knapp", about: "change-key-button", act: how, clear: true, article: "0xC004F213", shown: onAccount, facts: w11},
			[]string{"Dette er steget", "2. Åpne Innstillinger > System > Aktivering.", "3. Velg Feilsøk."},
			[]string{"Endre produktnøkkel", "4. "},
		},
		{
			"a label that no term is about",
			asks{text: "hvor finner jeg Prøv på nytt", act: how, article: "0x87E10BC6", facts: w11},
			[]string{"én gang til"}, // it stands in a note only
			nil,
		},
		{
			"a label that is typed",
			asks{text: "hvor skriver jeg nettverksfeilsøking", act: how, article: "0x80072F8F", shown: []string{"network"}, facts: w11},
			[]string{"leter etter feil på nettet"},
			nil,
		},
		{
			"both versions of Windows in one line",
			asks{text: "hvor er aktivering", about: "activation-page", act: how, clear: true, article: "0xC004F213"},
			[]string{"Innstillinger > System > Aktivering (Windows 11) eller Innstillinger > Oppdatering og sikkerhet > Aktivering (Windows 10)"},
			nil,
		},
		{
			"the article's own answer, which needs no source",
			asks{text: "mister jeg bildene", about: "files", act: aside, clear: true, article: "0xC004E003"},
			[]string{"blir ikke rørt", "Hjalp det?"},
			[]string{"Kilde"},
		},
		{
			"the general answer",
			asks{text: "mister jeg bildene", about: "files", act: aside, clear: true, article: "0xC004F213"},
			[]string{"Ingenting i kildene mine", "Before you recycle"},
			nil,
		},
		{
			"nothing is known of it",
			asks{text: "hva heter du", about: "nothing", act: aside, clear: true, article: "0xC004F213"},
			[]string{"står det dessverre ikke noe om"},
			nil,
		},
		{
			"what has happened",
			asks{text: "er det min feil", about: "fault-whose", act: aside, clear: true, article: "0xC004E003"},
			[]string{"Det trenger ikke være noe du har gjort", "avhengig av bestemte systemfiler"},
			nil,
		},
		{
			"where it is from",
			asks{text: "hvem sier det", about: "source", act: aside, clear: true, article: "0xC004E003"},
			[]string{"Få hjelp med Windows-aktiveringsfeil"},
			nil,
		},
		{
			"labels in English",
			asks{text: "windows er på engelsk", about: "labels-in-english", act: how, clear: true, article: "0xC004F213", shown: onKey, facts: w11},
			[]string{"Endre produktnøkkel: Change product key", "Settings > System > Activation"},
			[]string{"Troubleshoot"},
		},
		{
			"labels in Norwegian",
			asks{text: "my windows is in norwegian", about: "labels-in-english", act: how, clear: true, article: "0xC004F213", shown: onKey, facts: w11, lang: knowledge.English},
			[]string{"Change product key: Endre produktnøkkel"},
			nil,
		},
		{
			"labels that are the same",
			asks{text: "windows er på engelsk", about: "labels-in-english", act: how, clear: true, article: "0xC004FC03", shown: []string{"phone"}, facts: w11},
			[]string{"de samme der"},
			[]string{"Troubleshoot"},
		},
		{
			"labels, and no remedy",
			asks{text: "windows er på engelsk", about: "labels-in-english", act: how, clear: true},
			[]string{"Feilsøk: Troubleshoot"},
			[]string{"de samme der"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			said, _, turn := c.asks.explain(t, kb)
			for _, want := range c.want {
				if !strings.Contains(said, want) {
					t.Errorf("lacks %q:\n%s", want, said)
				}
			}
			for _, never := range c.never {
				if strings.Contains(said, never) {
					t.Errorf("holds %q:\n%s", never, said)
				}
			}
			kind := outcome.Asked
			if unanswered[c.name] {
				kind = outcome.Unanswered
			}
			if turn.Situation().Article != c.asks.article || turn.Outcome.Kind != kind {
				t.Errorf("then at %q, %s", turn.Situation().Article, turn.Outcome.Kind)
			}
		})
	}
}

// Articles that an explanation leads to are offered before the way to a person, unless they
// are on offer, or followed.
func TestExplainLeads(t *testing.T) {
	kb := base(t)
	for article, want := range map[string]string{
		"0xC004F213": "u:has_key a:0xC004C008 a:0xC004F211 human",
		"0xC004C008": "u:store_shown a:0xC004F211 human",
	} {
		_, choices, turn := asks{text: "kan lisensen flyttes", about: "move-license", act: understand.Aside, clear: true, article: article}.explain(t, kb)
		var ids []string
		for _, c := range choices[2:] {
			ids = append(ids, string(c.ID))
		}
		if got := strings.Join(ids, " "); got != want {
			t.Errorf("%s: %s, want %s", article, got, want)
		}
		if len(turn.Conversation.Offered) != len(choices) {
			t.Errorf("%s: %d are offered, %d are shown", article, len(turn.Conversation.Offered), len(choices))
		}
	}
}

// What answers a question beside another answer comes with what that answer led to.
func TestExplainAfterAnAnswer(t *testing.T) {
	kb := base(t)
	turn := Manager{Knowledge: kb, Matcher: match.New(kb)}.NewTurn(bot.Conversation{}, event.Inbound{Event: event.Message{Text: "nei, og hva koster en ny?"}})
	s := turn.Situation()
	s.Article, s.Stage, s.View, s.Shown = "0xC004E016", bot.StageChecking, bot.ViewRemedy, []string{"buy"}
	turn.explain(understand.Reading{Act: understand.Aside, Also: []understand.Act{understand.Fact}, Value: "no", About: "price", AboutLead: aboutLead})
	said := wordsOf(turn.Effects[0].(bot.SendReply).Reply)
	if price, remedy := strings.Index(said, "Prisen på en ny lisens"), strings.Index(said, "Kjøp et nytt eksemplar"); price < 0 || remedy < price {
		t.Errorf("said:\n%s", said)
	}
}

// What the answer led to is shown once, also where nothing is known of the question.
func TestExplainUnknownAfterAnAnswer(t *testing.T) {
	kb := base(t)
	turn := Manager{Knowledge: kb, Matcher: match.New(kb)}.NewTurn(bot.Conversation{}, event.Inbound{Event: event.Message{Text: "nei, hvordan da?"}})
	s := turn.Situation()
	s.Article, s.Stage, s.View, s.Shown = "0xC004E016", bot.StageChecking, bot.ViewRemedy, []string{"buy"}
	turn.explain(understand.Reading{Act: understand.How, Also: []understand.Act{understand.Fact}, Value: "no"})
	if said := wordsOf(turn.Effects[0].(bot.SendReply).Reply); strings.Count(said, "Kjøp et nytt eksemplar") != 1 {
		t.Errorf("said:\n%s", said)
	}
}

// A remedy that was shown in brief is no longer so when it was shown in full.
func TestExplainShowsBriefRemediesInFull(t *testing.T) {
	kb := base(t)
	said, _, turn := asks{text: "hvordan gjør jeg det", act: understand.How, article: "0xC004C008"}.explain(t, kb)
	brief := turn.Situation().Brief
	for _, id := range turn.Situation().Shown {
		a, _ := kb.Article("0xC004C008")
		for _, r := range a.Remedies {
			if r.ID == id && len(r.Notes) > 0 && slices.Contains(brief, id) == strings.Contains(said, r.Notes[0].Text.In(knowledge.Bokmal)[:20]) {
				t.Errorf("%s is in brief %t:\n%s", id, slices.Contains(brief, id), said)
			}
		}
	}
}

// Every explanation fits a phone's screen with the open question, whatever article is followed
// and whether the version of Windows is known.
func TestExplanationsFitAScreen(t *testing.T) {
	kb := base(t)
	for _, e := range kb.Explanations() {
		for _, lang := range kb.Languages().IDs() {
			for _, a := range kb.Articles() {
				for _, facts := range []map[string]string{nil, {"windows": "10"}} {
					turn := Manager{Knowledge: kb}.NewTurn(bot.Conversation{Language: lang}, event.Inbound{})
					s := turn.Situation()
					s.Article, s.Stage, s.Facts = a.ID, bot.StageAsking, facts
					turn.begin()
					turn.besideExplanation(e)
					turn.RepeatQuestion()
					said := turn.Effects[0].(bot.SendReply).Reply
					if n := reply.BlocksLength(said.Blocks); n > maxExplained {
						t.Errorf("%s in %s at %s: %d characters", e.ID, lang, a.ID, n)
					}
					if words := wordsOf(said); strings.ContainsAny(words, "{}") {
						t.Errorf("%s in %s at %s: %s", e.ID, lang, a.ID, words)
					}
				}
			}
		}
	}
}

// maxExplained is how many characters an explanation may have with its source and the open
// question.
const maxExplained = 900
