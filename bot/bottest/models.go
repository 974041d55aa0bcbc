package bottest

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// SameModel holds that the files of a folder are those that were learned now, byte for byte, and
// not larger together than most.
func SameModel(t *testing.T, folder string, learned map[string][]byte, most int) {
	t.Helper()
	total := 0
	for name, want := range learned {
		got, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s/%s is not what the texts teach (%v); run go generate ./bot/understand", folder, name, err)
		}
		total += len(want)
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != len(learned) {
		t.Errorf("%d files in %s, want %d: %v", len(entries), folder, len(learned), err)
	}
	if total > most {
		t.Errorf("the model has %d bytes, at most %d are wanted", total, most)
	}
}
