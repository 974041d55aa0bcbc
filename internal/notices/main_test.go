package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What is shipped names everything that the program is built from.
func TestNotices(t *testing.T) {
	root := filepath.Join("..", "..")
	kept, err := os.ReadFile(filepath.Join(root, "THIRD_PARTY_NOTICES"))
	if err != nil {
		t.Fatal(err)
	}
	var now bytes.Buffer
	if err := write(t.Context(), &now, root); err != nil {
		t.Fatal(err)
	}
	if a, b := withoutGo(string(kept)), withoutGo(now.String()); a != b || a == "" {
		t.Error("THIRD_PARTY_NOTICES is not what the program is built from any more: run make notices")
	}
}

// withoutGo leaves out the license of Go, which comes with whatever Go there is.
func withoutGo(text string) string {
	_, text, _ = strings.Cut(text, "\n"+line+"\n")
	_, text, _ = strings.Cut(text, "\n"+line+"\n")
	return text
}

func TestWithoutALicense(t *testing.T) {
	if texts, err := textsOf(t.TempDir()); err == nil {
		t.Errorf("got %q", texts)
	}
}
