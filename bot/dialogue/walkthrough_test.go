package dialogue

import (
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/knowledge"
)

func remedy(id, step string, when knowledge.When, notes ...knowledge.Note) knowledge.Remedy {
	return knowledge.Remedy{ID: id, Steps: knowledge.Lines{knowledge.Bokmal: {step}}, When: when, Notes: notes}
}

func first(r knowledge.Remedy, when knowledge.When) knowledge.Remedy {
	r.First = when
	return r
}

func note(when knowledge.When) knowledge.Note {
	return knowledge.Note{Text: knowledge.Text{knowledge.Bokmal: "Et unntak."}, When: when}
}

const (
	path  = "Åpne {activation}." // differs between versions of Windows
	plan  = "Start PC-en på nytt."
	never = ""
)

// TestNextQuestion holds the choice of the question: the one whose answers
// change most of what the person reads.
func TestNextQuestion(t *testing.T) {
	kb, err := knowledge.Default()
	if err != nil {
		t.Fatal(err)
	}
	hasKey, noKey := knowledge.When{"has_key": {"yes"}}, knowledge.When{"has_key": {"no"}}
	account := knowledge.When{"ms_account": {"yes"}}
	tests := []struct {
		name      string
		remedies  []knowledge.Remedy
		questions []string
		facts     map[string]string
		unsettled []string
		shown     []string
		want      string
	}{
		{name: "nothing to separate", remedies: []knowledge.Remedy{remedy("a", plan, nil), remedy("b", plan, nil)}, questions: []string{"windows", "has_key"}, want: never},
		{name: "the words of all shown differ, which matters last", remedies: []knowledge.Remedy{remedy("a", path, hasKey), remedy("b", path, account), remedy("c", path, noKey)}, questions: []string{"windows", "has_key"}, want: "has_key"},
		{name: "the words differ, and nothing else is to be settled", remedies: []knowledge.Remedy{remedy("a", path, hasKey), remedy("b", plan, nil)}, questions: []string{"windows", "has_key"}, facts: map[string]string{"has_key": "yes"}, want: "windows"},
		{name: "which goes first", remedies: []knowledge.Remedy{remedy("a", plan, hasKey), first(remedy("b", plan, nil), noKey)}, questions: []string{"windows", "has_key"}, unsettled: []string{"windows"}, want: "has_key"},
		{name: "an answer for all others tells little", remedies: []knowledge.Remedy{remedy("a", plan, knowledge.When{"edition": {"home", "pro", "enterprise"}}), remedy("b", plan, knowledge.When{"edition": {"home", "pro", "enterprise", "pro-special"}}), remedy("c", plan, hasKey)}, questions: []string{"edition", "has_key"}, want: "has_key"},
		{name: "only what is shown counts as reworded", remedies: []knowledge.Remedy{remedy("a", plan, hasKey), remedy("b", path, noKey)}, questions: []string{"windows", "has_key"}, shown: []string{"a"}, want: "has_key"},
		{name: "the version is known", remedies: []knowledge.Remedy{remedy("a", path, hasKey), remedy("b", path, account), remedy("c", path, noKey)}, questions: []string{"windows", "ms_account", "has_key"}, facts: map[string]string{"windows": "11"}, want: "has_key"},
		{name: "of equals the first", remedies: []knowledge.Remedy{remedy("a", plan, hasKey), remedy("b", plan, account), remedy("c", plan, nil)}, questions: []string{"ms_account", "has_key"}, want: "ms_account"},
		{name: "known is not asked", remedies: []knowledge.Remedy{remedy("a", plan, hasKey), remedy("b", plan, nil)}, questions: []string{"has_key"}, facts: map[string]string{"has_key": "yes"}, want: never},
		{name: "unknown to the person is not asked again", remedies: []knowledge.Remedy{remedy("a", plan, hasKey), remedy("b", plan, nil)}, questions: []string{"has_key"}, unsettled: []string{"has_key"}, want: never},
		{name: "not in the article's list", remedies: []knowledge.Remedy{remedy("a", plan, hasKey), remedy("b", plan, nil)}, questions: []string{"windows"}, want: never},
		{name: "a note of what is shown", remedies: []knowledge.Remedy{remedy("a", plan, nil, note(hasKey))}, questions: []string{"has_key"}, want: "has_key"},
		{name: "a note of what is not shown", remedies: []knowledge.Remedy{remedy("a", plan, nil), remedy("b", plan, nil, note(hasKey))}, questions: []string{"has_key"}, shown: []string{"a"}, want: never},
		{name: "an answer that leaves nothing", remedies: []knowledge.Remedy{remedy("a", plan, hasKey)}, questions: []string{"has_key"}, want: never},
		{name: "a rare answer separates less than a common one", remedies: []knowledge.Remedy{remedy("a", plan, knowledge.When{"edition": {"home", "pro", "enterprise"}}), remedy("b", plan, hasKey), remedy("c", plan, noKey)}, questions: []string{"edition", "has_key"}, want: "has_key"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a := &knowledge.Article{ID: "a", Windows: []string{"11", "10"}, Remedies: test.remedies, Questions: test.questions}
			shown := test.shown
			if shown == nil {
				for _, r := range test.remedies {
					shown = append(shown, r.ID)
				}
			}
			w := Walkthrough{kb, a, &bot.Situation{Article: "a", Shown: shown, Facts: test.facts, Unsettled: test.unsettled}}
			got := never
			if f, ok := w.nextQuestion(); ok {
				got = f.ID
			}
			if got != test.want {
				t.Errorf("asks %q; want %q", got, test.want)
			}
		})
	}
}

// TestLeft holds the order of remedies when the person does not know something.
func TestLeft(t *testing.T) {
	a := &knowledge.Article{ID: "a", Remedies: []knowledge.Remedy{
		remedy("key", plan, knowledge.When{"has_key": {"yes"}}),
		remedy("account", plan, knowledge.When{"ms_account": {"yes"}}),
		first(remedy("buy", plan, nil), knowledge.When{"preinstalled": {"yes"}, "has_key": {"yes"}}),
	}}
	tests := []struct {
		name      string
		facts     map[string]string
		unsettled []string
		tried     []bot.Trial
		want      string
	}{
		{name: "as written", want: "key account buy"},
		{name: "what is unsure goes behind what can still be settled", unsettled: []string{"has_key"}, want: "account key buy"},
		{name: "nothing is surer: as written, the last resort last", unsettled: []string{"has_key", "ms_account"}, want: "key account buy"},
		{name: "ruled out", facts: map[string]string{"has_key": "no"}, want: "account buy"},
		{name: "goes first where all of it is known", facts: map[string]string{"preinstalled": "yes", "has_key": "yes"}, want: "buy key account"},
		{name: "not where half of it is known", facts: map[string]string{"preinstalled": "yes"}, want: "key account buy"},
		{name: "tried", tried: []bot.Trial{{Article: "a", Remedy: "key"}, {Article: "b", Remedy: "buy"}}, want: "account buy"},
		{name: "helped is not tried in vain", tried: []bot.Trial{{Article: "a", Remedy: "key", Helped: true}}, want: "key account buy"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := Walkthrough{nil, a, &bot.Situation{Facts: test.facts, Unsettled: test.unsettled, Tried: test.tried}}
			if got := strings.Join(idsOf(w.remaining(test.facts)), " "); got != test.want {
				t.Errorf("left: %q; want %q", got, test.want)
			}
		})
	}
}
