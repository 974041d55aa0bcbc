package mail_test

import (
	"errors"
	"strings"
	"testing"

	"aktivering/adapters/web/mail"
	"aktivering/adapters/web/mail/mailtest"
)

func TestParseAddress(t *testing.T) {
	for text, want := range map[string]string{
		"kari@example.no": "kari@example.no", " Kari.Nordmann+win@post.example.no ": "Kari.Nordmann+win@post.example.no", "kari@blåbær.no": "kari@xn--blbr-roah.no",
		"": "", "kari": "", "kari@": "", "@example.no": "", "kari@example": "", "Kari <kari@example.no>": "", "kari@example.no,ola@example.no": "", "kari@example.no;ola@example.no": "",
		"kari@example.no\r\nBcc: ola@example.no": "", "kari\n@example.no": "", "kari@example.no\x00": "", "\"kari ola\"@example.no": "", "kari@[127.0.0.1]": "", "kari@127.0.0.1": "", "kari@@example.no": "",
		"kari@exa mple.no": "", "kari@example..no": "", "kåre@example.no": "", strings.Repeat("a", 65) + "@example.no": "", "a@" + strings.Repeat("a", 250) + ".no": "", "kari(x)@example.no": "",
	} {
		got, err := mail.ParseAddress(text)
		if got != want || (err == nil) != (want != "") || err != nil && !errors.Is(err, mail.ErrAddress) {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
}

func FuzzParseAddress(f *testing.F) {
	for _, text := range []string{"kari@example.no", "a@b.c\r\nBcc: x@y.z", "<a@b.c>", "a@blåbær.no", "\"a\"@b.c", "a@b.c,d@e.f"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := mail.ParseAddress(text)
		if err != nil {
			return
		}
		if strings.ContainsFunc(got, func(c rune) bool { return c <= ' ' || c > '~' || strings.ContainsRune(`<>,;:"`, c) }) || strings.Count(got, "@") != 1 {
			t.Errorf("%q became %q", text, got)
		}
		if again, err := mail.ParseAddress(got); again != got || err != nil {
			t.Errorf("%q became %q, then %q, %v", text, got, again, err)
		}
	})
}

// A message goes to a server on this machine, encrypted, with what it says and nothing else.
func TestSend(t *testing.T) {
	server := mailtest.Serve(t)
	s, err := mail.New(mail.Options{Addr: server.Addr, From: "hjelp@example.no", User: "bot", Password: "hemmelig", Config: server.TLS})
	if err != nil {
		t.Fatal(err)
	}
	err = s.Send(t.Context(), mail.Message{To: "kari@example.no", Subject: "Svar\r\nBcc: eve@example.no\n\nhei på deg", Text: "Du har fått svar.\r\n.\r\nBcc: eve@example.no\n"})
	if err != nil {
		t.Fatal(err)
	}
	got := <-server.Messages()
	head, body, _ := strings.Cut(got.Text, "\r\n\r\n")
	if !got.Encrypted || got.User != "bot" || got.Password != "hemmelig" || !strings.Contains(got.From, "<hjelp@example.no>") || got.To != "TO:<kari@example.no>" {
		t.Errorf("%+v", got)
	}
	for line := range strings.SplitSeq(head, "\r\n") {
		if strings.HasPrefix(strings.ToLower(line), "bcc") || strings.HasPrefix(line, "User-Agent") || strings.HasPrefix(line, "X-Mailer") {
			t.Errorf("a header got in: %q", line)
		}
	}
	if !strings.Contains(head, "Auto-Submitted: auto-generated") || !strings.Contains(body, "Du har f=C3=A5tt svar.") || !strings.Contains(body, "Bcc: eve") {
		t.Errorf("%s", got.Text)
	}
	// What the server says of an address is not told on.
	server.Refuse("550 5.1.1 <kari@example.no> is unknown here")
	if err := s.Send(t.Context(), mail.Message{To: "kari@example.no", Subject: "x", Text: "x"}); err == nil || strings.Contains(err.Error(), "kari") || !strings.Contains(err.Error(), "550") {
		t.Errorf("got %v", err)
	}
	if err := s.Send(t.Context(), mail.Message{To: "kari@example.no\r\nRCPT TO:<eve@example.no>"}); !errors.Is(err, mail.ErrAddress) {
		t.Errorf("got %v", err)
	}
	// A server that is not who it should be is handed nothing.
	wary, err := mail.New(mail.Options{Addr: server.Addr, From: "hjelp@example.no"})
	if err != nil {
		t.Fatal(err)
	}
	server.Refuse("")
	if err := wary.Send(t.Context(), mail.Message{To: "kari@example.no", Subject: "x", Text: "x"}); err == nil {
		t.Error("an unknown certificate is trusted")
	}
	select {
	case m := <-server.Messages():
		t.Errorf("handed over: %+v", m)
	default:
	}
	for _, o := range []mail.Options{{Addr: "mail.example.no", From: "a@b.no"}, {Addr: ":25", From: "a@b.no"}, {Addr: "a:0", From: "a@b.no"}, {Addr: "a:25", From: "Hjelp"}} {
		if _, err := mail.New(o); err == nil {
			t.Errorf("%+v is taken", o)
		}
	}
}
