package dialogue_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/content"
	"aktivering/bot/desk"
	"aktivering/bot/dialogue"
	"aktivering/bot/event"
	"aktivering/bot/match"
	"aktivering/bot/pick"
	"aktivering/bot/port"
	"aktivering/bot/reply"
	"aktivering/knowledge"
)

func scripted(t testing.TB, s bottest.Script) desk.Manager {
	return desk.Manager{Manager: dialogue.Manager{Knowledge: bottest.Manager(t).Knowledge, Matcher: s}}
}

func lastOf(t *testing.T, list []bot.Reply) bot.Reply {
	t.Helper()
	if len(list) == 0 {
		t.Fatal("silence")
	}
	return list[len(list)-1]
}

var unclear = match.Result{Decision: match.Clarify, Entries: []string{"0xC004C008", "0xC004C003", "0xC004F034"}, Confidence: 0.4, Language: knowledge.Bokmal}

func TestClarify(t *testing.T) {
	m := scripted(t, bottest.Script{"nøkkelen er brukt": unclear})
	c, list := bottest.Say(m, bot.Conversation{}, "nøkkelen er brukt")
	r := lastOf(t, list)
	if len(r.Choices) != 5 || !strings.HasPrefix(r.Choices[0].Label, "Nøkkelen er brukt på flere enheter") {
		t.Fatalf("choices %v", bottest.Labels(r.Choices))
	}
	chosen, list := bottest.Say(m, c, "den andre")
	if chosen.Now.Article != "0xC004C003" || len(list) != 1 {
		t.Errorf("the second choice led to %q", chosen.Now.Article)
	}
	none, list := bottest.Say(m, c, "ingen av disse")
	if none.Now.Stage != bot.StageCode || !strings.Contains(bottest.Render(lastOf(t, list)), "Da leter vi videre") {
		t.Errorf("none of these led to %q:\n%s", none.Now.Stage, bottest.Render(lastOf(t, list)))
	}
	missed, list := bottest.Say(m, c, "hva?")
	if missed.Now.Stage != bot.StageWhich || len(lastOf(t, list).Choices) != 5 {
		t.Errorf("a miss does not offer the choices again:\n%s", bottest.Render(lastOf(t, list)))
	}
}

// TestNeverSilent holds that everything said to the bot is answered, and that
// each reply is in one of the languages' own words.
func TestNeverSilent(t *testing.T) {
	for _, d := range []match.Decision{match.Answer, match.Clarify, match.Suggest, match.UnknownCode, match.Refuse, match.Human, match.None} {
		m := scripted(t, bottest.Script{"x": {Decision: d}})
		_, list := bottest.Say(m, bot.Conversation{}, "x")
		if r := lastOf(t, list); len(r.Blocks) == 0 {
			t.Errorf("%s: an empty reply", d)
		}
	}
}

func TestUnaddressed(t *testing.T) {
	known := []match.Found{{Value: 0xC004F213, Digits: "C004F213"}}
	tests := []struct {
		name   string
		r      match.Result
		answer bool
	}{
		{"certain symptom", match.Result{Decision: match.Answer, Entries: []string{"0xC004F213"}, Confidence: 0.95}, true},
		{"known code", match.Result{Decision: match.Answer, Entries: []string{"0xC004F213"}, Confidence: 0.5, Codes: known}, true},
		{"likely symptom", match.Result{Decision: match.Answer, Entries: []string{"0xC004F213"}, Confidence: 0.8}, false},
		{"unclear", unclear, false},
		{"near miss", match.Result{Decision: match.Suggest, Confidence: 1}, false},
		{"unknown code", match.Result{Decision: match.UnknownCode, Confidence: 1}, false},
		{"crack", match.Result{Decision: match.Refuse, Codes: known, Confidence: 1}, false},
		{"person", match.Result{Decision: match.Human, Confidence: 1}, false},
		{"thanks", match.Result{Decision: match.None, Intents: match.SaysThanks}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := scripted(t, bottest.Script{"x": test.r})
			before := bot.Conversation{Turn: 3}
			d := m.Step(before, event.Inbound{Event: event.Message{Text: "x"}})
			after, effects := d.Conversation, d.Effects
			if got := len(effects) > 0; got != test.answer {
				t.Errorf("answered %v; want %v", got, test.answer)
			}
			if !test.answer && !reflect.DeepEqual(before, after) {
				t.Errorf("silence left a trace: %+v", after)
			}
		})
	}
}

// In a thread words are for the bot if it has spoken with the person there.
func TestThreaded(t *testing.T) {
	m := scripted(t, bottest.Script{"nei": match.Result{Decision: match.None, Intents: match.SaysNo}})
	for turns, answer := range map[int]bool{0: false, 3: true} {
		d := m.Step(bot.Conversation{Turn: turns}, event.Inbound{Event: event.Message{Text: "nei", InThread: true}})
		after, effects := d.Conversation, d.Effects
		if got := len(effects) > 0; got != answer || (after.Turn > turns) != answer {
			t.Errorf("after %d turns: answered %v, turn %d", turns, got, after.Turn)
		}
	}
	// In a place that is not for support nothing is answered unasked.
	sure := scripted(t, bottest.Script{"0xC004F213": match.Result{Decision: match.Answer, Entries: []string{"0xC004F213"}, Confidence: 1}})
	for turns, answer := range map[int]bool{0: false, 3: true} {
		effects := sure.Step(bot.Conversation{Turn: turns}, event.Inbound{Event: event.Message{Text: "0xC004F213", InThread: true, OnlyIfAddressed: true}}).Effects
		if got := len(effects) > 0; got != answer {
			t.Errorf("quietly, after %d turns: answered %v", turns, got)
		}
	}
	// To an agent they are passed on in the same way.
	d := m.Step(bot.Conversation{Turn: 3, Owner: "a"}, event.Inbound{Event: event.Message{Text: "nei", InThread: true}})
	after, effects := d.Conversation, d.Effects
	if len(effects) > 0 || after.Turn != 4 {
		t.Errorf("turn %d, %d effects", after.Turn, len(effects))
	}
}

func TestLanguage(t *testing.T) {
	m := scripted(t, bottest.Script{
		"hvorfor virker ikke dette":  {Language: knowledge.Bokmal},
		"kvifor verkar ikkje dette":  {Language: knowledge.Nynorsk},
		"why does this not work":     {Language: knowledge.English},
		"hi":                         {Language: knowledge.English},
		"hello":                      {Language: knowledge.English},
		"in English please":          {Language: knowledge.English, Intents: match.WantsLanguage, Wants: knowledge.English},
		"0xC004F213":                 {Decision: match.Answer, Entries: []string{"0xC004F213"}},
		"nynorsk, og så 0xC004F213":  {Decision: match.Answer, Entries: []string{"0xC004F213"}, Intents: match.WantsLanguage, Wants: knowledge.Nynorsk},
		"ja":                         {Language: knowledge.Bokmal},
		"og so litt til på nynorsk ": {Language: knowledge.Nynorsk},
	})
	tests := []struct {
		name   string
		locale string
		chosen knowledge.Lang
		texts  []string
		want   knowledge.Lang
	}{
		{name: "the default", texts: []string{"0xC004F213"}, want: knowledge.Bokmal},
		{name: "the text", texts: []string{"kvifor verkar ikkje dette"}, want: knowledge.Nynorsk},
		{name: "the text before the locale", locale: "nb-NO", texts: []string{"why does this not work"}, want: knowledge.English},
		{name: "the locale for a bare code", locale: "nn_NO.UTF-8", texts: []string{"0xC004F213"}, want: knowledge.Nynorsk},
		{name: "the locale for very little", locale: "nb-NO", texts: []string{"hi"}, want: knowledge.Bokmal},
		{name: "one real word", texts: []string{"hello"}, want: knowledge.English},
		{name: "a Swede reads bokmål", locale: "sv-SE", texts: []string{"0xC004F213"}, want: knowledge.Bokmal},
		{name: "a German reads English", locale: "de-DE", texts: []string{"0xC004F213"}, want: knowledge.English},
		{name: "no locale at all", locale: "C", texts: []string{"0xC004F213"}, want: knowledge.Bokmal},
		{name: "kept on short texts", texts: []string{"why does this not work", "ja"}, want: knowledge.English},
		{name: "changed by two messages in a row", texts: []string{"hvorfor virker ikke dette", "why does this not work", "why does this not work"}, want: knowledge.English},
		{name: "not changed by one message", texts: []string{"hvorfor virker ikke dette", "why does this not work", "hvorfor virker ikke dette", "why does this not work"}, want: knowledge.Bokmal},
		{name: "not changed between the two Norwegian ones by a few words", texts: []string{"hvorfor virker ikke dette", "og so litt til på nynorsk "}, want: knowledge.Bokmal},
		{name: "chosen is kept", texts: []string{"in English please", "hvorfor virker ikke dette"}, want: knowledge.English},
		{name: "chosen outside the text", chosen: knowledge.Nynorsk, texts: []string{"why does this not work"}, want: knowledge.Nynorsk},
		{name: "chosen beside a code", texts: []string{"nynorsk, og så 0xC004F213"}, want: knowledge.Nynorsk},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var c bot.Conversation
			for _, text := range test.texts {
				c = m.Step(c, event.Inbound{
					Person: event.Person{Locale: test.locale},
					Event:  event.Message{Text: text, Addressed: true, Language: test.chosen},
				}).Conversation
			}
			if c.Language != test.want {
				t.Errorf("speaks %q; want %q", c.Language, test.want)
			}
		})
	}
}

// TestForeignChoices holds that no choice, however old or made up, does harm.
func TestForeignChoices(t *testing.T) {
	m := bottest.Manager(t)
	c, _ := bottest.Say(m, bot.Conversation{}, "0xC004F213")
	for _, id := range []bot.ChoiceID{"", "f:", "f:windows=12", "f:nonsense=yes", "a:nonsense", "c:0x1", "c:0x12345678", "l:xx", "really", "u:nonsense", "helped", "quite-new"} {
		for _, turn := range []int{-1, 0, 1, 99} {
			d := m.Step(c, event.Inbound{Event: event.ChoicePicked{Choice: id, Turn: turn}})
			after, r := d.Conversation, lastOf(t, bottest.Replies(d.Effects))
			if after.Now.Article != "0xC004F213" || after.Now.Question != "has_key" || len(r.Choices) == 0 {
				t.Errorf("%q of turn %d led to %+v", id, turn, after.Now)
			}
		}
	}
	after := m.Step(c, event.Inbound{Event: event.ChoicePicked{Choice: "l:en", Turn: 99}}).Conversation
	if after.Language != knowledge.English {
		t.Errorf("a language can be chosen at any time; got %q", after.Language)
	}
}

// TestEveryRemedyIsReached knows nothing and is helped by nothing in every article, and looks for
// each documented remedy, step and note on the way. What is to be confirmed is.
func TestEveryRemedyIsReached(t *testing.T) {
	m := bottest.Manager(t)
	for _, a := range m.Knowledge.Articles() {
		for _, l := range m.Knowledge.Languages().IDs() {
			d := m.Step(bot.Conversation{}, event.Inbound{Event: event.Message{Text: a.ID, Addressed: true, Language: l}})
			c, effects := d.Conversation, d.Effects
			if !strings.HasPrefix(a.ID, "0x") {
				c.Now = bot.Situation{Stage: bot.StageWhich, Candidates: []string{a.ID}}
				c.Offered = []bot.Choice{{ID: bot.ChoiceID("a:" + a.ID), Label: "x"}}
				d := m.Step(c, event.Inbound{Event: event.ChoicePicked{Choice: c.Offered[0].ID, Turn: c.OfferedIn}})
				c, effects = d.Conversation, d.Effects
			}
			var seen strings.Builder
			for range 30 {
				for _, r := range bottest.Replies(effects) {
					seen.WriteString(bottest.Text(r.Blocks))
				}
				if c.Now.Stage == bot.StageUsedUp {
					break
				}
				all := m.Step(c, event.Inbound{Event: event.ChoicePicked{Choice: "all", Turn: c.OfferedIn}})
				for _, r := range bottest.Replies(all.Effects) {
					seen.WriteString(bottest.Text(r.Blocks))
				}
				pick := bot.ChoiceID("not-helped")
				if c.Now.Stage == bot.StageAsking {
					pick = bot.ChoiceID("u:" + c.Now.Question)
					if slices.ContainsFunc(a.Remedies, func(r knowledge.Remedy) bool { return r.Confirm == c.Now.Question }) {
						pick = bot.ChoiceID("f:" + c.Now.Question + "=yes")
					}
				}
				d := m.Step(c, event.Inbound{Event: event.ChoicePicked{Choice: pick, Turn: c.OfferedIn}})
				c, effects = d.Conversation, d.Effects
			}
			if c.Now.Stage != bot.StageUsedUp {
				t.Errorf("%s: goes on for ever", a.ID)
			}
			for _, r := range a.Remedies {
				for _, text := range append([]string{r.Title.In(l)}, r.Steps.In(l)...) {
					lookFor(t, m, a.ID, seen.String(), text, l)
				}
				for _, n := range r.Notes {
					lookFor(t, m, a.ID, seen.String(), n.Text.In(l), l)
				}
			}
		}
	}
}

func lookFor(t *testing.T, m desk.Manager, id, seen, text string, l knowledge.Lang) {
	t.Helper()
	var want strings.Builder
	for _, f := range m.Knowledge.Expand(text, l, "") {
		want.WriteString(f.Text)
	}
	if !strings.Contains(seen, want.String()) {
		t.Errorf("%s in %s never says %q", id, l, want.String())
	}
}

// TestFirstScreen holds the first reply of every article to about one phone
// screen, with a source and something to answer.
func TestFirstScreen(t *testing.T) {
	m := bottest.Manager(t)
	for _, code := range m.Knowledge.Codes() {
		_, list := bottest.Say(m, bot.Conversation{}, code.String())
		r := lastOf(t, list)
		text := bottest.Render(r)
		if n := reply.Length(r, port.Limits{Buttons: true}); n > 1100 {
			t.Errorf("%s: %d characters\n%s", code, n, text)
		}
		if !strings.Contains(text, "Kilde: ") || !strings.Contains(text, code.String()) || len(r.Choices) < 3 {
			t.Errorf("%s:\n%s", code, text)
		}
	}
}

// TestChoiceIDs holds every choice that can be offered to what every platform
// can carry.
func TestChoiceIDs(t *testing.T) {
	m := bottest.Manager(t)
	for _, a := range m.Knowledge.Articles() {
		c := bot.Conversation{Offered: []bot.Choice{{ID: bot.ChoiceID("a:" + a.ID)}}}
		after := m.Step(c, event.Inbound{Event: event.ChoicePicked{Choice: c.Offered[0].ID}}).Conversation
		for _, choice := range after.Offered {
			ascii := strings.IndexFunc(string(choice.ID), func(r rune) bool { return r < ' ' || r > '~' }) < 0
			if len(choice.ID) > 64 || !ascii {
				t.Errorf("%s offers %q", a.ID, choice.ID)
			}
		}
	}
}

// anyEvent draws something that may happen to a conversation, and tells whether it
// is the person's doing.
func anyEvent(t *rapid.T, c bot.Conversation, texts []string) (in event.Inbound, byPerson bool) {
	in = event.Inbound{At: bottest.Noon()}
	switch {
	case len(c.Offered) > 0 && rapid.Bool().Draw(t, "press"):
		choice := rapid.SampledFrom(c.Offered).Draw(t, "choice")
		in.Event = event.ChoicePicked{Choice: choice.ID, Turn: c.OfferedIn - rapid.IntRange(0, 1).Draw(t, "late")}
	case rapid.IntRange(0, 20).Draw(t, "open") == 0:
		in.Event = event.Started{}
	default:
		in.Event = event.Message{Text: rapid.SampledFrom(texts).Draw(t, "text"), Addressed: true}
	}
	byPerson = true
	switch rapid.IntRange(0, 12).Draw(t, "other") {
	case 0:
		in.Event, byPerson = event.TimerFired{Turn: c.Timer - rapid.IntRange(0, 1).Draw(t, "stale")}, false
	case 1:
		in.Event, byPerson = event.DeliveryFailed{Fault: event.FaultRejected, Effect: bot.SendReply{Reply: bot.Reply{Blocks: []content.Block{content.Code{Text: "x"}}}}}, false
	case 2:
		in.Event, byPerson = event.AgentAction{Agent: bot.Agent{ID: "a"}, Act: bot.ActSpeak}, false
	case 3, 4:
		in.Event = event.Message{Text: "tilbake til boten", Addressed: true}
	}
	return in, byPerson
}

// TestStepIsSteady plays random events and holds what must always hold: no
// panic, the same answer twice, an answer to everything that is addressed, and
// choices that are on the table when they are offered.
func TestStepIsSteady(t *testing.T) {
	m := bottest.Manager(t)
	texts := []string{
		"0xC004F213", "0xC004C003", "0xC004F214", "0xC004F2", "0x803F7001 og 0xC004E028", "ja", "nei", "vet ikke", "2", "den andre", "tilbake", "start på nytt",
		"in English please", "nynorsk", "takk", "hei", "hjalp ikke", "det hjalp", "windows 10", "jeg har en nøkkel", "hovedkort byttet", "snakk med et menneske",
		"gratis crack", "office", "hva?", "0xC004F210", "ok", "",
	}
	rapid.Check(t, func(t *rapid.T) {
		var c bot.Conversation
		for range rapid.IntRange(1, 25).Draw(t, "turns") {
			in, byPerson := anyEvent(t, c, texts)
			d := m.Step(c, in)
			next, effects := d.Conversation, d.Effects
			if next.Turn != c.Turn && d.Outcome.Kind == "" {
				t.Fatalf("nothing is said of what was decided on %+v", in.Event)
			}
			if !reflect.DeepEqual(d, m.Step(c, in)) {
				t.Fatalf("%+v goes two ways", in.Event)
			}
			if next.Turn < c.Turn || next.Turn > c.Turn+1 || next.Turn == c.Turn && len(effects) > 0 {
				t.Fatalf("turn %d follows turn %d, with %d effects", next.Turn, c.Turn, len(effects))
			}
			if !next.Owner.Bot() && len(effects) > 0 {
				t.Fatalf("the bot speaks while an agent owns the conversation: %+v", effects)
			}
			if in.Event == event.Event(event.ChoicePicked(c.Last)) && c.Owner.Bot() {
				if next.Turn != c.Turn {
					t.Fatalf("a double click makes a turn")
				}
				continue
			}
			if byPerson && c.Owner.Bot() && len(effects) == 0 {
				t.Fatalf("silence after %+v in %+v", in.Event, c.Now)
			}
			for _, r := range bottest.Replies(effects) {
				if len(r.Blocks) == 0 {
					t.Fatalf("an empty reply to %+v in %+v", in.Event, c.Now)
				}
				if strings.ContainsAny(bottest.Text(r.Blocks), "{}") {
					t.Fatalf("an open placeholder:\n%s", bottest.Render(r))
				}
				// What is offered about a reminder stands before what was on the table.
				n := len(r.Choices)
				if n > len(next.Offered) || !reflect.DeepEqual(r.Choices, next.Offered[:n:n]) && n > 0 {
					t.Fatalf("offers %v and remembers %v", r.Choices, next.Offered)
				}
				if n == 0 {
					continue
				}
				if kind, _ := next.Offered[0].ID.Kind(); kind != pick.Remind && (next.OfferedIn != r.Turn || n != len(next.Offered)) {
					t.Fatalf("offers %v in turn %d and remembers %v of turn %d", r.Choices, r.Turn, next.Offered, next.OfferedIn)
				}
			}
			stored := bottest.Encode(t, next)
			var back bot.Conversation
			if err := json.Unmarshal(stored, &back); err != nil || !reflect.DeepEqual(back, next) {
				t.Fatalf("the conversation comes back differently: %v\n%+v\n%+v", err, next, back)
			}
			c = next
		}
	})
}

// A choice in a conversation that is none is perhaps somebody else's: whoever
// pressed it is answered alone.
func TestOthersChoice(t *testing.T) {
	effects := bottest.Manager(t).Step(bot.Conversation{}, event.Inbound{Event: event.ChoicePicked{Choice: "f:windows=11", Turn: 3}}).Effects
	if r := lastOf(t, bottest.Replies(effects)); !r.Private {
		t.Errorf("said before others:\n%s", bottest.Render(r))
	}
}

// Whoever presses a choice of a question that is answered, is told what they answered, alone, and
// that writing changes it. What is asked now stays as it is.
func TestAnsweredChoice(t *testing.T) {
	m := bottest.Manager(t)
	at := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	for language, want := range map[string]string{
		"nb": "Det har du svart på: «Har du en produktnøkkel (25 tegn)?» – Ja. Er det ikke riktig lenger, er det bare å skrive det.",
		"nn": "Det har du svart på: «Har du ein produktnøkkel (25 teikn)?» – Ja. Er det ikkje rett lenger, er det berre å skrive det.",
		"en": "You've answered that one: “Do you have a product key (25 characters)?” – Yes. If that's no longer right, just write it.",
	} {
		var c bot.Conversation
		does := func(after time.Duration, e event.Event) []bot.Effect {
			at = at.Add(after)
			d := m.Step(c, event.Inbound{At: at, Event: e})
			c = d.Conversation
			return d.Effects
		}
		does(0, event.ChoicePicked{Choice: pick.Of(pick.Language, language)})
		does(time.Minute, event.Message{Text: "0xC004F213", Addressed: true})
		asked := c.OfferedIn
		yes := event.ChoicePicked{Choice: "f:has_key=yes", Turn: asked}
		does(time.Minute, yes)
		offered, now := c.OfferedIn, c.Now.Question
		if got := does(time.Second, yes); len(got) > 0 {
			t.Errorf("%s: a double click gives %v", language, got)
		}
		for _, again := range []event.ChoicePicked{yes, {Choice: "f:has_key=no", Turn: asked}, {Choice: "u:has_key", Turn: asked}} {
			r := lastOf(t, bottest.Replies(does(time.Minute, again)))
			if got := strings.TrimSpace(bottest.Render(bot.Reply{Blocks: r.Blocks})); !strings.HasSuffix(got, want) || !r.Private || len(r.Choices) > 0 {
				t.Errorf("%s: %s is answered by %+v, want %s", language, again.Choice, r, want)
			}
			if c.OfferedIn != offered || c.Now.Question != now || c.Now.Facts["has_key"] != "yes" {
				t.Errorf("%s: %s changed what is asked to %+v", language, again.Choice, c.Now)
			}
		}
		does(time.Minute, event.Message{Text: map[string]string{"nb": "nei, jeg har ingen produktnøkkel", "nn": "nei, eg har ingen produktnøkkel", "en": "no, I don't have a product key"}[language], Addressed: true})
		if c.Now.Facts["has_key"] != "no" {
			t.Errorf("%s: writing it gives %+v", language, c.Now.Facts)
		}
	}
}
