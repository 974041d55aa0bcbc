package app

import "testing"

func TestMayTune(t *testing.T) {
	for set, want := range map[string]bool{"": true, "50": false, "off": false} {
		a := App{Getenv: func(name string) string { return map[string]string{"GOGC": set}[name] }}
		if got := a.mayTune(); got != want {
			t.Errorf("with GOGC=%q: %v, want %v", set, got, want)
		}
	}
}
