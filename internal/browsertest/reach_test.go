package browsertest_test

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"aktivering/adapters/web/mail/mailtest"
	"aktivering/internal/browsertest"
	"aktivering/internal/settings"
)

// Whoever is handed over can ask to be told of answers, by keyboard, by phone and without a script, and
// the browser shows what is pushed.
func TestReach(t *testing.T) {
	t.Parallel()
	mails := mailtest.Serve(t)
	browser := browsertest.Open(t)
	site := browsertest.Serve(t, func(o *settings.Serve) {
		o.Web.PublicURL = "http://127.0.0.1"
		o.Mail = settings.Mail{Addr: mails.Addr, From: "hjelp@example.no", TLS: "off"}
	})
	kari := asksForPerson(t, browser, site)
	kari.Accessible("handed over")
	kari.ClickText("Få beskjed når noen svarer")
	kari.Sees("Varsel på denne enheten")
	kari.Accessible("nothing chosen")
	keep(t, kari, "reach-phone-light")
	kari.Type("#email", "kari@example")
	kari.Press(kb.Enter)
	kari.Sees("Se over adressen en gang til")
	kari.Accessible("an address that is none")
	keep(t, kari, "reach-fault")
	kari.Eval("document.querySelector('#email').value = ''")
	kari.Type("#email", "kari@example.no")
	kari.Press(kb.Enter)
	kari.Sees("k…@example.no")
	kari.Media(map[string]string{"prefers-color-scheme": "dark"})
	kari.Accessible("told by e-mail")
	keep(t, kari, "reach-phone-dark")
	if wide := kari.Eval("document.documentElement.scrollWidth - innerWidth"); wide != "0" {
		t.Errorf("the page is %s pixels too wide", wide)
	}
	kari.ClickText("Ta bort adressen")
	kari.Until("document.querySelector('#email')", "the field again")

	// What is pushed is shown, by the page's own worker under its own policy, and no page is open.
	at, err := url.Parse(site.URL)
	if err != nil {
		t.Fatal(err)
	}
	kari.Grant("notifications", site.URL)
	kari.Eval("navigator.serviceWorker.register('/push.js', { scope: '/' }).then(r => { window.worker = r; }), ''")
	kari.Until("window.worker && window.worker.active", "the worker")
	kari.Push("http://"+at.Host, `{"title":"Hjelp med Windows-aktivering","body":"Du har fått svar i sak 1.","url":"/#last"}`)
	kari.Until("(window.worker.getNotifications().then(l => { window.told = l.map(n => n.title + '|' + n.body).join(); }), window.told)", "a notification")
	if told := kari.Eval("window.told"); told != "Hjelp med Windows-aktivering|Du har fått svar i sak 1." {
		t.Errorf("told %q", told)
	}

	ola := asksForPerson(t, browser, site)
	ola.NoScript()
	ola.Size(1280, 860, false)
	ola.Go(site.URL + "/reach")
	ola.Type("#email", "ola@example.no")
	ola.Press(kb.Enter)
	ola.Sees("o…@example.no")
	keep(t, ola, "reach-desktop-plain")
	if text := ola.Eval("document.body.innerText"); strings.Contains(text, "Slå på varsel") {
		t.Error("what needs a script is offered without one")
	}
}

// keep keeps a picture of a page, where the tests are asked for some.
func keep(t *testing.T, p *browsertest.Page, name string) {
	t.Helper()
	if *look == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(*look, name+".png"), p.Screenshot(), 0o600); err != nil {
		t.Fatal(err)
	}
}
