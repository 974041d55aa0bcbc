package knowledge

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

const (
	termFile  = "terms/klokke.yaml"
	asideFile = "asides/pris.yaml"
)

func TestExplanationLoadFaults(t *testing.T) {
	cases := []brokenCase{
		{"unknown key", edit{termFile, "title:", "titel:"}, "", "titel:", `unknown key "titel" in the term`},
		{"lacking key", edit{asideFile, "says:", "sier:"}, "", "id: pris", `the aside lacks "says"`},
		{"missing language", edit{asideFile, "nn: Det veit eg ikkje., ", ""}, "", "says:", `lacks "nn"`},
		{"missing language of an article's answer", edit{termFile, "      nn: \"Still henne i {clock}.\"\n", ""}, "", `nb: "Still den`, `lacks "nn"`},
		{"name of the file", edit{termFile, "id: klokke", "id: klokka"}, "", "id: klokka", `term "klokka" must be in a file called klokka.yaml`},
		{"id of both kinds", edit{asideFile, "", "id: klokke\ntitle: &t {nb: x, nn: x, en: x}\nsays: *t\nunsourced: bot\n"}, "", "id: klokke", `must be in a file called klokke.yaml`},
		{"what is added", edit{asideFile, "unsourced:", "adds: alt\nunsourced:"}, "", "adds:", `adds "alt" must be one of`},
		{"why there is no source", edit{asideFile, "unsourced: unknown", "unsourced: lazy"}, "", "unsourced:", `unsourced "lazy" must be one of`},
		{"how it was read", edit{termFile, `windows: "11"`, "read: twice"}, "", "read:", `read "twice" must be one of`},
		{"answers that are no list", edit{termFile, `  - articles: ["0xC0FFEE01"]`, `    articles: ["0xC0FFEE01"]`}, "", "articles:", "by_article must be a list"},
		{"another ending", edit{"terms/x.yml", "", "id: x\n"}, "", "", "is not read; its name must end in .yaml"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.check(t, func(tree fstest.MapFS) []Fault {
				_, err := load(tree, nil)
				faults, _ := errors.AsType[Faults](err)
				return faults
			})
		})
	}
}

func TestExplanationIDTwice(t *testing.T) {
	tree := soundTree(t)
	edit{"asides/klokke.yaml", "", "id: klokke\ntitle: &t {nb: x, nn: x, en: x}\nsays: *t\nunsourced: bot\n"}.apply(t, tree)
	_, err := load(tree, nil)
	if err == nil || !strings.Contains(err.Error(), `knowledge/asides/klokke.yaml:1: terms/klokke.yaml has the id "klokke" too`) {
		t.Errorf("got %v", err)
	}
}

func TestExplanationLintFaults(t *testing.T) {
	long := strings.Repeat("ord og ", 51)
	cases := []brokenCase{
		{"no source", edit{asideFile, "unsourced: unknown\n", ""}, "", "id: pris", "the aside has no source"},
		{"source and none", edit{termFile, "name: clock\n", "name: clock\nunsourced: word\n"}, "", "unsourced:", "has a source, so it is not unsourced"},
		{"dead document", edit{termFile, "document: handbook", "document: hanbook"}, "", "document:", `no pack has a document "hanbook"`},
		{"version of a source", edit{termFile, `windows: "11"`, `windows: "95"`}, "", "windows:", `"95" is not a value`},
		{"unknown article", edit{termFile, `["0xC0FFEE01"]`, `["0xC0FFEE09"]`}, "", "articles:", `no pack has an article "0xC0FFEE09"`},
		{
			"two answers of an article",
			edit{termFile, "name: clock", "  - articles: [uten-skriver, \"0xC0FFEE01\"]\n    says: {nb: \"{clock}\", nn: \"{clock}\", en: \"{clock}\"}\nname: clock"},
			"", "[uten-skriver", `the article "0xC0FFEE01" has an answer already`,
		},
		{"unknown lead", edit{asideFile, "[uten-skriver]", "[med-skriver]"}, "", "leads:", `no pack has an article "med-skriver"`},
		{"unknown name of it", edit{termFile, "name: clock", "name: clok"}, "", "name: clok", `no pack has a name "clok"`},
		{"unknown name in it", edit{termFile, `en: "The clock is in {clock}."`, `en: "The clock is in {clok}."`}, "", "The clock is", "no pack has a name {clok}"},
		{"name missing in a language", edit{termFile, `en: "Set it in {clock}."`, `en: "Set it."`}, "", "Set it.", "{clock} is in the text in nb, but not in en"},
		{"not translated", edit{asideFile, "en: I do not know.", "en: Det vet jeg ikke."}, "", "says:", "the text in en is not translated"},
		{"menu path", edit{asideFile, "en: I do not know.", "en: See Settings > Clock."}, "", "says:", "a menu path stands in the text"},
		{"too long", edit{asideFile, "nb: Det vet jeg ikke.", "nb: " + long}, "", "says:", "characters in nb, and may have 350"},
		{"too long a title", edit{asideFile, "nb: Prisen", "nb: " + long[:70]}, "", "title:", "characters in nb, and may have 60"},
		{"too long an answer", edit{termFile, `en: "Set it in {clock}."`, `en: "` + long + `{clock}"`}, "", long, "characters in en, and may have 350"},
		{"term of a fact", edit{sharedFile, "  - id: vpn\n", "  - id: vpn\n    term: pris\n"}, "", "term: pris", `there is no term "pris"`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.check(t, func(tree fstest.MapFS) []Fault {
				b, err := load(tree, nil)
				if err != nil {
					t.Fatal(err)
				}
				return b.Lint()
			})
		})
	}
}

// A folder from outside adds explanations, and takes the place of built-in ones.
func TestExplanationsFromOutside(t *testing.T) {
	const own = "id: pris\ntitle: &t {nb: Vår pris, nn: Vår pris, en: Our price}\nsays: {nb: Det er gratis., nn: Det kostar ingenting., en: It is free.}\nunsourced: bot\n"
	folder := fstest.MapFS{
		"terms/pris.yaml": {Data: []byte(own)},
		"asides/ny.yaml":  {Data: []byte(strings.Replace(own, "id: pris", "id: ny", 1))},
	}
	b, err := load(soundTree(t), []fs.FS{Folder{FS: folder, Name: "own"}})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, e := range b.Explanations() {
		ids = append(ids, e.Pack+":"+e.File)
	}
	if want := []string{":terms/klokke.yaml", "own:terms/pris.yaml", "own:asides/ny.yaml"}; !slices.Equal(ids, want) {
		t.Errorf("there are %v, want %v", ids, want)
	}
	if e, ok := b.Explanation("pris"); !ok || e.Kind != KindTerm || e.Says.In(English) != "It is free." {
		t.Errorf("got %+v", e)
	}
	folder["terms/pris.yaml"].Data = []byte(strings.Replace(own, "unsourced: bot", "leads: [nowhere]\nunsourced: bot", 1))
	_, err = load(soundTree(t), []fs.FS{Folder{FS: folder, Name: "own"}})
	if err == nil || !strings.Contains(err.Error(), `own/terms/pris.yaml:4: no pack has an article "nowhere"`) {
		t.Errorf("got %v", err)
	}
}

// A folder for articles that holds none is still named, with the folder that was perhaps meant.
func TestFolderWithoutFiles(t *testing.T) {
	folder := fstest.MapFS{"mine/a.txt": {}, "terms/a.txt": {}}
	_, err := load(soundTree(t), []fs.FS{Folder{FS: folder, Name: "own"}})
	if err == nil || err.Error() != "own: the folder holds no .yaml file; name the folder that holds the articles themselves, such as own/mine" {
		t.Errorf("got %v", err)
	}
}

func TestExplanationText(t *testing.T) {
	b, err := load(soundTree(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	e, ok := b.Explanation("klokke")
	if !ok {
		t.Fatal("there is no klokke")
	}
	for article, want := range map[string]string{"0xC0FFEE01": "Set it in {clock}.", "uten-skriver": "The clock is in {clock}.", "": "The clock is in {clock}."} {
		text, own := e.Text(article)
		if text.In(English) != want || own != (article == "0xC0FFEE01") {
			t.Errorf("%q: %q, %t", article, text.In(English), own)
		}
	}
	if _, ok := b.Explanation("nothing"); ok {
		t.Error("there is an explanation of nothing")
	}
}

// The bounds of a folder hold for the folders within, and for one that has a name.
func TestNamedFolderKeepsBounds(t *testing.T) {
	if _, err := fs.ReadDir(Folder{FS: unlisted{}, Name: "own"}, "."); !errors.Is(err, errUnlisted) {
		t.Errorf("got %v", err)
	}
}

var errUnlisted = errors.New("too many")

// unlisted is a folder that refuses to be listed.
type unlisted struct{ fstest.MapFS }

func (unlisted) ReadDir(string) ([]fs.DirEntry, error) { return nil, errUnlisted }
