package bottest

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
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
	files := goldenFiles(t, dir)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		file := files[name]
		t.Run(name, func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			compare(t, file, string(want), play(t, string(want)))
		})
	}
}

// GoldenFile compares a text with the file testdata/name. With -update it writes the file.
func GoldenFile(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", filepath.FromSlash(name))
	want, err := os.ReadFile(file)
	if err != nil && !*update {
		t.Fatalf("%v; write it with -update", err)
	}
	compare(t, file, string(want), got)
}

// compare holds a golden file against what is so now, or writes it.
func compare(t *testing.T, file, want, got string) {
	t.Helper()
	switch {
	case got == want:
	case *update:
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s differs; rewrite it with -update and read it.\n%s", file, firstDifference(want, got))
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

// Scripts returns the texts of the golden files in testdata/dir, by "language/name".
func Scripts(t *testing.T, dir string) map[string]string {
	t.Helper()
	scripts := make(map[string]string)
	for name, file := range goldenFiles(t, dir) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		scripts[name] = string(text)
	}
	return scripts
}

// goldenFiles returns the paths of the files testdata/dir/*/*.txt, by "folder/name".
func goldenFiles(t *testing.T, dir string) map[string]string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", dir, "*", "*.txt"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no files in testdata/%s: %v", dir, err)
	}
	files := make(map[string]string, len(paths))
	for _, path := range paths {
		files[strings.TrimSuffix(strings.TrimPrefix(path, filepath.Join("testdata", dir)+string(filepath.Separator)), ".txt")] = path
	}
	return files
}
