package knowledge

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

const (
	clockExtension = `extends: "0xC0FFEE01"
kinds: [how-to]
symptoms: {nb: [klokka vår går feil], nn: [klokka vår er ute], en: [our clock is off]}
notes:
  - text: {nb: Ring 5555., nn: Ring 5555 no., en: Call 5555.}
remedies:
  - id: sync
    before: ask
    title: {nb: Hent tiden, nn: Hent tida, en: Fetch the time}
    steps: {nb: [Hent.], nn: [Hent no.], en: [Fetch.]}
    sources: [book, own]
  - id: call
    title: {nb: Ring, nn: Ring no, en: Call}
    steps: {nb: [Ring.], nn: [Ring no.], en: [Call.]}
    sources: [own]
see_also: [uten-skriver]
sources:
  - {id: own, document: handbook, heading: Oss}
`
	ownTitle = "title: {nb: Vi, nn: Vi to, en: We}\n"
)

func extended(t *testing.T, extension, pack string) (*Base, error) {
	t.Helper()
	return load(soundTree(t), []fs.FS{Folder{FS: fstest.MapFS{
		"pack.yaml": {Data: []byte(pack)}, "0xC0FFEE01.yaml": {Data: []byte(extension)},
	}, Name: "own"}})
}

func TestExtend(t *testing.T) {
	b, err := extended(t, clockExtension, ownTitle)
	if err != nil {
		t.Fatal(err)
	}
	a, _ := b.Article("0xC0FFEE01")
	var remedies []string
	for _, r := range a.Remedies {
		remedies = append(remedies, r.ID)
	}
	if want := []string{"set", "sync", "ask", "call"}; !slices.Equal(remedies, want) {
		t.Errorf("remedies %v, want %v", remedies, want)
	}
	if len(a.Notes) != 1 || a.Notes[0].From[English] != "We" || a.Notes[0].Text[English] != "Call 5555." {
		t.Errorf("notes %+v", a.Notes)
	}
	if got := a.Symptoms[Bokmal]; !slices.Equal(got, []string{"klokken er feil", "klokka vår går feil"}) {
		t.Errorf("symptoms %q", got)
	}
	if !slices.Contains(a.Kinds, KindHowTo) || !slices.Contains(a.Kinds, KindError) || len(a.Sources) != 2 || !slices.Equal(a.SeeAlso, []string{"uten-skriver"}) || a.Pack != "sample" {
		t.Errorf("got %+v", a)
	}
	if len(b.Articles()) != 2 {
		t.Errorf("%d articles", len(b.Articles()))
	}
	if by := b.ByCode(0xC0FFEE02); len(by) != 1 || by[0] != a {
		t.Errorf("its code leads to %v", by)
	}
}

// Of two folders each adds its own, to what the one before made of the article.
func TestExtendTwice(t *testing.T) {
	b, err := load(soundTree(t), []fs.FS{
		Folder{FS: fstest.MapFS{"pack.yaml": {Data: []byte(ownTitle)}, "0xC0FFEE01.yaml": {Data: []byte(clockExtension)}}, Name: "one"},
		Folder{FS: fstest.MapFS{"0xC0FFEE01.yaml": {Data: []byte("extends: \"0xC0FFEE01\"\nkinds: [what-if]\n")}}, Name: "two"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if a, _ := b.Article("0xC0FFEE01"); !slices.Contains(a.Kinds, KindHowTo) || !slices.Contains(a.Kinds, KindWhatIf) || len(a.Remedies) != 4 {
		t.Errorf("got %+v", a)
	}
}

func TestExtendFaults(t *testing.T) {
	for name, c := range map[string]struct{ from, to, mark, want string }{
		"no article":        {`"0xC0FFEE01"`, "uten-klokke", "extends:", "must be in a file called uten-klokke.yaml"},
		"unknown remedy":    {"before: ask", "before: asks", "before:", `no remedy "asks" to go before`},
		"taken remedy":      {"id: sync", "id: 'set'", "id: 'set'", `has a remedy "set" already`},
		"taken source":      {"{id: own,", "{id: book,", "{id: book,", `has a source "book" already`},
		"no language":       {", nn: Ring 5555 no.", "", "Ring 5555.", `the note lacks "nn"`},
		"no source":         {"    sources: [own]\n", "", "id: call", `lacks "sources"`},
		"unknown source":    {"sources: [own]", "sources: [owm]", "[owm]", `has no source "owm"`},
		"unused source":     {"sources: [book, own]", "sources: [book]", "", ""},
		"unknown document":  {"document: handbook", "document: hanbook", "hanbook", `no pack has a document "hanbook"`},
		"unknown name":      {"en: Call 5555.", `en: "Call {desc}."`, "Ring 5555.", `no pack has a name {desc}`},
		"taken symptom":     {"klokka vår går feil", "skriveren er borte", "skriveren er borte", "is in uten-skriver too"},
		"own symptom twice": {"klokka vår går feil", "klokken er feil", "klokken er feil", "is there twice"},
		"unknown article":   {"see_also: [uten-skriver]", "see_also: [uten-skrivar]", "see_also:", `there is no article "uten-skrivar"`},
		"leads to itself":   {"see_also: [uten-skriver]", `see_also: ["0xC0FFEE01"]`, "see_also:", "leads on to itself"},
		"key of an article": {"kinds: [how-to]", "meaning: {nb: a, nn: b, en: c}", "meaning:", `unknown key "meaning"`},
		"idle question":     {"kinds: [how-to]", "questions: [vpn, color]", "questions:", `no pack has a fact "color"`},
		"untranslated":      {"en: Call 5555.", "en: Ring oss på nummeret nå i dag", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(clockExtension, c.from) {
				t.Fatalf("there is no %q", c.from)
			}
			text := strings.Replace(clockExtension, c.from, c.to, 1)
			_, err := extended(t, text, ownTitle)
			if c.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			line := 0
			for i, l := range strings.Split(text, "\n") {
				if strings.Contains(l, c.mark) && line == 0 {
					line = i + 1
				}
			}
			want := fmt.Sprintf("own/0xC0FFEE01.yaml:%d: ", line)
			var faults Faults
			if !errors.As(err, &faults) || !slices.ContainsFunc(faults, func(f Fault) bool {
				return strings.HasPrefix(f.String(), want) && strings.Contains(f.Message, c.want)
			}) {
				t.Errorf("want %s… %s …\ngot:\n%v", want, c.want, err)
			}
		})
	}
	if _, err := extended(t, clockExtension, "languages: [nb, nn, en]\n"); err == nil || !strings.Contains(err.Error(), "give the pack a title") {
		t.Errorf("notes of nobody: %v", err)
	}
	if _, err := extended(t, "extends: \"0xC0FFEE01\"\n", ownTitle); err == nil || !strings.Contains(err.Error(), "nothing is added") {
		t.Errorf("nothing added: %v", err)
	}
	own := Folder{FS: fstest.MapFS{"uten-klokke.yaml": {Data: []byte("extends: uten-klokke\nkinds: [how-to]\n")}}, Name: "own"}
	if _, err := load(soundTree(t), []fs.FS{own}); err == nil || !strings.Contains(err.Error(), `own/uten-klokke.yaml:1: there is no article "uten-klokke" to extend`) {
		t.Errorf("an article that is not there: %v", err)
	}
}

// A pack in some languages only may extend an article that is in more.
func TestExtendInOneLanguage(t *testing.T) {
	b, err := extended(t, "extends: \"0xC0FFEE01\"\nnotes: [{text: {nb: Ring 5555.}}]\n", "languages: [nb]\ntitle: {nb: Vi}\n")
	if err != nil {
		t.Fatal(err)
	}
	if a, _ := b.Article("0xC0FFEE01"); a.Notes[0].Text.In(English) != "Ring 5555." {
		t.Errorf("notes %+v", a.Notes)
	}
}

// What a pack must hold for its articles to count.
func TestArticleOfPackIsWhole(t *testing.T) {
	for name, c := range map[string]struct{ file, from, to, want string }{
		"language": {"uten-skriver.yaml", ", nn: Skrivaren manglar", "", `lacks "nn"`},
		"source":   {"uten-skriver.yaml", "sources:\n  - id: book\n    document: handbook\n    heading: Skrivere\n    windows: \"11\"\n", "sources: []\n", "the article has no source"},
		"date":     {"pack.yaml", "    read: 2026-11-22\n", "", `lacks "read"`},
		"kinds":    {"uten-skriver.yaml", "kinds: [error, symptom]\n", "", `lacks "kinds"`},
	} {
		pack := soundPack(t)
		edit{c.file, c.from, c.to}.apply(t, pack)
		if _, err := load(soundTree(t), []fs.FS{Folder{FS: pack, Name: "own"}}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
}

// The example for an operator is sound, and lint finds nothing.
func TestExampleFolder(t *testing.T) {
	folder, err := ExampleFolder()
	if err != nil {
		t.Fatal(err)
	}
	b, err := Load(Folder{FS: folder, Name: "firma"})
	if err != nil {
		t.Fatal(err)
	}
	if a, _ := b.Article("0x8007232B"); a.Remedies[0].ID != "own-vpn" || len(a.Notes) != 1 {
		t.Errorf("the extension counts for nothing: %+v", a)
	}
	if e, _ := b.Explanation("opening-hours"); e.Pack != "firma" {
		t.Errorf("the aside is of %q", e.Pack)
	}
}
