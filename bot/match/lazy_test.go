package match

import "testing"

// A start that is asked about a code alone does not read the symptoms of all articles.
func TestSymptomsAreReadWhenNeeded(t *testing.T) {
	m := newMatcher(t)
	if r := m.Match("0xC004F213", Scope{}); r.Decision != Answer || len(m.index.phrases) > 0 {
		t.Errorf("decision %v; %d phrases were read for a code", r.Decision, len(m.index.phrases))
	}
	if r := m.Match("hovedkort byttet", Scope{}); r.Decision != Answer || len(m.index.phrases) == 0 {
		t.Errorf("decision %v; %d phrases were read for a description", r.Decision, len(m.index.phrases))
	}
	ready := newMatcher(t)
	if ready.Ready(); len(ready.index.phrases) == 0 {
		t.Error("Ready leaves the symptoms unread")
	}
}
