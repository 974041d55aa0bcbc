package discord_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"aktivering/adapters/discord"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// endpoint plays Discord's side of the HTTP endpoint.
type endpoint struct {
	*server
	key ed25519.PrivateKey
	mux *http.ServeMux
}

func newEndpoint(t *testing.T) *endpoint {
	t.Helper()
	public, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	e := &endpoint{key: key, mux: http.NewServeMux()}
	e.server = newServer(t, func(o *discord.Options) { o.PublicKey = hex.EncodeToString(public) })
	e.failing(func(c call, w http.ResponseWriter) bool {
		if c.path != "/applications/@me" {
			return false
		}
		return json.NewEncoder(w).Encode(map[string]string{"id": self, "verify_key": hex.EncodeToString(public)}) == nil
	})
	e.adapter.Mount(e.mux)
	return e
}

func (e *endpoint) request(body []byte, sign func(r *http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(e.t.Context(), http.MethodPost, "/discord/interactions", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	sign(r)
	rec := httptest.NewRecorder()
	e.mux.ServeHTTP(rec, r)
	return rec
}

// signed signs as Discord does.
func (e *endpoint) signed(body []byte, at time.Time) func(*http.Request) {
	return func(r *http.Request) {
		stamp := strconv.FormatInt(at.Unix(), 10)
		r.Header.Set("X-Signature-Timestamp", stamp)
		r.Header.Set("X-Signature-Ed25519", hex.EncodeToString(ed25519.Sign(e.key, append([]byte(stamp), body...))))
	}
}

func (e *endpoint) deliver(v any) *httptest.ResponseRecorder {
	body, err := json.Marshal(v)
	if err != nil {
		e.t.Fatal(err)
	}
	return e.request(body, e.signed(body, time.Now()))
}

func TestSignaturesAreVerified(t *testing.T) {
	e := newEndpoint(t)
	ping := []byte(`{"type":1,"id":"1","token":"x"}`)
	_, other, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	good := e.signed(ping, time.Now())
	tests := map[string]struct {
		body []byte
		sign func(*http.Request)
		want int
	}{
		"good":              {ping, good, 200},
		"none":              {ping, func(*http.Request) {}, 401},
		"another body":      {[]byte(`{"type":1,"id":"2"}`), good, 401},
		"another key":       {ping, (&endpoint{key: other}).signed(ping, time.Now()), 401},
		"no hexadecimal":    {ping, func(r *http.Request) { good(r); r.Header.Set("X-Signature-Ed25519", "zz") }, 401},
		"short":             {ping, func(r *http.Request) { good(r); r.Header.Set("X-Signature-Ed25519", "00") }, 401},
		"another timestamp": {ping, func(r *http.Request) { good(r); r.Header.Set("X-Signature-Timestamp", "1") }, 401},
		"old":               {ping, e.signed(ping, time.Now().Add(-time.Hour)), 401},
		"from the future":   {ping, e.signed(ping, time.Now().Add(time.Hour)), 401},
		"too large":         {bytes.Repeat([]byte(" "), 2<<20), good, 413},
		"unreadable":        {[]byte("{"), e.signed([]byte("{"), time.Now()), 400},
		"nothing":           {nil, e.signed(nil, time.Now()), 400},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if rec := e.request(test.body, test.sign); rec.Code != test.want {
				t.Errorf("status %d, want %d", rec.Code, test.want)
			} else if test.want == 200 && strings.TrimSpace(rec.Body.String()) != `{"type":1}` {
				t.Errorf("answered %s", rec.Body)
			}
		})
	}
}

func TestEndpoint(t *testing.T) {
	e := newEndpoint(t)
	i := e.interaction(2, general, command("0xC004F213"), nil)
	e.adapter.HurrySaving(time.Millisecond)
	if rec := e.deliver(i); rec.Code != 200 || !strings.Contains(rec.Body.String(), "ikke lagret no") {
		t.Errorf("before Run: status %d, %s", rec.Code, rec.Body)
	}
	fails := false
	inbox := &kept{fail: func(event.Inbound) error {
		if fails {
			return errors.New("the store is away")
		}
		return nil
	}}
	e.adapter.HurrySaving(time.Minute)
	e.run(inbox)
	rec := e.deliver(i)
	if rec.Code != 200 || rec.Header().Get("Content-Type") != "application/json" || !strings.Contains(rec.Body.String(), `"type":5`) {
		t.Errorf("status %d, %s", rec.Code, rec.Body)
	}
	if rec := e.deliver(i); rec.Code == 200 {
		t.Errorf("again: status %d", rec.Code)
	}
	in := inbox.next(e.server, 0)
	if _, err := e.adapter.Send(t.Context(), port.Outbound{To: in.From, Person: kari, ReplyToken: in.ReplyToken, Reply: replyOf("x")}); err != nil {
		t.Fatal(err)
	}
	if e.awaited("PATCH /webhooks"); len(e.made("/callback")) > 0 {
		t.Error("answered twice")
	}
	fails = true
	e.adapter.HurrySaving(time.Millisecond)
	// The person is told alone, and nothing is promised.
	rec = e.deliver(e.interaction(2, general, command("x"), nil))
	if body := rec.Body.String(); rec.Code != 200 || !strings.Contains(body, `"type":4`) || !strings.Contains(body, "ikke lagret no") || !strings.Contains(body, `"flags":64`) {
		t.Errorf("not kept: status %d, %s", rec.Code, body)
	}
}

func TestNoEndpointWithoutKey(t *testing.T) {
	s := newServer(t)
	mux := http.NewServeMux()
	s.adapter.Mount(mux)
	rec := httptest.NewRecorder()
	mux.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/discord/interactions", http.NoBody))
	if rec.Code != http.StatusNotFound {
		t.Errorf("status %d", rec.Code)
	}
}

func TestKeyOfAnotherApplication(t *testing.T) {
	s := newServer(t, func(o *discord.Options) { o.PublicKey = strings.Repeat("1", 64) })
	err := s.adapter.Run(t.Context(), new(kept))
	if err == nil || !strings.Contains(err.Error(), "DISCORD_PUBLIC_KEY") {
		t.Errorf("got %v", err)
	}
	for _, key := range []string{"x", strings.Repeat("z", 64), strings.Repeat("1", 62)} {
		if _, err := discord.New(discord.Options{Token: token, PublicKey: key}); err == nil {
			t.Errorf("the key %q is taken", key)
		}
	}
}

// Any signed body is answered or refused, and an event that is handed over is complete.
func FuzzInteractions(f *testing.F) {
	for _, seed := range []string{
		`{"type":1}`, `{}`, `null`, `[]`, `{"type":2}`, `{"type":99,"id":"1","token":"t","application_id":"1","channel_id":"2","user":{"id":"3"}}`,
		`{"type":2,"id":"1","token":"t","application_id":"` + self + `","channel_id":"2","user":{"id":"3"},"data":{"type":1,"options":[{"value":"0xC004F213"}]}}`,
		`{"type":3,"id":"1","token":"t","application_id":"` + self + `","channel_id":"2","guild_id":"4","member":{"user":{"id":"3"}},"message":{"flags":64,"components":[{"type":1,"components":[{"type":2,"custom_id":"1//a"},{"type":3,"options":[{}]},{"type":17,"components":null}]}]},"data":{"custom_id":"1/p1.2/a"}}`,
		`{"type":4,"id":"1","token":"t","application_id":"` + self + `","channel_id":"2","user":{"id":"3"},"data":{"options":[{"value":7,"focused":true},{"value":"æ","focused":true}]}}`,
		`{"type":2,"id":"1","token":"t","application_id":"` + self + `","channel_id":"2","user":{"id":"3"},"context":2,"authorizing_integration_owners":{"1":"3"},"data":{"type":1,"options":[{"type":11,"value":"7"},{"type":11,"value":"8"}],"resolved":{"attachments":{"7":{"filename":"a.png","content_type":"image/png","url":"https://cdn.discordapp.com/a.png"},"8":null}}}}`,
		`{"type":5,"id":"1","token":"t","application_id":"` + self + `","channel_id":"2","user":{"id":"3"},"data":{"components":[{"type":18,"component":{"type":19,"custom_id":"picture","values":["7","7","7","7"]}}],"resolved":{"attachments":{"7":{"url":"https://cdn.discordapp.com/a.png"}}}}}`,
		`{"type":5,"id":"1","token":"t","application_id":"` + self + `","channel_id":"2","user":{"id":"3"},"data":{"components":[{"type":18,"component":{"custom_id":"problem","value":"x"}},{"components":[{"components":[{"components":[{"custom_id":"a"}]}]}]}]}}`,
	} {
		f.Add([]byte(seed))
	}
	recorded, err := os.ReadDir("testdata/recorded")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range recorded {
		b, err := os.ReadFile("testdata/recorded/" + file.Name())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	public, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		f.Fatal(err)
	}
	adapter, err := discord.New(discord.Options{Token: token, PublicKey: hex.EncodeToString(public), Manager: texts{}, Now: time.Now})
	if err != nil {
		f.Fatal(err)
	}
	inbox := new(kept)
	adapter.Receive(inbox)
	mux := http.NewServeMux()
	adapter.Mount(mux)
	f.Fuzz(func(t *testing.T, body []byte) {
		e := &endpoint{server: &server{t: t}, key: key, mux: mux}
		rec := e.request(body, e.signed(body, time.Now()))
		switch rec.Code {
		case 200:
			var c struct {
				Type int `json:"type"`
			}
			if json.Unmarshal(rec.Body.Bytes(), &c) != nil || c.Type == 0 {
				t.Errorf("answered %q", rec.Body)
			}
		case 204, 400, 409:
		default:
			t.Errorf("status %d", rec.Code)
		}
		for _, in := range inbox.all() {
			if in.Key == "" || in.Person.ID == "" || in.From.Channel == "" || in.Event == nil {
				t.Errorf("kept %+v", in)
			}
		}
		inbox.mu.Lock()
		inbox.events = nil
		inbox.mu.Unlock()
	})
}
