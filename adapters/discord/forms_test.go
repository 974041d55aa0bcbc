package discord_test

import (
	"testing"
)

func TestCommandWithoutTextOpensTheForm(t *testing.T) {
	s := newServer(t)
	inbox := new(kept)
	s.run(inbox)
	i := s.interaction(2, general, map[string]any{"type": 1, "name": "aktivering"}, nil)
	s.push("INTERACTION_CREATE", i)
	c := s.callbackOf(i)
	data, _ := c["data"].(map[string]any)
	rows := list(data["components"])
	if c["type"] != 9.0 || data["title"] != "Skjema" || len(rows) != 2 || len(inbox.all()) != 0 {
		t.Fatalf("answered %v", c)
	}
	text, _ := rows[0]["component"].(map[string]any)
	menu, _ := rows[1]["component"].(map[string]any)
	if text["custom_id"] != "problem" || text["required"] != true || menu["custom_id"] != "windows" || menu["required"] != false || len(list(menu["options"])) != 2 {
		t.Errorf("rows %v", rows)
	}
}
