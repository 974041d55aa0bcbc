package slack_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"aktivering/bot"
	"aktivering/bot/port"
)

const pictureData = "\x89PNG\r\n\x1a\n"

var withPicture = port.Outbound{
	Key: "k1", To: bot.Address{Platform: "slack", Space: "T1", Channel: "CDESK", Thread: "1700000000.000100"}, Reply: small,
	Pictures: []port.Picture{{Name: "skjerm.png", Kind: "image/png", Data: []byte(pictureData)}},
}

// A picture is uploaded and shown with the text, once for all tries of a reply.
func TestPicturesAreShownOnce(t *testing.T) {
	w := newWorkspace(t)
	w.run(&kept{})
	w.refuse("chat.postMessage", "internal_error")
	if _, err := w.adapter.Send(t.Context(), withPicture); err == nil {
		t.Error("the words did not fail")
	}
	w.refuse("", "")
	if id, err := w.adapter.Send(t.Context(), withPicture); err != nil || id == "" {
		t.Fatalf("%q, %v", id, err)
	}
	if got := strings.Join(w.shared, "; "); got != "CDESK 1700000000.000100 FUP skjerm.png "+pictureData {
		t.Errorf("shared %q", got)
	}
	if len(w.posts) != 1 || w.posts[0].channel != "CDESK" || w.posts[0].thread != "1700000000.000100" {
		t.Errorf("posted %+v", w.posts)
	}

	// A private reply cannot have pictures: it is sent as a direct message.
	private := withPicture
	private.Key, private.To.Channel, private.To.Thread, private.Person = "k2", "C1", "private", "U1"
	private.ReplyToken = "99999999999 " + w.api.URL + "/response/1"
	if _, err := w.adapter.Send(t.Context(), private); err != nil {
		t.Fatal(err)
	}
	if got := w.shared[len(w.shared)-1]; got != "DU1  FUP skjerm.png "+pictureData {
		t.Errorf("shared %q", got)
	}
	if last := w.posts[len(w.posts)-1]; last.channel != "DU1" {
		t.Errorf("posted %+v", last)
	}
}

// Where Slack does not take a picture, no text is sent, so that it can be sent without the
// picture. Where Slack asks to wait, the text waits too.
func TestPicturesRefused(t *testing.T) {
	for _, method := range []string{"files.getUploadURLExternal", "files.completeUploadExternal"} {
		for _, code := range []string{"missing_scope", "unknown_method", "file_upload_size_restricted"} {
			w := newWorkspace(t)
			w.run(&kept{})
			w.refuse(method, code)
			if _, err := w.adapter.Send(t.Context(), withPicture); !errors.Is(err, port.ErrNoCopies) {
				t.Errorf("%s, %s: %v", method, code, err)
			}
			if len(w.posts) > 0 {
				t.Errorf("%s, %s: posted %+v", method, code, w.posts)
			}
			if err := w.adapter.Ready(); err != nil {
				t.Errorf("%s, %s: not ready: %v", method, code, err)
			}
		}
		w := newWorkspace(t)
		w.run(&kept{})
		w.fail = func(m string, rw http.ResponseWriter) bool {
			if m != method {
				return false
			}
			rw.Header().Set("Retry-After", "7")
			rw.WriteHeader(http.StatusTooManyRequests)
			return true
		}
		for range 2 { // the second time Slack is not asked
			_, err := w.adapter.Send(t.Context(), withPicture)
			if later, ok := errors.AsType[port.RetryLater](err); !ok || later.After <= 0 {
				t.Errorf("%s: %v", method, err)
			}
		}
		if w.times(method) != 1 {
			t.Errorf("%s: asked %d times", method, w.times(method))
		}
	}
}

func TestFetch(t *testing.T) {
	w := newWorkspace(t)
	w.fail = func(m string, rw http.ResponseWriter) bool {
		switch m {
		case "/files/a.png":
			_, _ = io.WriteString(rw, pictureData)
		case "/files/page":
			_, _ = io.WriteString(rw, "\n<!DOCTYPE html><html>")
		case "/files/none":
			rw.WriteHeader(http.StatusNotFound)
		default:
			return false
		}
		return true
	}
	file := func(at string) bot.File { return bot.File{On: "slack", At: at} }
	data, err := w.adapter.Fetch(t.Context(), file(w.api.URL+"/files/a.png"), len(pictureData))
	if err != nil || string(data) != pictureData {
		t.Errorf("%q, %v", data, err)
	}
	if _, err := w.adapter.Fetch(t.Context(), file(w.api.URL+"/files/a.png"), len(pictureData)-1); !errors.Is(err, port.ErrTooLarge) {
		t.Errorf("too large: %v", err)
	}
	// Another host is not asked and does not get the token.
	var asked atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer other.Close()
	for _, at := range []string{
		strings.Replace(other.URL, "127.0.0.1", "localhost", 1) + "/a.png",
		w.api.URL + "/files/page", w.api.URL + "/files/none", "https://evil.example/a", "https://slack.com.evil.example/a", "http://169.254.169.254/", "file:///etc/passwd", "://", "",
	} {
		if data, err := w.adapter.Fetch(t.Context(), file(at), 100); err == nil {
			t.Errorf("%q: %q", at, data)
		}
	}
	if n := asked.Load(); n > 0 {
		t.Errorf("asked elsewhere %d times", n)
	}
}
