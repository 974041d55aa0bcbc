package discord_test

import (
	"net/http"
	"testing"

	"aktivering/adapters/discord"
)

func TestAutocomplete(t *testing.T) {
	s := newServer(t)
	inbox := new(kept)
	s.run(inbox)
	i := s.interaction(4, general, map[string]any{"type": 1, "options": []map[string]any{{"name": "problem", "value": "0xC0", "focused": true}}}, nil)
	s.push("INTERACTION_CREATE", i)
	c := s.callbackOf(i)
	data, _ := c["data"].(map[string]any)
	if got := list(data["choices"]); c["type"] != 8.0 || len(got) != 1 || got[0]["value"] != "0xC0" || got[0]["name"] != "0xC0 no 25" {
		t.Errorf("answered %v", c)
	}
	if len(inbox.all()) > 0 {
		t.Error("what is begun is kept")
	}
}

func TestCommandsAreRegisteredWhenTheyDiffer(t *testing.T) {
	s := newServer(t)
	end := s.run(new(kept))
	s.awaited("PUT /applications/" + self + "/commands")
	looked := func() bool {
		return len(s.made("GET /channels/"+support)) > 0 && len(s.made("GET /channels/"+forum)) > 0
	}
	s.until("channels looked for", looked)
	if err := end(); err != nil {
		t.Fatal(err)
	}
	s.mu.Lock()
	s.calls = nil
	s.mu.Unlock()
	s.failing(func(c call, w http.ResponseWriter) bool {
		if c.String() != "GET /applications/"+self+"/commands" {
			return false
		}
		_, err := w.Write(discord.CommandsAsDiscordKeepsThem(texts{}))
		return err == nil
	})
	end = s.runs(s.another(), new(kept))
	s.until("channels looked for again", looked) // which follows the registration
	if calls := s.made("PUT "); len(calls) > 0 {
		t.Errorf("listed anew without need: %v", calls)
	}
	if err := end(); err != nil {
		t.Fatal(err)
	}
}
