package form_test

import (
	"testing"

	"aktivering/bot/form"
)

// Whose buttons they are is told by name where that is known and is one.
func TestWhose(t *testing.T) {
	named := form.Command{Others: "en annens", OthersOf: "til " + form.NamePlace + " altså"}
	for _, c := range []struct {
		command    form.Command
		name, want string
	}{
		{named, "Kari", "til Kari altså"},
		{named, "Kari\nNordmann:", "til Kari Nordmann altså"},
		{named, "Boten", "en annens"},
		{named, "\u202e", "en annens"},
		{named, "", "en annens"},
		{form.Command{Others: "en annens"}, "Kari", "en annens"},
	} {
		if got := c.command.Whose(c.name); got != c.want {
			t.Errorf("%q: %q, want %q", c.name, got, c.want)
		}
	}
}
