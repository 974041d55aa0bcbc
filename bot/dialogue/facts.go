package dialogue

import (
	"slices"

	"aktivering/bot/event"
)

// facts are what the person told, in words or beside them, as far as the
// knowledge has such facts.
func (t *Turn) facts(e event.Message) map[string]string {
	facts := make(map[string]string)
	for _, told := range []map[string]string{t.Match.Facts, e.Facts} {
		for id, value := range told {
			if t.hasValue(id, value) {
				facts[id] = value
			}
		}
	}
	return facts
}

// hasValue reports a value that the knowledge has of a fact.
func (t *Turn) hasValue(fact, value string) bool {
	f, ok := t.Knowledge.Fact(fact)
	if !ok {
		return false
	}
	_, ok = f.Value(value)
	return ok
}

// learn takes in facts and reports whether any of them is new.
func (t *Turn) learn(facts map[string]string) bool {
	for id, value := range facts {
		if t.Situation().Facts[id] != value {
			t.told(id, value)
		}
	}
	return t.Situation().Learn(facts)
}

// told notes a fact that the person has told; an empty value is one that they do not know.
func (t *Turn) told(fact, value string) {
	t.Outcome.Told = append(t.Outcome.Told, fact+"="+value)
	slices.Sort(t.Outcome.Told)
}

// note says that something was taken in, in other words from one turn to the next.
func (t *Turn) note() {
	if t.Conversation.Turn%2 == 0 {
		t.AddIntro("noted", nil)
	} else {
		t.AddIntro("noted.also", nil)
	}
}
