package understand

import (
	"testing"
	"unicode/utf8"

	"aktivering/knowledge"
)

func clauseForms(t testing.TB) *forms {
	t.Helper()
	kb, err := knowledge.Default()
	if err != nil {
		t.Fatal(err)
	}
	return newForms(&kb.Language().Clauses)
}

func TestClauses(t *testing.T) {
	w := clauseForms(t)
	type kind struct {
		text    string
		mood    Mood
		time    Time
		speaker Speaker
		denied  string
	}
	for text, want := range map[string][]kind{
		"nei, og hva koster en ny?":              {{"nei", Told, Now, Person, ""}, {"og hva koster en ny?", AskedOf, Now, Person, ""}},
		"må jeg ha windows 11":                   {{"må jeg ha windows 11", AskedOf, Now, Person, ""}},
		"treng eg ein nøkkel":                    {{"treng eg ein nøkkel", AskedOf, Now, Person, ""}},
		"do I need a key":                        {{"do I need a key", AskedOf, Now, Person, ""}},
		"det er 8.1, ikke 10":                    {{"det er 8.1", Told, Now, Person, ""}, {"ikke 10", Told, Now, Person, "10"}},
		"jeg har ikke byttet noe":                {{"jeg har ikke byttet noe", Told, Now, Person, "byttet noe"}},
		"jeg skal bytte hovedkort i morgen":      {{"jeg skal bytte hovedkort i morgen", Told, Planned, Person, ""}},
		"if I replace the motherboard it breaks": {{"if I replace the motherboard it breaks", Told, Imagined, Person, ""}},
		"if I remember right it is 10":           {{"if I remember right it is 10", Told, Now, Person, ""}},
		"det står at nøkkelen er brukt":          {{"det står at nøkkelen er brukt", Told, Now, Screen, ""}},
		"jeg trykket på «Feilsøk» i går":         {{"jeg trykket på", Told, Now, Person, ""}, {"«Feilsøk»", Told, Now, Person, ""}, {"i går", Told, Done, Person, ""}},
		"nå: “Windows found no product key”":     {{"nå", Told, Now, Person, ""}, {"“Windows found no product key”", Told, Now, Screen, ""}},
		"naboen sier det er nøkkelen":            {{"naboen sier det er nøkkelen", Told, Now, Someone, ""}},
		"gi meg et menneske":                     {{"gi meg et menneske", Ordered, Now, Person, ""}},
		"I would like a call":                    {{"I would like a call", Wished, Now, Person, ""}},
		"no har eg prøvd":                        {{"no har eg prøvd", Told, Done, Person, ""}},
	} {
		got := clausesOf(text, w)
		if len(got) != len(want) {
			t.Errorf("%q: %d clauses %+v, want %d", text, len(got), got, len(want))
			continue
		}
		for i, c := range got {
			if (kind{c.Text, c.Mood, c.Time, c.Speaker, c.Denied}) != want[i] {
				t.Errorf("%q: %+v, want %+v", text, c, want[i])
			}
		}
	}
}

// Clauses are parts of the text, in order, without a word that is in none.
func FuzzClauses(f *testing.F) {
	w := clauseForms(f)
	for _, text := range []string{"", "?", "a, b og c men d?", `"en" "to`, "«»", "og og og", "\xff «\xfe» og", "8.1, 10,5 og 12:30", "a\u00a0og b", "\x00 \xc2og  og 1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, c := range clausesOf(text, w) {
			if c.Start < end || c.End <= c.Start || c.Text == "" {
				t.Fatalf("%q: %+v begins before %d", text, c, end)
			}
			if utf8.ValidString(text) && len(text) <= maxBytes && text[c.Start:c.End] != c.Text {
				t.Fatalf("%q: %+v is not there", text, c)
			}
			end = c.End
		}
	})
}
