package knowledge

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

func TestLanguageFaults(t *testing.T) {
	cases := []brokenCase{
		{"lacking key", edit{languagesFile, "    name: Nynorsk\n", ""}, "", "    called: [nynorsk, nynorska]", `the language lacks "name"`},
		{"unknown key", edit{languagesFile, "    name: Nynorsk\n", "    name: Nynorsk\n    nmae: x\n"}, "", "nmae", `unknown key "nmae"`},
		{"locale of two", edit{languagesFile, "locales: [nn]", "locales: [nn, da]"}, "", "  nn:", `the locale "da" is of nb too`},
		{"no default", edit{languagesFile, "    name: Bokmål\n", "    name: Bokmål\n    draft: true\n"}, "", "  nb:", "nb must be one of the languages, and no draft"},
		{"draft", edit{languagesFile, "    name: Bokmål\n", "    name: Bokmål\n    draft: yes\n"}, "", "draft: yes", "must be one of true and false"},
		{"capitals", edit{languagesFile, "letters: æøå", "letters: ÆØÅ"}, "", "letters: ÆØÅ", "must be small ones"},
		{"no intent", edit{"language/intents.yaml", "  language-nn:", "  language-ny:"}, "", "  human:", "no intent asks for the language nn"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.check(t, func(tree fstest.MapFS) []Fault {
				_, faults := loadLanguage(tree)
				return faults
			})
		})
	}
}

func TestLanguages(t *testing.T) {
	l := must2(LoadLanguages())(t)
	for locale, want := range map[string]Lang{
		"": "", "C": "", "POSIX": "", "nb-NO": Bokmal, "no": Bokmal, "sv_SE.UTF-8": Bokmal, "nn": Nynorsk, "NN-no": Nynorsk, "en-GB": English, "de": English, "*": English,
	} {
		if got := l.OfLocale(locale); got != want {
			t.Errorf("OfLocale(%q) is %q, want %q", locale, got, want)
		}
	}
	for _, test := range []struct {
		a, b Lang
		want bool
	}{{Bokmal, Nynorsk, true}, {Nynorsk, Nynorsk, true}, {English, English, true}, {English, Bokmal, false}} {
		if l.Akin(test.a, test.b) != test.want {
			t.Errorf("Akin(%s, %s) is %t", test.a, test.b, !test.want)
		}
	}
	if l.Known("sv") || !l.Known(English) || l.Name("sv") != "sv" || l.Name(Bokmal) != "Bokmål" || l.Info("sv").ID != Bokmal {
		t.Errorf("a language that is not there: known %t, %q, %q", l.Known("sv"), l.Name("sv"), l.Info("sv").ID)
	}
}

func TestTextIn(t *testing.T) {
	for _, test := range []struct {
		text Text
		in   Lang
		want string
	}{
		{Text{Bokmal: "nb", Nynorsk: "nn"}, Nynorsk, "nn"},
		{Text{Bokmal: "nb", Nynorsk: "nn"}, English, "nb"},
		{Text{Nynorsk: "nn", English: "en"}, Bokmal, "en"},
		{nil, Bokmal, ""},
	} {
		if got := test.text.In(test.in); got != test.want {
			t.Errorf("%v in %s is %q, want %q", test.text, test.in, got, test.want)
		}
	}
}

// without takes a language out of the texts of a file.
func without(text string, l Lang) string {
	return regexp.MustCompile(`, `+string(l)+`: [^,}]+|(?m)^ +`+string(l)+`: \[.*\]\n`).ReplaceAllString(text, "")
}

// A pack can say that its texts are in some of the languages only; a built-in one must be in
// all of them.
func TestPackLanguages(t *testing.T) {
	pack := func(languages string) fs.FS {
		files := soundPack(t)
		delete(files, "0xC0FFEE01.yaml")
		edit{"pack.yaml", "", "languages: " + languages + "\n"}.apply(t, files)
		file := files["uten-skriver.yaml"]
		file.Data = []byte(without(without(string(file.Data), Nynorsk), English))
		return Folder{FS: files, Name: "own"}
	}
	b, err := load(soundTree(t), []fs.FS{pack("[nb]")})
	if err != nil {
		t.Fatal(err)
	}
	if a, _ := b.Article("uten-skriver"); a.Pack != "own" || a.Title.In(English) != "Skriveren mangler" {
		t.Errorf("got the title %q of %s", a.Title.In(English), a.Pack)
	}
	for languages, want := range map[string]string{
		"[nb, nn]": `own/uten-skriver.yaml:4: the title lacks "nn"`,
		"[nb, sv]": `own/pack.yaml:1: "sv" is no language of the program`,
		"[en]":     `own/uten-skriver.yaml:4: unknown key "nb"`,
	} {
		if _, err := load(soundTree(t), []fs.FS{pack(languages)}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("languages: %s: %v, want %s", languages, err, want)
		}
	}
	tree := soundTree(t)
	edit{sharedFile, "title: {nb: Prøvepakke, nn: Prøvepakke, en: Sample pack}\n", "languages: [nb, nn]\ntitle: {nb: Prøvepakke, nn: Prøvepakke, en: Sample pack}\n"}.apply(t, tree)
	for name, file := range tree {
		if strings.HasPrefix(name, "articles/") {
			file.Data = []byte(without(string(file.Data), English))
		}
	}
	if b, err = load(tree, nil); err != nil {
		t.Fatal(err)
	}
	if faults := b.Lint(); len(faults) != 1 || !strings.Contains(faults[0].String(), "must be in en too") {
		t.Errorf("a built-in pack without English: %v", faults)
	}
}
