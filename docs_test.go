package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"aktivering/knowledge"
)

var (
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.+)$`)
	path    = regexp.MustCompile("`((?:adapters|bot|docs|internal|knowledge)/[\\w./-]+)`")
	notWord = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// The documents name only files that are there, and headings of theirs.
func TestDocuments(t *testing.T) {
	documents := []string{"README.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md"}
	err := filepath.WalkDir("docs", func(name string, _ fs.DirEntry, err error) error {
		if filepath.Ext(name) == ".md" {
			documents = append(documents, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range documents {
		text := read(t, name)
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			target, anchor, _ := strings.Cut(m[1], "#")
			if strings.Contains(target, ":") {
				continue // of the web
			}
			file := name
			if target != "" {
				file = filepath.Join(filepath.Dir(name), target)
			}
			if _, err := os.Stat(file); err != nil {
				t.Errorf("%s links to %s: %v", name, m[1], err)
				continue
			}
			if anchor != "" && !anchors(read(t, file))[anchor] {
				t.Errorf("%s links to %s, which has no such heading", name, m[1])
			}
		}
		for _, m := range path.FindAllStringSubmatch(text, -1) {
			if _, err := os.Stat(m[1]); err != nil {
				t.Errorf("%s names a file: %v", name, err)
			}
		}
	}
}

// The text that the README shows is one that DESK_TEXTS can hold.
func TestDeskTextInREADME(t *testing.T) {
	_, rest, found := strings.Cut(read(t, "README.md"), "```yaml\n# retur.yaml\n")
	text, _, ended := strings.Cut(rest, "```")
	if !found || !ended {
		t.Fatal("the README shows no text of an agent's")
	}
	texts, err := knowledge.LoadReplies(fstest.MapFS{"retur.yaml": {Data: []byte(text)}})
	if err != nil || !slices.ContainsFunc(texts, func(r knowledge.Reply) bool { return r.ID == "retur" && r.Title == "Be om ordrenummeret" }) {
		t.Errorf("it is not read: %v", err)
	}
}

// anchors are what the headings of a document can be linked by.
func anchors(text string) map[string]bool {
	all := make(map[string]bool)
	for _, m := range heading.FindAllStringSubmatch(text, -1) {
		plain := notWord.ReplaceAllString(strings.ToLower(m[1]), "")
		all[strings.ReplaceAll(plain, " ", "-")] = true
	}
	return all
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
