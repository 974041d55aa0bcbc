package understand_test

import (
	"testing"

	"aktivering/bot/understand"
)

// TestOnScreen holds that what is missing on the screen tells how a step went, and nothing of what
// was asked about, and that what Windows writes there is gone when all is well.
func TestOnScreen(t *testing.T) {
	r := newReader(t)
	for _, test := range []struct {
		asked understand.Asked
		text  string
		want  understand.Act
		value string
	}{
		{"has_key", "det finnes ikke noen slik knapp der", understand.NotHelped, ""},
		{"has_key", "fann ikkje lenkja nokon stad", understand.NotHelped, ""},
		{"has_key", "my computer isn't in that list", understand.NotHelped, ""},
		{"has_key", "vannmerket er ikke borte", understand.NotHelped, ""},
		{"ms_account", "vassmerket er borte no", understand.Helped, ""},
		{"has_key", "teksten nederst i hjørnet er forsvunnet", understand.Helped, ""},
		{"has_key", "the watermark is gone now", understand.Helped, ""},
		{"has_key", "nei, har ikke noe ark med den på", understand.Fact, "no"},
		{"has_key", "finner ikke nøkkelen noe sted", understand.Fact, "no"},
	} {
		if got := r.read(in(test.asked), test.text); got.Act != test.want || got.Value != test.value {
			t.Errorf("%s: %q: %s %q, want %s %q", test.asked, test.text, got.Act, got.Value, test.want, test.value)
		}
	}
}

// TestQuestionBesideAnswer holds that a question which comes with an answer is read, and the answer
// with it, and how it went before the question.
func TestQuestionBesideAnswer(t *testing.T) {
	r := newReader(t)
	aside := func(id string) bool { return id != "store" && id != "license" }
	for _, test := range []struct {
		asked understand.Asked
		text  string
		want  understand.Act
		also  understand.Act
		value string
		about string
	}{
		{"has_key", "har berre ei kvittering, ikkje nokon nøkkel. kva kostar ein ny?", understand.Aside, understand.Fact, "no", "price"},
		{"has_key", "det er windows 11 og ingen nøkkel, hva koster en?", understand.Aside, understand.Fact, "no", "price"},
		{"has_key", "no key, only the receipt. what do they cost?", understand.Aside, understand.Fact, "no", "price"},
		{"helped", "how much is a licence in the Store these days", understand.Aside, "", "", "price"},
		{"helped", "hjalp ikke. hva koster en ny lisens?", understand.NotHelped, understand.Aside, "", "price"},
		{"helped", "det hjelpte ikkje. mistar eg filene om eg tilbakestiller?", understand.NotHelped, understand.Aside, "", "files"},
	} {
		c := in(test.asked)
		c.IsAside = aside
		got := r.read(c, test.text)
		if got.Act != test.want || test.also != "" && !got.Is(test.also) || got.Value != test.value || got.About != test.about {
			t.Errorf("%s: %q: %s and %s, %q, about %s; want %s and %s, %q, about %s",
				test.asked, test.text, got.Act, got.Also, got.Value, got.About, test.want, test.also, test.value, test.about)
		}
	}
}

// TestAnotherPC holds that a problem of another PC is one of its own where it tells nothing of what
// was asked.
func TestAnotherPC(t *testing.T) {
	r := newReader(t)
	for text, want := range map[string]understand.Act{
		"i resepsjonen står en maskin til, der har noen lagt inn en enterprise-nøkkel på Home":     understand.Problem,
		"we have another laptop where somebody typed an Enterprise key, and it runs Home":          understand.Problem,
		"vi har ei maskin til, der har nokon skrive inn ein enterprise-nøkkel, og det er Home der": understand.Problem,
		"no, that one is on another pc": understand.Fact,
	} {
		if got := r.read(in("has_key"), text); got.Act != want {
			t.Errorf("%q: %s and %s, want %s", text, got.Act, got.Also, want)
		}
	}
}

func TestOrdersAtTheCounter(t *testing.T) {
	r := newReader(t)
	for _, text := range []string{"two flat whites and a cinnamon bun please", "three tickets and a large popcorn please"} {
		if got := r.read(in("helped"), text); got.Act != understand.None {
			t.Errorf("%q: %s", text, got.Act)
		}
	}
	for _, text := range []string{"more please", "could you show me the rest of them please"} {
		if got := r.read(in("helped"), text); got.Act != understand.More {
			t.Errorf("%q: %s", text, got.Act)
		}
	}
}
