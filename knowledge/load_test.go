package knowledge

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// soundTree returns an embedded tree with the sample pack in the place of the
// articles, free to be broken by a test.
func soundTree(t *testing.T) fstest.MapFS {
	t.Helper()
	tree := make(fstest.MapFS)
	for _, folder := range []string{"phrases", "language"} {
		copyInto(t, tree, folder, must2(fs.Sub(embedded, folder))(t))
	}
	copyInto(t, tree, "articles/sample", os.DirFS("testdata/sound"))
	for _, folder := range []string{"terms", "asides"} {
		copyInto(t, tree, folder, os.DirFS(path.Join("testdata/explanations", folder)))
	}
	return tree
}

// soundPack returns the sample pack as a folder from outside.
func soundPack(t *testing.T) fstest.MapFS {
	t.Helper()
	pack := make(fstest.MapFS)
	copyInto(t, pack, "", os.DirFS("testdata/sound"))
	return pack
}

func copyInto(t *testing.T, tree fstest.MapFS, folder string, from fs.FS) {
	t.Helper()
	for _, e := range must2(fs.ReadDir(from, "."))(t) {
		tree[path.Join(folder, e.Name())] = &fstest.MapFile{Data: must2(fs.ReadFile(from, e.Name()))(t)}
	}
}

func must2[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// edit is a change to one file of a tree.
type edit struct{ file, from, to string }

func (e edit) apply(t *testing.T, tree fstest.MapFS) {
	t.Helper()
	file, ok := tree[e.file]
	if !ok {
		tree[e.file] = &fstest.MapFile{Data: []byte(e.to)}
		return
	}
	if e.from == "" {
		tree[e.file] = &fstest.MapFile{Data: []byte(e.to)}
		return
	}
	if !strings.Contains(string(file.Data), e.from) {
		t.Fatalf("%s does not hold %q", e.file, e.from)
	}
	tree[e.file] = &fstest.MapFile{Data: []byte(strings.Replace(string(file.Data), e.from, e.to, 1))}
}

// lineWith returns the number of the first line that holds a text.
func lineWith(t *testing.T, tree fstest.MapFS, file, mark string) int {
	t.Helper()
	for i, line := range strings.Split(string(tree[file].Data), "\n") {
		if strings.Contains(line, mark) {
			return i + 1
		}
	}
	t.Fatalf("%s has no line with %q", file, mark)
	return 0
}

const (
	clockFile   = "articles/sample/0xC0FFEE01.yaml"
	printerFile = "articles/sample/uten-skriver.yaml"
	sharedFile  = "articles/sample/pack.yaml"
)

// brokenCase breaks the sound tree in one way. The fault must be in the edited
// file (or in file, where it shows elsewhere), at the line that holds mark.
type brokenCase struct {
	name string
	edit edit
	file string
	mark string
	want string
}

func (c brokenCase) check(t *testing.T, faults func(fstest.MapFS) []Fault) {
	t.Helper()
	tree := soundTree(t)
	c.edit.apply(t, tree)
	file := c.edit.file
	if c.file != "" {
		file = c.file
	}
	line := 0
	if c.mark != "" {
		line = lineWith(t, tree, file, c.mark)
	}
	where := "knowledge/" + file
	if line > 0 {
		where = fmt.Sprintf("%s:%d", where, line)
	}
	all := faults(tree)
	for _, f := range all {
		if strings.HasPrefix(f.String(), where+": ") && strings.Contains(f.Message, c.want) {
			return
		}
	}
	t.Errorf("want %s: … %s …\ngot:\n%s", where, c.want, Faults(all).Error())
}

func TestSoundTree(t *testing.T) {
	b, err := load(soundTree(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range b.Lint() {
		t.Error(f)
	}
}

func TestLoadFaults(t *testing.T) {
	big := "# " + strings.Repeat("x", maxFile)
	cases := []brokenCase{
		{"syntax", edit{clockFile, "id: set", "id: set: it"}, "", "id: set: it", "in quotes"},
		{"tab", edit{clockFile, "  - id: set", "\t- id: set"}, "", "- id: set", "not valid YAML"},
		{"unknown key", edit{clockFile, "meaning:", "meening:"}, "", "meening:", `unknown key "meening"`},
		{"lacking key", edit{clockFile, "meaning:", "meening:"}, "", "id:", `lacks "meaning"`},
		{"double key", edit{clockFile, "questions: [windows, vpn]", "questions: [vpn]\n\"questions\": [vpn]"}, "", `"questions":`, `"questions" is there twice`},
		{"empty key", edit{clockFile, `codes: ["0xC0FFEE01", "0xC0FFEE02"]`, "title:"}, "", "title:", `"title" is empty`},
		{"missing language", edit{clockFile, "nn: Klokka går feil, ", ""}, "", "Klokken går feil", `lacks "nn"`},
		{"empty language", edit{clockFile, "nn: Klokka går feil", `nn: ""`}, "", "Klokken går feil", "the title in nn is empty"},
		{"null language", edit{clockFile, "nn: Klokka går feil", "nn: "}, "", "Klokken går feil", `"nn" is empty`},
		{"list for text", edit{clockFile, "nn: Klokka går feil", "nn: [a]"}, "", "Klokken går feil", "must be a text"},
		{"text for list", edit{clockFile, "sources: [book]", "sources: book"}, "", "sources: book", "must be a list"},
		{"text for mapping", edit{clockFile, "when: {vpn: [\"yes\"]}", "when: vpn"}, "", "when: vpn", "must be a mapping"},
		{"several lines", edit{printerFile, "nb: [skriveren er borte]", "nb:\n    - |\n      skriveren\n      er borte"}, "", "- |", "several lines"},
		{"invisible", edit{clockFile, "Still tiden.", "\"Still \\u202etiden.\""}, "", "tiden", "invisible character U+202E"},
		{"escape sequence", edit{clockFile, "Still tiden.", "\"Still \\e[1mtiden.\""}, "", "tiden", "invisible character U+001B"},
		{"steps in number", edit{clockFile, ", Still tida.]", "]"}, "", `nb: ["Åpne`, "differ in number: 2 in nb, 1 in nn, 2 in en"},
		{"bad code", edit{clockFile, `"0xC0FFEE02"`, `"0xC0FFEE0"`}, "", "codes:", "eight hexadecimal digits"},
		{"double code", edit{clockFile, `"0xC0FFEE02"`, `"0xc0ffee01"`}, "", "codes:", "is there twice"},
		{"id is not the first code", edit{clockFile, `codes: ["0xC0FFEE01", `, `codes: [`}, "", "id:", "must be the first"},
		{"file name", edit{printerFile, "id: uten-skriver", "id: skriver"}, "", "id: skriver", "called skriver.yaml"},
		{"bad id", edit{clockFile, "id: set", "id: sett klokke"}, "", "id: sett klokke", "at most 30"},
		{"long id", edit{clockFile, "id: set", "id: " + strings.Repeat("a", 31)}, "", "aaaa", "at most 30"},
		{"double remedy", edit{clockFile, "id: ask", "id: 'set'"}, "", "id: 'set'", `remedy "set" is there twice`},
		{"double source", edit{clockFile, "    heading: Klokke", "    heading: Klokke\n  - {id: book, document: handbook, heading: X}"}, "", "heading: X", "is there twice"},
		{"double value", edit{sharedFile, `id: "no"`, `id: yes`}, "", "id: yes", `value "yes" is there twice`},
		{"double fact", edit{sharedFile, "id: vpn", "id: 'windows'"}, "", "id: 'windows'", `fact "windows" is there twice`},
		{"one value", edit{sharedFile, "      - id: \"no\"\n        label: {nb: Nei, nn: Nei, en: \"No\"}\n        said: [uten vpn]\n", ""}, "", `id: "yes"`, "two values or more"},
		{"no values in when", edit{clockFile, `{vpn: ["yes"]}`, "{vpn: []}"}, "", "{vpn: []}", "nothing could ever apply"},
		{"bad kind", edit{sharedFile, "kind: path", "kind: menu"}, "", "kind: menu", "path, label, command, link and word"},
		{"no forms", edit{sharedFile, `forms: {"": {nb: brukerstøtten, nn: brukarstøtta, en: the help desk}}`, "forms: {}"}, "", "forms: {}", "is empty"},
		{"bad audience", edit{sharedFile, "title:", "audience: everyone\ntitle:"}, "", "audience:", "must be one of consumer and administrator"},
		{"bad example", edit{sharedFile, "title:", "example: C0FFEE01\ntitle:"}, "", "example:", "eight hexadecimal digits"},
		{"bad name", edit{sharedFile, "title:", "name: our own\ntitle:"}, "", "name:", "at most 30"},
		{"no day", edit{sharedFile, "    read: 2026-11-22\n", ""}, "", "id: handbook", "and so does the pack"},
		{"bad day of the pack", edit{sharedFile, "title:", "read: today\ntitle:"}, "", "read: today", "such as 2026-11-22"},
		{"bad day", edit{sharedFile, "read: 2026-11-22", "read: 22.11.2026"}, "", "read:", "such as 2026-11-22"},
		{"two documents", edit{printerFile, "sources:\n  - id: book", "---\nsources:\n  - id: book"}, "", "---", "second document"},
		{"empty file", edit{"articles/sample/tom.yaml", "", " \n"}, "", "", "is empty"},
		{"only a comment", edit{"articles/sample/tom.yaml", "", "# later\n"}, "", "", "is empty"},
		{"not UTF-8", edit{"articles/sample/latin.yaml", "", "id: \xe5pne\n"}, "", "", "save it as UTF-8"},
		{"too big", edit{"articles/sample/big.yaml", "", big}, "", "", "over 1 MiB"},
		{"wrong ending", edit{"articles/sample/ny.yml", "", "id: ny\n"}, "", "", "must end in .yaml"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.check(t, func(tree fstest.MapFS) []Fault {
				_, err := load(tree, nil)
				var faults Faults
				if !errors.As(err, &faults) {
					t.Fatalf("got error %v, want Faults", err)
				}
				return faults
			})
		})
	}
}

func TestLoadReportsEverything(t *testing.T) {
	tree := soundTree(t)
	edit{clockFile, "meaning:", "meening:"}.apply(t, tree)
	edit{printerFile, "windows: [\"11\"]\n", "wndows: []\n"}.apply(t, tree)
	edit{sharedFile, "kind: path", "kind: menu"}.apply(t, tree)
	_, err := load(tree, nil)
	var faults Faults
	if !errors.As(err, &faults) || len(faults) != 5 {
		t.Fatalf("got %v, want five faults", err)
	}
	if lines := strings.Count(err.Error(), "\n") + 1; lines != 5 {
		t.Errorf("the error has %d lines, want one for each fault", lines)
	}
}

// What is wrong with the words of one file is told beside what is wrong with the
// form of another.
func TestLoadLintsTheRest(t *testing.T) {
	tree := soundTree(t)
	edit{printerFile, "windows: [\"11\"]\n", "wndows: []\n"}.apply(t, tree)
	edit{clockFile, "Contact {desk}.", "Contact {dask}."}.apply(t, tree)
	_, err := load(tree, nil)
	for _, want := range []string{
		fmt.Sprintf("%s:%d: unknown key", printerFile, lineWith(t, tree, printerFile, "wndows")),
		fmt.Sprintf("%s:%d: no pack has a name {dask}", clockFile, lineWith(t, tree, clockFile, "{dask}")),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if err != nil && strings.Contains(err.Error(), "no version") {
		t.Errorf("what is half read is linted: %v", err)
	}
	// Without the names nothing can be said of who refers to them.
	edit{sharedFile, "kind: path", "kind: path: x"}.apply(t, tree)
	if _, err := load(tree, nil); err == nil || strings.Contains(err.Error(), "no pack has") {
		t.Errorf("a file that cannot be read makes others faulty: %v", err)
	}
}

func TestLoadFolder(t *testing.T) {
	t.Run("adds and overrides", func(t *testing.T) {
		pack := soundPack(t)
		edit{"uten-skriver.yaml", "skriveren er borte", "printeren er vekk"}.apply(t, pack)
		delete(pack, "0xC0FFEE01.yaml")
		delete(pack, "pack.yaml")
		b, err := load(soundTree(t), []fs.FS{Folder{FS: pack, Name: "local/own/"}})
		if err != nil {
			t.Fatal(err)
		}
		a, ok := b.Article("uten-skriver")
		if !ok || a.Symptoms[Bokmal][0] != "printeren er vekk" || a.Pack != "own" {
			t.Errorf("got %+v, want the article of the folder", a)
		}
		if got := len(b.Articles()); got != 2 {
			t.Errorf("%d articles, want 2", got)
		}
		if got := b.Packs(); len(got) != 2 || got[1].ID != "own" {
			t.Errorf("packs %v", got)
		}
	})
	t.Run("overrides names and facts", func(t *testing.T) {
		pack := fstest.MapFS{"pack.yaml": {Data: []byte(`
names:
  - id: desk
    kind: link
    link: https://example.com/vakt
    forms: {"": {nb: vakta, nn: vakta, en: the duty desk}}
`)}}
		b, err := load(soundTree(t), []fs.FS{pack})
		if err != nil {
			t.Fatal(err)
		}
		got := b.Expand("Ring {desk}.", Bokmal, "")
		if len(got) != 3 || got[1] != (Fragment{Text: "vakta", Kind: NameLink, Link: "https://example.com/vakt"}) {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("is linted", func(t *testing.T) {
		pack := soundPack(t)
		delete(pack, "pack.yaml")
		edit{"uten-skriver.yaml", "{desk}", "{dask}"}.apply(t, pack)
		_, err := load(soundTree(t), []fs.FS{Folder{FS: pack, Name: "own"}})
		want := fmt.Sprintf("own/uten-skriver.yaml:%d: no pack has a name {dask}", lineWith(t, pack, "uten-skriver.yaml", "{dask}"))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	})
	t.Run("nothing there", func(t *testing.T) {
		cases := []struct {
			folder fs.FS
			want   string
		}{
			{Folder{FS: os.DirFS("testdata/missing"), Name: "missing"}, "missing: the folder cannot be read"},
			{Folder{FS: fstest.MapFS{"README.md": {}}, Name: "own"}, "own: the folder holds no .yaml file"},
			{Folder{FS: fstest.MapFS{"sub/a.yaml": {}}, Name: "own"}, "such as own/sub"},
		}
		for _, c := range cases {
			if _, err := Load(c.folder); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		}
	})
}

func TestAliases(t *testing.T) {
	tree := soundTree(t)
	edit{clockFile, "title: {nb: Spør oss, nn: Spør oss, en: Ask us}", "title: &ask {nb: Spør oss, nn: Spør oss, en: Ask us}"}.apply(t, tree)
	edit{clockFile, "text: {nb: Ha koden klar., nn: Ha koden klar., en: Have the code ready.}", "text: *ask"}.apply(t, tree)
	b, err := load(tree, nil)
	if err != nil {
		t.Fatal(err)
	}
	a, _ := b.Article("0xC0FFEE01")
	if got := a.Remedies[1].Notes[0].Text[English]; got != "Ask us" {
		t.Errorf("the alias reads %q", got)
	}
}

// Unquoted yes, no, 11 and null are the words that they look like.
func TestPlainScalars(t *testing.T) {
	tree := soundTree(t)
	edit{clockFile, `{vpn: ["yes"]}`, "{vpn: yes, windows: [11, 10]}"}.apply(t, tree)
	edit{clockFile, "en: Have the code ready.", "en: null"}.apply(t, tree)
	b, err := load(tree, nil)
	if err != nil {
		t.Fatal(err)
	}
	a, _ := b.Article("0xC0FFEE01")
	r := a.Remedies[1]
	if !slices.Equal(r.When["vpn"], []string{"yes"}) || !slices.Equal(r.When["windows"], []string{"11", "10"}) {
		t.Errorf("when reads %v", r.When)
	}
	if got := r.Notes[0].Text[English]; got != "null" {
		t.Errorf("null reads %q", got)
	}
}
