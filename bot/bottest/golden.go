package bottest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// update is the flag -update: golden files are written anew instead of compared.
var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// Golden plays every file of a folder, testdata/dir/*/*.txt, as a test of its own. A file
// holds a script and what follows from each of its lines; play returns the whole file as it
// is now. With -update the files are rewritten.
func Golden(t *testing.T, dir string, play func(t *testing.T, script string) string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", dir, "*", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files in testdata/%s: %v", dir, err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(file, filepath.Join("testdata", dir)+string(filepath.Separator)), ".txt")
		t.Run(name, func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := play(t, string(want))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != string(want) {
				t.Errorf("%s goes differently; rewrite it with -update and read it.\n%s", file, firstDifference(string(want), got))
			}
		})
	}
}

// firstDifference returns the number of the first line that differs, and three lines of both
// texts from there; the texts must differ.
func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range g {
		if i >= len(w) || w[i] != g[i] {
			return fmt.Sprintf("line %d\nwant %s\ngot  %s", i+1, strings.Join(w[min(i, len(w)):min(i+3, len(w))], "\n     "), strings.Join(g[i:min(i+3, len(g))], "\n     "))
		}
	}
	return "the end is missing: " + strings.Join(w[len(g):], "\n")
}
