package knowledge

import (
	"errors"
	"slices"
	"testing"
	"testing/fstest"
)

// An article that is not finished is checked as far as it goes, and is in no list and behind no
// code. Once it says that it is ready, it is held to everything.
func TestDrafts(t *testing.T) {
	const text = `status: draft
id: "0xC004D999"
codes: ["0xC004D999"]
windows:
title: {nb: Noe, nn:}
remedies:
  - id: wait
    steps: {nb: [Vent.]}
`
	pack := func(text string) fstest.MapFS { return fstest.MapFS{"0xC004D999.yaml": {Data: []byte(text)}} }
	kb, err := Load(pack(text))
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := kb.Article("0xC004D999"); ok || len(kb.ByCode(0xC004D999)) > 0 || len(kb.Lint()) > 0 {
		t.Errorf("it answers people, or lint finds %v", kb.Lint())
	}
	if len(kb.Drafts()) != 1 || kb.Drafts()[0].ID != "0xC004D999" || kb.Drafts()[0].File != "pack1/0xC004D999.yaml" {
		t.Fatalf("drafts %+v", kb.Drafts())
	}
	var lacks []string
	for _, f := range kb.Drafts()[0].Lacks {
		lacks = append(lacks, f.String())
	}
	for _, want := range []string{
		`pack1/0xC004D999.yaml:4: "windows" is empty`, `pack1/0xC004D999.yaml:5: "nn" is empty`, `pack1/0xC004D999.yaml:5: the title lacks "en"`,
		`pack1/0xC004D999.yaml:7: the remedy lacks "title"`, `pack1/0xC004D999.yaml:1: the article lacks "meaning"`, `pack1/0xC004D999.yaml:1: the article lacks "sources"`,
	} {
		if !slices.Contains(lacks, want) {
			t.Errorf("%q is not among %q", want, lacks)
		}
	}
	for name, text := range map[string]string{
		"ready":            "status: ready\n" + text[len("status: draft\n"):],
		"of another state": "status: done\n" + text[len("status: draft\n"):],
		"a wrong code":     text + "questions: [x, x]\n",
		"an unknown key":   text + "quesions: []\n",
	} {
		if _, err := Load(pack(text)); !isFaults(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Load(fstest.MapFS{"other.yaml": {Data: []byte(text)}}); !isFaults(err) {
		t.Errorf("in a file with another name: %v", err)
	}
}

// A draft among the built-in articles is no fault either.
func TestBuiltInDraft(t *testing.T) {
	tree := soundTree(t)
	tree["articles/sample/mangler.yaml"] = &fstest.MapFile{Data: []byte("status: draft\nid: mangler\ntitle:\n")}
	kb, err := load(tree, nil)
	if err != nil || len(kb.Drafts()) != 1 || len(kb.Lint()) > 0 {
		t.Errorf("%v, drafts %+v, faults %v", err, kb.Drafts(), kb.Lint())
	}
}

func isFaults(err error) bool {
	_, ok := errors.AsType[Faults](err)
	return ok
}
