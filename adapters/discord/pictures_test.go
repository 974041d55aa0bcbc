package discord_test

import (
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"aktivering/bot"
	"aktivering/bot/port"
)

var picture = port.Picture{Name: "skjerm.png", Kind: "image/png", Data: []byte("\x89PNG\r\n\x1a\n")}

// parts returns the parts of a form.
func parts(t *testing.T, r *http.Request) map[string]string {
	t.Helper()
	_, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		t.Error(err)
		return nil
	}
	list := make(map[string]string)
	for form := multipart.NewReader(r.Body, params["boundary"]); ; {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return list
		}
		if err != nil {
			t.Error(err)
			return nil
		}
		data, err := io.ReadAll(part)
		if err != nil {
			t.Error(err)
		}
		list[part.FormName()+" "+part.FileName()+" "+part.Header.Get("Content-Type")] = string(data)
	}
}

// Pictures are sent with the reply: in a thread, as a direct message, and as a response.
func TestPictures(t *testing.T) {
	s := newServer(t)
	inbox := &kept{}
	s.run(inbox)
	sent := make(chan map[string]string, 10)
	begun := s.begun(inbox)
	s.mu.Lock()
	s.watch = func(r *http.Request) {
		if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
			sent <- parts(t, r)
		}
	}
	s.mu.Unlock()
	for name, out := range map[string]port.Outbound{
		"thread":      {Key: "k1", To: at(support, thread), Person: kari, Reply: replyOf("se her")},
		"direct":      {Key: "k2", To: at(support, "private"), Person: kari, Reply: replyOf("se her")},
		"interaction": {Key: "k3", To: begun.From, Person: kari, ReplyToken: begun.ReplyToken, Reply: replyOf("se her")},
	} {
		out.Pictures = []port.Picture{picture}
		if _, err := s.adapter.Send(t.Context(), out); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(sent) != 1 {
			t.Fatalf("%s: %d forms", name, len(sent))
		}
		form := <-sent
		if form["files[0] skjerm.png image/png"] != string(picture.Data) || !strings.Contains(form["payload_json  application/json"], "se her") {
			t.Errorf("%s: %q", name, form)
		}
	}
}

// A reply that Discord does not take with its pictures can be sent without, and is no fault.
func TestPicturesRefused(t *testing.T) {
	s := newServer(t)
	s.run(&kept{})
	out := port.Outbound{Key: "k1", To: at(support, thread), Person: kari, Reply: replyOf("se her"), Pictures: []port.Picture{picture}}
	for _, c := range []struct{ status, code int }{{http.StatusRequestEntityTooLarge, 40005}, {http.StatusRequestEntityTooLarge, 0}, {http.StatusForbidden, 50013}} {
		s.refuse("POST /channels/"+thread+"/messages", c.status, c.code, 1)
		if _, err := s.adapter.Send(t.Context(), out); !errors.Is(err, port.ErrNoCopies) {
			t.Errorf("%v: %v", c, err)
		}
		if err := s.adapter.Ready(); err != nil {
			t.Errorf("%v: not ready: %v", c, err)
		}
	}
	s.refuse("POST /channels/"+thread+"/messages", http.StatusNotFound, 10003, 1)
	if _, err := s.adapter.Send(t.Context(), out); !errors.Is(err, port.ErrGone) {
		t.Errorf("a channel that is gone: %v", err)
	}
}

// A file is read from Discord's hosts for files, without the token, and from no other.
func TestFetch(t *testing.T) {
	s := newServer(t)
	s.files = map[string]string{"/attachments/1/a.png": "12345"}
	file := func(at string) bot.File { return bot.File{On: "discord", At: at} }
	data, err := s.adapter.Fetch(t.Context(), file(s.web.URL+"/attachments/1/a.png"), 5)
	if err != nil || string(data) != "12345" {
		t.Errorf("%q, %v", data, err)
	}
	if _, err := s.adapter.Fetch(t.Context(), file(s.web.URL+"/attachments/1/a.png"), 4); !errors.Is(err, port.ErrTooLarge) {
		t.Errorf("too large: %v", err)
	}
	// Another host is not asked.
	var asked atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer other.Close()
	for _, at := range []string{
		other.URL + "/a.png", strings.Replace(other.URL, "127.0.0.1", "localhost", 1) + "/a.png",
		s.web.URL + "/attachments/1/none.png", s.web.URL + "/elsewhere", "http://cdn.discordapp.com/a", "https://cdn.discordapp.com.evil.example/a",
		"https://evil.example/a", "file:///etc/passwd", "http://169.254.169.254/", "://", "",
	} {
		if data, err := s.adapter.Fetch(t.Context(), file(at), 100); err == nil {
			t.Errorf("%q: %q", at, data)
		}
	}
	if n := asked.Load(); n > 0 {
		t.Errorf("asked elsewhere %d times", n)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.adapter.Fetch(ended, file(s.web.URL+"/attachments/1/a.png"), 5); err == nil {
		t.Error("it goes on when it should end")
	}
}
