package slack_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"aktivering/adapters/slack"
	"aktivering/bot"
)

// More than five choices become a menu.
func TestManyChoicesAreAMenu(t *testing.T) {
	var r bot.Reply
	for i := range 6 {
		r.Choices = append(r.Choices, bot.Choice{ID: bot.ChoiceID(fmt.Sprint("a", i)), Label: fmt.Sprint("Valg ", i)})
	}
	r.Choices = append(r.Choices, bot.Choice{ID: "human", Label: "Menneske", Standing: true})
	blocks, _ := slack.Render(r, "")
	b, err := json.Marshal(blocks)
	if err != nil {
		t.Fatal(err)
	}
	for what, n := range map[string]int{`"static_select"`: 1, `"type":"button"`: 1, `"value":"0/a`: 6} {
		if strings.Count(string(b), what) != n {
			t.Errorf("%s is not there %d times: %s", what, n, b)
		}
	}
}
