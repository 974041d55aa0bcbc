package browsertest_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"aktivering/internal/browsertest"
)

var screenshots = flag.String("screenshots", "", "a folder to which the pictures of the README are written")

// TestScreenshots takes the pictures of the README.
func TestScreenshots(t *testing.T) {
	if *screenshots == "" {
		t.Skip("-screenshots names no folder")
	}
	site, browser := browsertest.Serve(t, nil), browsertest.Open(t)
	p := visit(t, browser, site, desktop, "light", "nb")
	p.Size(1000, 760, false)
	p.Type("#text", "fikk nytt hovedkort, og nå sier Windows at jeg ikke har lisens 😩")
	p.Click(".send")
	answers(p, "1")
	p.Until("!document.querySelector('.pending')", "what was sent")
	p.Eval("document.activeElement.blur()")
	p.Eval("document.querySelector('main').scrollTop = 0")
	if err := os.WriteFile(filepath.Join(*screenshots, "chat.png"), p.Screenshot(), 0o600); err != nil {
		t.Fatal(err)
	}
}

var look = flag.String("look", "", "a folder to which pictures of the pages are written, to be looked at")

// TestLook takes pictures of the chat in all sizes, languages and colours.
func TestLook(t *testing.T) {
	if *look == "" {
		t.Skip("-look names no folder")
	}
	site, browser := browsertest.Serve(t, nil), browsertest.Open(t)
	keep := func(name string, p *browsertest.Page) {
		if err := os.WriteFile(filepath.Join(*look, name+".png"), p.Screenshot(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, size := range []struct {
		name          string
		width, height int64
		phone         bool
	}{{"phone", 390, 844, true}, {"desktop", 1280, 860, false}} {
		for _, scheme := range []string{"light", "dark"} {
			for _, lang := range []string{"nb"} {
				p := browser.Person(t)
				p.Size(size.width, size.height, size.phone)
				p.Language(lang, "")
				p.Media(map[string]string{"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"})
				name := size.name + "-" + scheme + "-" + lang
				p.Go(site.URL)
				keep(name+"-1-welcome", p)
				p.Type("#text", "0xC004F211")
				p.Click(".send")
				p.Until("document.querySelectorAll('.line:not(.own)').length > 0", "an answer")
				p.Eval("document.querySelector('main').scrollTop = 0")
				keep(name+"-2-answer", p)
				p.Eval("document.querySelector('main').scrollTop = 9999")
				keep(name+"-3-choices", p)
				p.Click(".menu > summary")
				keep(name+"-4-menu", p)
				p.Go(site.URL + "/link")
				keep(name+"-5-link", p)
			}
		}
	}
}
