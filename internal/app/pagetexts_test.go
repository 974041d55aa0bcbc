package app

import (
	"reflect"
	"strconv"
	"testing"

	"aktivering/bot/desk"
	"aktivering/bot/dialogue"
	"aktivering/knowledge"
)

// Texts of pages that are kept are those of the manager that decides now, for any locale.
func TestPageTextsAreKept(t *testing.T) {
	t.Parallel()
	kb, err := knowledge.Default()
	if err != nil {
		t.Fatal(err)
	}
	c := newCurrent(desk.Manager{Manager: dialogue.Manager{Knowledge: kb}})
	for range 2 {
		locales := []string{"nb", "nn", "en", "", "de"}
		for n := range 2 * maxPageTexts {
			locales = append(locales, strconv.Itoa(n))
		}
		for _, locale := range locales {
			for _, prefix := range []string{"web.", "choice."} {
				if got, want := c.PageTexts(prefix, locale), c.manager.Load().PageTexts(prefix, locale); !reflect.DeepEqual(got, want) {
					t.Errorf("%s in %q: got %v, want %v", prefix, locale, got, want)
				}
			}
		}
		if kept := c.texts.Load(); kept.of != c.manager.Load() || len(kept.made) != maxPageTexts {
			t.Errorf("%d texts are kept, want %d of the manager that decides now", len(kept.made), maxPageTexts)
		}
		next := *c.manager.Load()
		c.manager.Store(&next)
	}
}
