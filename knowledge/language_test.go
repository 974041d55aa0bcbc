package knowledge

import "testing"

func TestLanguageLoads(t *testing.T) {
	_, faults := loadLanguage(Embedded())
	for _, f := range faults {
		t.Error(f)
	}
}
