package adapterkit_test

import (
	"testing"

	"aktivering/adapters/adapterkit"
)

func TestCleanText(t *testing.T) {
	for text, want := range map[string]string{
		"":                           "",
		"blåbær – «æøå»\n\n…":        "blåbær – «æøå»\n\n…",
		"日本語 🙂":                      "日本語 🙂",
		"a\tb\rc\x00d\x7fe\u0085f":   "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf",
		"a\u202eb\u2066c\u200ed":     "a\ufffdb\ufffdc\ufffdd",
		"a\xffb":                     "a\ufffdb",
		"joined \u200d, \u2060 kept": "joined \u200d, \u2060 kept",
	} {
		if got := adapterkit.CleanText(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

func TestCleanFileName(t *testing.T) {
	if got, want := adapterkit.CleanFileName("a\n\"b\"\x00.png"), "a 'b'\ufffd.png"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
