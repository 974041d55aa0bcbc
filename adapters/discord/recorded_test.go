package discord_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// recorded returns events that Discord has sent, by the file's name.
func recorded(t testing.TB) map[string][]map[string]any {
	t.Helper()
	files, err := filepath.Glob("testdata/recorded/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no recordings: %v", err)
	}
	all := make(map[string][]map[string]any)
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var frames []map[string]any
		if b[0] != '[' {
			b = []byte("[" + string(b) + "]")
		}
		if err := json.Unmarshal(b, &frames); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all[filepath.Base(name)] = frames
	}
	return all
}

// Recorded events are handed over, and every interaction is answered.
func TestRecorded(t *testing.T) {
	s := newServer(t)
	inbox := new(kept)
	s.run(inbox)
	for name, frames := range recorded(t) {
		for _, f := range frames {
			kind, data := "MESSAGE_CREATE", f
			switch {
			case f["t"] != nil:
				kind, data = f["t"].(string), f["d"].(map[string]any)
			case strings.Contains(name, "interaction"):
				kind = "INTERACTION_CREATE"
			}
			if kind != "INTERACTION_CREATE" {
				s.push(kind, data)
				continue
			}
			before := len(s.made("/callback"))
			data["application_id"], data["id"] = self, s.id()
			data["token"] = "token" + s.id() // the recordings share one
			s.push(kind, data)
			s.until("answered "+name, func() bool { return len(s.made("/callback")) > before })
		}
	}
	n := len(inbox.all())
	s.push("MESSAGE_CREATE", s.message(dm, "hei", nil))
	inbox.next(s, n)
	if err := s.adapter.Ready(); err != nil {
		t.Error(err)
	}
}
