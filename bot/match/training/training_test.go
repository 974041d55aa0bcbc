package training_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"aktivering/bot/match/training"
	"aktivering/knowledge"
)

func TestLoadRefuses(t *testing.T) {
	kb, err := knowledge.Default()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ text, want string }{
		"no label":            {"- nb: ja\n", "no label"},
		"no text":             {"- labels: [none]\n  nb: ''\n", "no text"},
		"another language":    {"- labels: [none]\n  qx: ja\n", "no such field"},
		"not a list of texts": {"labels: [none]\n", "first.yaml"},
	} {
		_, err := training.Load(fstest.MapFS{"first.yaml": {Data: []byte(c.text)}}, kb.Languages())
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestQueries(t *testing.T) {
	texts, err := training.Queries(strings.NewReader("to\\nlinjer\tnone|aktivere-windows\tsymptom-chat\tnb\n0xC004F213\t0xC004F213\tcode-clean\tund\n"))
	if err != nil || len(texts) != 1 || texts[0].Text != "to\nlinjer" || len(texts[0].Labels) != 2 {
		t.Errorf("%+v, %v", texts, err)
	}
	if _, err := training.Queries(strings.NewReader("en spalte\n")); err == nil || errors.Unwrap(err) == nil {
		t.Errorf("a row of one column is read: %v", err)
	}
}
