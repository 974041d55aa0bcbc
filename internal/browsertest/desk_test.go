package browsertest_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"aktivering/internal/browsertest"
)

var deskLink = regexp.MustCompile(`\S+/desk/sign-in\?link=\w+`)

// agentOf signs somebody in to the desk by the link that the program prints, and returns their page
// of the queue.
func agentOf(t *testing.T, b *browsertest.Browser, s *browsertest.Site, name string) *browsertest.Page {
	t.Helper()
	p := b.Person(t)
	p.Size(1360, 900, false)
	p.Language("nb", "")
	p.Media(map[string]string{"prefers-reduced-motion": "reduce"})
	p.Go(deskLink.FindString(s.Printed()))
	p.Type("#name", name)
	p.Press(kb.Enter)
	p.Sees("Venter på noen")
	return p
}

// colleague lets another one in, as an administrator does.
func colleague(t *testing.T, b *browsertest.Browser, s *browsertest.Site, boss *browsertest.Page, name string) *browsertest.Page {
	t.Helper()
	boss.Go(s.URL + "/desk/people")
	boss.Type("#name", name)
	boss.Press(kb.Enter)
	boss.Sees("Lenke til " + name)
	p := b.Person(t)
	p.Size(1360, 900, false)
	p.Language("nb", "")
	p.Go(boss.Eval("document.querySelector('#link').value"))
	p.ClickText("Logg inn")
	p.Sees("Venter på noen")
	return p
}

// asksForPerson is somebody in the chat whose case is handed over.
func asksForPerson(t *testing.T, b *browsertest.Browser, s *browsertest.Site) *browsertest.Page {
	t.Helper()
	p := b.Person(t)
	p.Size(390, 844, true)
	p.Language("nb", "")
	p.Go(s.URL)
	p.Type("#text", "0xC004F074")
	p.Click(".send")
	p.Until("document.querySelectorAll('.line:not(.own)').length > 0", "an answer")
	p.Type("#text", "snakk med et menneske")
	p.Click(".send")
	p.Sees("Saksnummeret ditt er")
	return p
}

// An agent's whole case, live on both sides: what one does, the other sees without a reload, and a
// note stays at the desk.
func TestDeskCase(t *testing.T) {
	t.Parallel()
	browser := browsertest.Open(t)
	site := browsertest.Serve(t, nil)
	bente := agentOf(t, browser, site, "Bente Berg")
	bente.Accessible("an empty queue")
	kari := asksForPerson(t, browser, site)
	bente.Sees("#1") // by itself
	bente.Until("document.title.startsWith('(1)')", "the number of cases in the title")
	bente.Accessible("a queue")
	bente.Click(".case-link")
	bente.Sees("Ta saken for å svare")
	bente.Accessible("a case that waits")
	bente.Press("t")
	bente.Sees("Saken er din.")
	kari.Sees("Bente Berg har tatt saken din")
	bente.Type("#note", "bare mellom oss")
	bente.ClickText("Lagre notat")
	bente.Sees("Notatet er lagret")
	bente.Type("#reply", "Hei Kari, prøv VPN")
	bente.Press(kb.Enter) // a new line
	bente.Type("#reply", "fra jobben")
	bente.ClickText("Send svar")
	kari.Sees("Hei Kari, prøv VPN")
	bente.Until("document.querySelector('#reply').value === ''", "the field of the reply, emptied") // Kari can be told first
	kari.Type("#text", "nå kom 0xC004F213")
	kari.Click(".send")
	bente.Sees("nå kom 0xC004F213")
	bente.Sees("Ny kode: 0xC004F213")
	bente.Accessible("a case of mine")
	if strings.Contains(kari.Eval("document.body.innerText"), "bare mellom oss") {
		t.Error("Kari sees the note")
	}
	bente.ClickText("Lukk saken")
	bente.Type("#close-text", "Koblet til VPN")
	bente.Press(kb.Enter)
	bente.Sees("Saken er lukket.")
	kari.Sees("Bente Berg har lukket saken din: Koblet til VPN")
	bente.Accessible("a closed case")
	for _, path := range []string{"/desk/insight", "/desk/knowledge", "/desk/knowledge/articles/0xC004F213", "/desk/knowledge/gaps", "/desk/people"} {
		bente.Go(site.URL + path)
		bente.Accessible(path)
	}
	for _, scheme := range []string{"dark", "light"} {
		bente.Size(390, 844, true)
		bente.Media(map[string]string{"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"})
		for _, path := range []string{"/desk/?tab=all", "/desk/cases/1", "/desk/insight"} {
			bente.Go(site.URL + path)
			bente.Accessible(path + " on a phone, " + scheme)
			if bente.Eval("document.documentElement.scrollWidth > innerWidth") == "true" {
				t.Errorf("%s is wider than a phone", path)
			}
		}
	}
}

// Of two agents who claim at once one has the case; the other is told who.
func TestDeskRace(t *testing.T) {
	t.Parallel()
	browser := browsertest.Open(t)
	site := browsertest.Serve(t, nil)
	bente := agentOf(t, browser, site, "Bente")
	ola := colleague(t, browser, site, bente, "Ola")
	asksForPerson(t, browser, site)
	for _, p := range []*browsertest.Page{bente, ola} {
		p.Go(site.URL + "/desk/cases/1")
		p.Sees("Ta saken for å svare")
	}
	ola.Sees("Ser også på saken: Bente")
	// Ola's page is told nothing for a while, as over a bad line.
	ola.Eval("window.fetch = (f => (u, o) => o && o.method === 'POST' ? f(u, o) : new Promise(() => {}))(window.fetch)")
	bente.Press("t")
	bente.Sees("Saken er din.")
	ola.Press("t")
	ola.Sees("Bente var først ute og har saken")
	ola.Sees("Ta over")
}

// The desk works without JavaScript, and by the keyboard alone.
func TestDeskPlain(t *testing.T) {
	t.Parallel()
	browser := browsertest.Open(t)
	site := browsertest.Serve(t, nil)
	bente := agentOf(t, browser, site, "Bente")
	asksForPerson(t, browser, site)
	bente.NoScript()
	bente.Go(site.URL + "/desk/")
	bente.Click(".case-act button")
	bente.Sees("Saken er din.")
	bente.Type("#reply", "Hei fra Bente")
	bente.Click(".composer-reply button")
	bente.Sees("Svaret er sendt.")
	bente.Click("#act-close > summary")
	bente.Click("#act-close form button")
	bente.Sees("Saken er lukket.")
}

// TestScreenshotsOfDesk takes the pictures of the desk in the README.
func TestScreenshotsOfDesk(t *testing.T) {
	if *screenshots == "" {
		t.Skip("-screenshots names no folder")
	}
	browser := browsertest.Open(t)
	site := browsertest.Serve(t, nil)
	bente := agentOf(t, browser, site, "Bente Berg")
	kari := asksForPerson(t, browser, site)
	bente.Go(site.URL + "/desk/cases/1")
	bente.Press("t")
	bente.Sees("Saken er din.")
	bente.Type("#reply", "Hei! Er du hjemme eller på jobben? Koden kommer når PC-en ikke når nettverket der.")
	bente.ClickText("Send svar")
	bente.Sees("Svaret er sendt.")
	bente.Type("#note", "Samme avdeling som i går. Spør drift om VPN.")
	bente.ClickText("Lagre notat")
	bente.Sees("Notatet er lagret")
	kari.Type("#text", "Jeg er hjemme. Nå kom 0xC004F213 i stedet.")
	kari.Click(".send")
	bente.Sees("Ny kode: 0xC004F213")
	for scheme, name := range map[string]string{"light": "desk.png", "dark": "desk-dark.png"} {
		bente.Media(map[string]string{"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"})
		bente.Go(site.URL + "/desk/cases/1")
		bente.Sees("Oppdateres av seg selv")
		if err := os.WriteFile(filepath.Join(*screenshots, name), bente.Screenshot(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
