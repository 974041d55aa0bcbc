package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The report of `knowledge test`: what was expected, what came, and the conversation until
// there. Which faults rows can have is tested in internal/expect.
func TestKnowledgeTest(t *testing.T) {
	rows := func(name string) string { return filepath.Join("testdata", "rows", name) }
	sound, err := os.Open(rows("sound.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = sound.Close() }()
	for _, c := range []struct {
		name  string
		input string
		args  []string
		code  int
		err   string
	}{
		{"sound", "", []string{rows("sound.jsonl")}, exitOK, ""},
		{"mixed", "", []string{rows("mixed.yaml"), rows("sound.jsonl")}, exitFailure, "aktivering: 5 of 7 (71.4 %) of the rows held, and 100 % must\n"},
		{"faulty", "", []string{rows("sound.jsonl"), rows("faulty.jsonl"), rows("none.yaml"), "testdata"}, exitRows, "aktivering: nothing was run: 5 faults in the rows\n"},
		{"totals", "", []string{"--totals", "--min", "0.75", rows("mixed.yaml"), rows("sound.jsonl")}, exitFailure, "aktivering: 5 of 7 (71.4 %) of the rows held, and 75 % must\n"},
		{"standard-input", read(t, rows("sound.jsonl")), []string{"-"}, exitOK, ""},
		{"enough", "", []string{"--min", "0.7", "--totals", rows("mixed.yaml"), rows("sound.jsonl")}, exitOK, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := start(t, c.input, append([]string{"knowledge", "test"}, c.args...)...)
			if r.code != c.code || r.err != c.err {
				t.Errorf("exit code %d, want %d; standard error %q", r.code, c.code, r.err)
			}
			golden(t, rows(c.name+".txt"), filepath.ToSlash(r.out))
		})
	}
	for _, args := range [][]string{{}, {"--min", "1.1", "-"}, {"--min", "-0.1", "-"}, {"--min", "NaN", "-"}, {"--min", "x", "-"}} {
		start(t, "", append([]string{"knowledge", "test"}, args...)...).want(t, exitUsage)
	}
	start(t, strings.Repeat(" ", 1<<20+1), "knowledge", "test", "-").want(t, exitRows, "standard input: cannot be read: it is larger than 1048576 bytes")
	start(t, "", "knowledge", "test", "--knowledge", "missing", "-").want(t, exitKnowledge)
}

// Rows may expect what an organisation's own articles say.
func TestKnowledgeTestOfAFolder(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{"pack.yaml": ownPack, "vpn.yaml": ownArticle} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	row := `{"lang": "nb", "query": "aktiveringen stopper i firmaets VPN", "want": "vpn"}`
	start(t, row, "knowledge", "test", "--knowledge", folder, "-").want(t, exitOK, "1 of     1")
	start(t, row, "knowledge", "test", "-").want(t, exitRows, `"vpn" is neither an article nor a code of one`)
}

// A secret in a row is not printed.
func TestKnowledgeTestMasksSecrets(t *testing.T) {
	key := "ABCDE-FGHJK-LMNPQ-RSTVW-XYZ23"
	r := start(t, `{"turns": ["nøkkelen er `+key+`"], "heard": "fact"}`, "knowledge", "test", "-")
	r.want(t, exitFailure, "XYZ23")
	if strings.Contains(r.out+r.err, "FGHJK") {
		t.Errorf("the key is in\n%s", r.out)
	}
}

// block is an example in a document: JSON lines, or YAML.
var block = regexp.MustCompile("(?s)```(json|yaml)\n(.*?)```")

// The examples in the document about tests hold.
func TestExamplesOfTests(t *testing.T) {
	examples := block.FindAllStringSubmatch(read(t, "docs/tests.md"), -1)
	if len(examples) < 3 {
		t.Fatalf("%d examples", len(examples))
	}
	for _, m := range examples {
		name := filepath.Join(t.TempDir(), "example."+m[1])
		if err := os.WriteFile(name, []byte(m[2]), 0o600); err != nil {
			t.Fatal(err)
		}
		start(t, "", "knowledge", "test", name).want(t, exitOK)
	}
}
