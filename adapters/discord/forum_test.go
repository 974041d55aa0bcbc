package discord_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
)

// A solved post gets the forum's tag for that, and is archived.
func TestResolve(t *testing.T) {
	for name, c := range map[string]struct {
		tags, applied string
		asking        bool
		want          string
	}{
		"tagged and put away": {`[{"id":"1","name":"Uløst"},{"id":"2","name":"Løst ✓"}]`, `["1"]`, false, `{"applied_tags":["1","2"],"archived":true}`},
		"still asked":         {`[{"id":"2","name":"Solved"}]`, `[]`, true, `{"applied_tags":["2"]}`},
		"no such tag":         {`[{"id":"1","name":"Unsolved"}]`, `[]`, false, `{"archived":true}`},
		"tagged before":       {`[{"id":"2","name":"løyst"}]`, `["2"]`, true, ``},
		"as many as may be":   {`[{"id":"2","name":"løst"}]`, `["3","4","5","6","7"]`, false, `{"archived":true}`},
	} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t)
			s.failing(func(call call, w http.ResponseWriter) bool {
				switch call.String() {
				case "GET /channels/" + forum:
					_, _ = fmt.Fprintf(w, `{"id":%q,"type":15,"available_tags":%s}`, forum, c.tags)
				case "GET /channels/" + thread:
					_, _ = fmt.Fprintf(w, `{"id":%q,"type":11,"parent_id":%q,"applied_tags":%s}`, thread, forum, c.applied)
				default:
					return false
				}
				return true
			})
			if err := s.adapter.Resolve(t.Context(), at(forum, thread), c.asking); err != nil {
				t.Fatal(err)
			}
			changed := s.made("PATCH /channels/" + thread)
			if c.want == "" {
				if len(changed) > 0 {
					t.Errorf("changed to %v", changed[0].body)
				}
				return
			}
			if body, err := json.Marshal(changed[0].body); err != nil || string(body) != c.want {
				t.Errorf("changed to %s, %v", body, err)
			}
		})
	}
}

// Where there are no posts nothing is done, and a missing permission is no error.
func TestResolveElsewhere(t *testing.T) {
	s := newServer(t)
	if err := s.adapter.Resolve(t.Context(), at(general, thread), false); err != nil {
		t.Error(err)
	}
	if err := s.adapter.Resolve(t.Context(), at(support, thread), false); err != nil {
		t.Error(err)
	}
	if changed := s.made("PATCH "); len(changed) > 0 {
		t.Errorf("changed %v", changed)
	}
	s.failing(func(call call, w http.ResponseWriter) bool {
		switch call.String() {
		case "GET /channels/" + forum:
			_, _ = fmt.Fprintf(w, `{"id":%q,"type":15}`, forum)
		case "PATCH /channels/" + thread:
			refusal(w, http.StatusForbidden, 50013)
		default:
			return false
		}
		return true
	})
	if err := s.adapter.Resolve(t.Context(), at(forum, thread), false); err != nil {
		t.Errorf("without the permission: %v", err)
	}
}
