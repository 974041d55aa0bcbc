package texts_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"aktivering/internal/webdesk/texts"
)

var placeholder = regexp.MustCompile(`\{\w+\}`)

// Every language has the same keys, with the same placeholders.
func TestParity(t *testing.T) {
	all, err := texts.Load()
	if err != nil {
		t.Fatal(err)
	}
	nb := all.In("nb")
	for _, lang := range texts.Languages() {
		words := all.In(lang)
		for _, key := range nb.Keys() {
			if !words.Has(key) {
				t.Errorf("%s has no %s", lang, key)
				continue
			}
			want, got := placeholder.FindAllString(nb.Raw(key), -1), placeholder.FindAllString(words.Raw(key), -1)
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(want, got) || strings.TrimSpace(words.Raw(key)) == "" {
				t.Errorf("%s: %s is %q", lang, key, words.Raw(key))
			}
		}
		for _, key := range words.Keys() {
			if !nb.Has(key) {
				t.Errorf("nb has no %s", key)
			}
		}
	}
	if got := all.In("xx").Say("claim"); got != nb.Say("claim") {
		t.Errorf("an unknown language says %q", got)
	}
}

var (
	said  = regexp.MustCompile(`(?:Say|Count|Has) "([\w.%-]+)"|(?:Say|Count|Has)\("([\w.-]+)"(\s*\+)?|printf "([\w.%-]+)"`)
	begun = regexp.MustCompile(`"([\w-]+\.(?:[\w-]+\.)*)"\s*\+`)
)

// Every text is said somewhere, and every text that is said is there.
func TestUsed(t *testing.T) {
	all, err := texts.Load()
	if err != nil {
		t.Fatal(err)
	}
	words := all.In("nb")
	exact, prefixes := make(map[string]string), map[string]bool{}
	err = filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") || !strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, ".html") {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range said.FindAllStringSubmatch(string(data), -1) {
			key := m[1] + m[2] + m[4]
			switch before, _, form := strings.Cut(key, "%"); {
			case form:
				prefixes[before] = true
			case strings.HasSuffix(key, "."):
				prefixes[key] = true
			default:
				exact[key] = path
			}
		}
		for _, m := range begun.FindAllStringSubmatch(string(data), -1) {
			prefixes[m[1]] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for key, path := range exact {
		if !words.Has(key) && !words.Has(key+".one") {
			t.Errorf("%s says %q, which there is not", path, key)
		}
	}
	for _, key := range words.Keys() {
		base := strings.TrimSuffix(strings.TrimSuffix(key, ".one"), ".many")
		used := exact[key] != "" || exact[base] != ""
		for prefix := range prefixes {
			used = used || strings.HasPrefix(key, prefix)
		}
		if !used {
			t.Errorf("nothing says %s", key)
		}
	}
}
