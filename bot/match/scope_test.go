package match

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"aktivering/knowledge"
)

// administrators is a pack with an article of its own for a code that the built-in pack
// documents too, and with a symptom.
const administrators = `id: kms-vert
codes: []
windows: ["10"]
kinds: [error, symptom]
title: {nb: KMS-vert, nn: KMS-vert, en: KMS host}
symptoms:
  nb: [kms-verten har for få klienter]
  nn: [kms-verten har for få klientar]
  en: [the kms host has too few clients]
meaning: {nb: Verten teller klienter., nn: Verten tel klientar., en: The host counts clients.}
remedies:
  - id: wait
    title: {nb: Vent, nn: Vent, en: Wait}
    steps: {nb: [Vent på flere klienter.], nn: [Vent på fleire klientar.], en: [Wait for more clients.]}
    sources: [book]
sources:
  - {id: book, document: handbook, heading: KMS}
`

func TestScope(t *testing.T) {
	pack := fstest.MapFS{
		"pack.yaml":     {Data: []byte("name: operations\naudience: administrator\ndocuments:\n  - {id: handbook, publisher: P, title: T, url: https://example.com, read: 2026-11-22}\n")},
		"kms-vert.yaml": {Data: []byte(administrators)},
		"0xC004C012.yaml": {Data: []byte(strings.NewReplacer("id: kms-vert", `id: "0xC004C012"`, "codes: []", `codes: ["0xC004C012"]`,
			"kms-verten har for få", "nøkkelverten mangler", "the kms host has too few", "the key host lacks").Replace(administrators))},
	}
	kb, err := knowledge.Load(pack)
	if err != nil {
		t.Fatal(err)
	}
	m := New(kb)
	for _, test := range []struct {
		text     string
		in       Scope
		decision Decision
		first    string
	}{
		{"0xC004C012", Scope{}, Answer, "0xD0000272"},
		{"0xC004C012", Scope{Reader: knowledge.ForAdministrators}, Answer, "0xC004C012"},
		{"0xC004C012", Scope{Packs: []string{"consumer"}}, Answer, "0xD0000272"},
		{"0xC004C012", Scope{Audience: knowledge.ForConsumers}, Answer, "0xD0000272"},
		{"0xC004C012", Scope{Audience: knowledge.ForAdministrators}, Answer, "0xC004C012"},
		{"0xC004C012", Scope{Packs: []string{"operations"}}, Answer, "0xC004C012"},
		{"0xC004F213", Scope{Audience: knowledge.ForConsumers}, Answer, "0xC004F213"},
		{"0xC004F213", Scope{Packs: []string{"operations"}}, UnknownCode, ""},
		// What lies close is offered of the scope only.
		{"0xC004F214", Scope{Windows: []string{"11"}}, Suggest, "0xC004F213"},
		{"0xC004C011", Scope{Packs: []string{"operations"}}, Suggest, "0xC004C012"},
		{"0xC004F214", Scope{Packs: []string{"operations"}}, UnknownCode, ""},
		// A bare number is a code only where it is a documented one.
		{"80004005", Scope{}, Answer, "0x80004005"},
		{"80004005", Scope{Audience: knowledge.ForAdministrators}, None, ""},
		{"kms-verten har for få klienter", Scope{Reader: knowledge.ForAdministrators, Packs: []string{"operations"}}, Answer, "kms-vert"},
		{"kms-verten har for få klienter", Scope{Audience: knowledge.ForAdministrators, Windows: []string{"10"}, Packs: []string{"operations"}}, Answer, "kms-vert"},
		// Words of somebody of whom nothing is known lead to nothing for administrators.
		{"nøkkelverten mangler klienter for volumlisens", Scope{Packs: []string{"operations"}}, None, ""},
		{"hovedkort byttet, og nå vil Windows ha ny lisens", Scope{}, Answer, "0xC004F213"},
		{"hovedkort byttet, og nå vil Windows ha ny lisens", Scope{Reader: knowledge.ForAdministrators}, Answer, "0xC004F213"},
		{"hovedkort byttet, og nå vil Windows ha ny lisens", Scope{Packs: []string{"operations"}}, None, ""},
	} {
		r := m.Match(test.text, test.in)
		first := ""
		if len(r.Entries) > 0 {
			first = r.Entries[0]
		}
		if r.Decision != test.decision || first != test.first {
			t.Errorf("%q in %+v: %s %v, want %s %s", test.text, test.in, r.Decision, r.Entries, test.decision, test.first)
		}
		for _, id := range r.Entries {
			if a, ok := kb.Article(id); !ok || !kb.InScope(a, test.in) {
				t.Errorf("%q in %+v: %s is not in the scope", test.text, test.in, id)
			}
		}
		if i := slices.IndexFunc(r.Near, func(s Suggestion) bool { a, _ := kb.Article(s.Entry); return !kb.InScope(a, test.in) }); i >= 0 {
			t.Errorf("%q in %+v: suggests %s", test.text, test.in, r.Near[i].Code)
		}
	}
	if r := m.Match("kms-verten har for få klienter", Scope{Windows: []string{"11"}}); slices.Contains(r.Entries, "kms-vert") {
		t.Errorf("an article of another version of Windows: %v", r.Entries)
	}
}
