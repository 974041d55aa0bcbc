package push_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"aktivering/adapters/web/push"
	"aktivering/adapters/web/push/pushtest"
)

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// A browser is told what only it can read, by a sender that stays the same.
func TestSend(t *testing.T) {
	var header http.Header
	var body []byte
	status := http.StatusCreated
	client := pushtest.Service(t, func(w http.ResponseWriter, r *http.Request) {
		header = r.Header
		body, _ = io.ReadAll(r.Body)
		w.WriteHeader(status)
	})
	s, err := push.New([]byte("secret"), push.Options{Subject: "https://hjelp.example.no", Client: client})
	if err != nil {
		t.Fatal(err)
	}
	again, err := push.New([]byte("secret"), push.Options{})
	other, e := push.New([]byte("other"), push.Options{})
	if err != nil || e != nil || again.PublicKey() != s.PublicKey() || other.PublicKey() == s.PublicKey() {
		t.Errorf("the key does not follow from the secret: %v, %v", err, e)
	}
	browser := pushtest.NewBrowser(t)
	message := push.Message{Title: "Hjelp", Body: "Du har fått svar.", URL: "/"}
	if err := s.Send(t.Context(), browser.At("https://example.com/push/abc"), message); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(body), "svar") || header.Get("Content-Encoding") != "aes128gcm" || header.Get("TTL") != "86400" || !strings.Contains(header.Get("Authorization"), "k="+s.PublicKey()) {
		t.Errorf("%v", header)
	}
	var got push.Message
	if err := json.Unmarshal(browser.Open(t, body), &got); err != nil || got != message {
		t.Errorf("the browser reads %+v, %v", got, err)
	}
	// Who sends, and for whom.
	token, _, _ := strings.Cut(strings.TrimPrefix(header.Get("Authorization"), "vapid t="), ",")
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("no token: %v", header)
	}
	claims, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil || !strings.Contains(string(claims), `"aud":"https://example.com"`) || !strings.Contains(string(claims), `"sub":"https://hjelp.example.no"`) {
		t.Errorf("claims %s, %v", claims, err)
	}
	for code, gone := range map[int]bool{http.StatusGone: true, http.StatusNotFound: true, http.StatusInternalServerError: false, http.StatusFound: false} {
		status = code
		if err := s.Send(t.Context(), browser.At("https://example.com/push/abc"), message); err == nil || errors.Is(err, push.ErrGone) != gone {
			t.Errorf("%d: %v", code, err)
		}
	}
}

// A browser names no address that leads anywhere but to a push service.
func TestCheck(t *testing.T) {
	browser := pushtest.NewBrowser(t)
	for endpoint, ok := range map[string]bool{
		"https://fcm.googleapis.com/fcm/send/abc:def_-": true, "https://updates.push.services.mozilla.com/wpush/v2/x": true, "https://web.push.apple.com:443/x": true,
		"": false, "http://push.example.com/x": false, "https://127.0.0.1/x": false, "https://[::1]/x": false, "https://localhost/x": false, "https://redis/x": false,
		"https://push.example.com:6379/x": false, "https://me@push.example.com/x": false, "https://127.1/x": false, "https://0x7f.0x1/x": false, "https://2130706433/x": false, "https://printer.local/x": false,
		"https://metadata.google.internal/x": false, "https://push.example.com/x y": false, "https://push.example.com/x\r\nHost: a": false, "file:///etc/passwd": false, "https:push.example.com": false,
		"https://push.example.com/" + strings.Repeat("a", 1_000): false, "https://app.localhost/": false, "https://push.example.com/#x": false,
	} {
		if err := browser.At(endpoint).Check(); (err == nil) != ok || err != nil && !errors.Is(err, push.ErrSubscription) {
			t.Errorf("%.60q: %v", endpoint, err)
		}
	}
	good := browser.At("https://push.example.com/x")
	for name, bad := range map[string]push.Subscription{
		"no key": {Endpoint: good.Endpoint, Auth: good.Auth}, "no secret": {Endpoint: good.Endpoint, P256dh: good.P256dh},
		"no point": {Endpoint: good.Endpoint, P256dh: encode(append([]byte{4}, make([]byte, 64)...)), Auth: good.Auth},
		"long":     {Endpoint: good.Endpoint, P256dh: strings.Repeat("A", 10_000), Auth: good.Auth},
		"short":    {Endpoint: good.Endpoint, P256dh: good.P256dh, Auth: encode(make([]byte, 15))},
	} {
		if err := bad.Check(); !errors.Is(err, push.ErrSubscription) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The client looks at the address that a name leads to, not at the name.
func TestPrivateAddresses(t *testing.T) {
	for at, public := range map[string]bool{
		"8.8.8.8": true, "142.250.74.106": true, "2a00:1450:400f:80c::200a": true,
		"127.0.0.1": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false, "169.254.169.254": false, "100.64.0.1": false, "0.0.0.0": false, "224.0.0.1": false,
		"255.255.255.255": false, "::1": false, "::": false, "fe80::1": false, "fd00::1": false, "::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false,
		"fe80::1%eth0": false, "192.0.2.1": false, "198.18.0.1": false, "240.0.0.1": false,
	} {
		if got := push.Public(at); got != public {
			t.Errorf("%s: %t", at, got)
		}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	answer, err := push.Guarded().Get("https://" + listener.Addr().String() + "/")
	if err == nil {
		_ = answer.Body.Close()
	}
	if err == nil || !strings.Contains(err.Error(), "not public") {
		t.Errorf("it calls itself: %v", err)
	}
}
