package knowledge

import (
	"strings"
	"testing"
	"testing/fstest"
)

func phraseFS(nb, nn, en string) fstest.MapFS {
	return fstest.MapFS{
		"phrases/nb.yaml": {Data: []byte(nb)},
		"phrases/nn.yaml": {Data: []byte(nn)},
		"phrases/en.yaml": {Data: []byte(en)},
	}
}

func embeddedLanguages(t *testing.T) Languages {
	t.Helper()
	return must2(LoadLanguages())(t)
}

func TestLoadPhrases(t *testing.T) {
	tests := []struct {
		name       string
		nb, nn, en string
		want       []string // one part of each fault
	}{
		{name: "whole", nb: "a: Hei {name}", nn: "a: Hei {name}", en: "a: Hi {name}"},
		{name: "placeholders in another order", nb: "a: '{x} {y}'", nn: "a: '{y} {x}'", en: "a: '{x}, {y}, {x}'"},
		{
			name: "a gap", nb: "a: Hei\nb: Ja", nn: "a: Hei", en: "a: Hi\nb: Yes",
			want: []string{`knowledge/phrases/nb.yaml:2: "b" is not in knowledge/phrases/nn.yaml`, `knowledge/phrases/en.yaml:2: "b" is not in knowledge/phrases/nn.yaml`},
		},
		{
			name: "other placeholders", nb: "a: Hei {name}", nn: "a: Hei {namn}", en: "a: Hi {name}",
			want: []string{"nb.yaml:1: ", "nn.yaml:1: ", "nn.yaml:1: ", "en.yaml:1: "},
		},
		{name: "empty", nb: "a: ''", nn: "a: Hei", en: "a: Hi", want: []string{"nb.yaml:1: "}},
		{name: "twice", nb: "a: Hei\na: Hallo", nn: "a: Hei", en: "a: Hi", want: []string{"nb.yaml:2: "}},
		{name: "no mapping", nb: "- a", nn: "a: Hei", en: "a: Hi", want: []string{"nb.yaml:1: ", `nn.yaml:1: "a" is not in knowledge/phrases/nb.yaml`, `en.yaml:1: "a" is not in knowledge/phrases/nb.yaml`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, faults, _ := loadPhrases(phraseFS(test.nb, test.nn, test.en), embeddedLanguages(t))
			if len(faults) != len(test.want) {
				t.Fatalf("faults %v; want %d", faults, len(test.want))
			}
			for i, want := range test.want {
				if !strings.Contains(faults[i].String(), want) {
					t.Errorf("fault %q; want %q", faults[i], want)
				}
			}
		})
	}
}

func TestLoadPhrasesWithoutFile(t *testing.T) {
	fsys := phraseFS("a: Hei", "a: Hei", "a: Hi")
	delete(fsys, "phrases/nn.yaml")
	_, faults, _ := loadPhrases(fsys, embeddedLanguages(t))
	if len(faults) != 1 || faults[0].File != "knowledge/phrases/nn.yaml" {
		t.Errorf("faults %v", faults)
	}
}

func TestSay(t *testing.T) {
	p, faults, _ := loadPhrases(phraseFS("a: 'Hei {name}, {other}'", "a: 'Hei {name}, {other}'", "a: 'Hi {name}, {other}'"), embeddedLanguages(t))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	tests := []struct {
		l    Lang
		key  string
		args map[string]string
		want string
	}{
		{English, "a", map[string]string{"name": "Kari", "other": "{name}"}, "Hi Kari, {name}"},
		{Bokmal, "a", map[string]string{"name": "Kari"}, "Hei Kari, {other}"},
		{"de", "a", nil, "Hei {name}, {other}"},
		{Nynorsk, "b", nil, "b"},
	}
	for _, test := range tests {
		if got := p.Say(test.l, test.key, test.args); got != test.want {
			t.Errorf("Say(%s, %q, %v) = %q; want %q", test.l, test.key, test.args, got, test.want)
		}
	}
}
