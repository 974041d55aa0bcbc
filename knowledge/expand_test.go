package knowledge

import (
	"slices"
	"testing"
)

func TestExpand(t *testing.T) {
	b, err := load(soundTree(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	const link = "ms-settings:dateandtime"
	cases := []struct {
		text    string
		lang    Lang
		windows string
		want    []Fragment
	}{
		{"", Bokmal, "", nil},
		{"Bare ord.", Bokmal, "", []Fragment{{Text: "Bare ord."}}},
		{"Open {clock}.", English, "", []Fragment{{Text: "Open "}, {"Settings > Clock", NamePath, link}, {Text: "."}}},
		{"{clock}", English, "10", []Fragment{{"Settings > Time > Clock", NamePath, link}}},
		{"{clock}", Nynorsk, "8", []Fragment{{"Innstillinger > Klokke", NamePath, link}}},
		{"{desk}{clock}", Nynorsk, "11", []Fragment{
			{"brukarstøtta", NameLink, "https://example.com/desk"},
			{"Innstillinger > Klokke", NamePath, link},
		}},
		// What is no name stands as it was written.
		{"100 % {unknown} %s", Bokmal, "", []Fragment{{Text: "100 % {unknown}"}, {Text: " %s"}}},
		{"a { b", Bokmal, "", []Fragment{{Text: "a { b"}}},
		{"a } b {", Bokmal, "", []Fragment{{Text: "a } b {"}}},
	}
	for _, c := range cases {
		if got := b.Expand(c.text, c.lang, c.windows); !slices.Equal(got, c.want) {
			t.Errorf("Expand(%q, %s, %q)\n got %q\nwant %q", c.text, c.lang, c.windows, got, c.want)
		}
	}
}

func TestVaries(t *testing.T) {
	b, err := load(soundTree(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		"":                     false,
		"Bare ord.":            false,
		"Kontakt {desk}.":      false,
		"{desk} og {clock}":    true,
		"{unknown} og {clock}": true,
		"{unknown}":            false,
	} {
		if got := b.Varies(text); got != want {
			t.Errorf("Varies(%q) = %t", text, got)
		}
	}
}
