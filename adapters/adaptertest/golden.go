package adaptertest

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"aktivering/bot"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// Golden compares what render makes of every fixture with the files
// testdata/<folder>/<fixture><ext>, or rewrites them with -update.
func Golden(t *testing.T, folder, ext string, render func(bot.Reply) []byte) {
	t.Helper()
	for _, f := range Fixtures() {
		t.Run(f.Name, func(t *testing.T) {
			golden(t, filepath.Join(folder, f.Name+ext), render(f.Reply))
		})
	}
}

// golden compares what was made with a file in testdata, or rewrites it with -update.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s differs; see the change with -update\n got:\n%s\nwant:\n%s", path, got, want)
	}
}
