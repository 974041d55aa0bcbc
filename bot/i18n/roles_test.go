package i18n_test

import (
	"strings"
	"testing"

	"aktivering/bot/i18n"
	"aktivering/bot/name"
	"aktivering/knowledge"
)

// What a role is called in any language cannot be part of a person's own name.
func TestNoNameHoldsARole(t *testing.T) {
	kb, err := knowledge.Default()
	if err != nil {
		t.Fatal(err)
	}
	roles := 0
	for _, lang := range kb.Languages().IDs() {
		v := i18n.New(kb, lang, "")
		for _, key := range kb.Phrases().Keys() {
			if !strings.HasPrefix(key, "role.") {
				continue
			}
			roles++
			if shown := v.WithRole(key, "Ola"); name.Clean(shown) != "Ola" {
				t.Errorf("%s in %s: a person can be called %q", key, lang, shown)
			}
		}
	}
	if roles == 0 {
		t.Error("there are no roles")
	}
}
