package browsertest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"aktivering/bot/bottest/parallel"
	"aktivering/internal/browsertest"
	"aktivering/internal/settings"
)

// Each test has a program and people of its own, and waits for pages.
func TestMain(m *testing.M) { parallel.Main(m, 3, browsertest.Close) }

const (
	phone   = "phone"
	desktop = "desktop"
)

// visit opens the chat as a person of their own.
func visit(t *testing.T, b *browsertest.Browser, s *browsertest.Site, size, scheme, lang string) *browsertest.Page {
	t.Helper()
	p := b.Person(t)
	if size == phone {
		p.Size(390, 844, true)
	} else {
		p.Size(1280, 860, false)
	}
	p.Language(lang, "")
	p.Media(map[string]string{"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"})
	p.Go(s.URL)
	return p
}

// answers waits until the bot has said so many things.
func answers(p *browsertest.Page, n string) {
	p.Helper()
	p.Until("document.querySelectorAll('.line:not(.own)').length >= "+n, n+" answers")
}

// A person's whole conversation, in each language, size and colour scheme, with nothing in it that
// axe-core finds fault with.
func TestConversation(t *testing.T) {
	t.Parallel()
	browser := browsertest.Open(t)
	site := browsertest.Serve(t, nil)
	for _, c := range []struct{ size, scheme, lang, yes, title string }{
		{phone, "light", "nb", "Ja", "Windows merket at maskinvaren"},
		{phone, "dark", "en", "Yes", "Windows noticed"},
		{desktop, "dark", "nn", "Ja", "Windows merka at maskinvara"},
		{desktop, "light", "nb", "Ja", "Windows merket at maskinvaren"},
	} {
		t.Run(c.size+" "+c.scheme+" "+c.lang, func(t *testing.T) {
			p := visit(t, browser, site, c.size, c.scheme, c.lang)
			if got := p.Eval("document.documentElement.lang"); got != c.lang {
				t.Errorf("the page is in %s", got)
			}
			p.Accessible("nothing said yet")
			p.Type("#text", "0xC004F211")
			p.Click(".send")
			answers(p, "1")
			p.Accessible("an answer")
			if got := p.Eval("document.body.innerText"); !strings.Contains(got, c.title) {
				t.Errorf("the answer is in another language: %s", got)
			}
			if wide := p.Eval("document.documentElement.scrollWidth - innerWidth"); wide != "0" {
				t.Errorf("the page is %s pixels too wide", wide)
			}
			p.ClickText(c.yes)
			answers(p, "2")
			p.Until("document.querySelectorAll('.choices').length === 1 && !document.querySelector('.pending')", "the choices of the last answer alone")
			p.Click(".menu > summary")
			p.Accessible("the menu")
			p.Go(site.URL + "/link")
			p.Accessible("a link to keep")
			p.Go(site.URL)
			answers(p, "2") // it is there still
			p.Go(site.URL + "/c/over")
			p.Accessible("a link that is over")
		})
	}
}

// Without JavaScript the conversation is the same.
func TestWithoutScript(t *testing.T) {
	t.Parallel()
	browser := browsertest.Open(t)
	site := browsertest.Serve(t, nil)
	p := visit(t, browser, site, desktop, "light", "nb")
	p.NoScript()
	p.Go(site.URL)
	p.Type("#text", "0xC004F211")
	p.Click(".send")
	p.Until("document.readyState === 'complete' && document.querySelector('.own')", "the page with what was sent")
	for range 100 { // the answer comes a moment after the page
		if p.Eval("document.querySelectorAll('.line:not(.own)').length") != "0" {
			break
		}
		time.Sleep(100 * time.Millisecond)
		p.Go(site.URL)
	}
	p.Sees("Har du en produktnøkkel")
	if p.Eval("document.querySelector('.copy').checkVisibility()") != "false" {
		t.Error("a button is shown that does nothing")
	}
	p.Click(".choices button")
	p.Until("document.readyState === 'complete' && document.querySelectorAll('.own').length === 2", "the page with what was picked")
	p.Click(".menu > summary")
	p.Click(".setting button[value=dark]")
	p.Until("document.documentElement.dataset.theme === 'dark'", "the dark colours")
}

// With the keyboard alone everything is reached, in order, and the focus is seen.
func TestKeyboard(t *testing.T) {
	t.Parallel()
	browser := browsertest.Open(t)
	site := browsertest.Serve(t, nil)
	p := visit(t, browser, site, desktop, "light", "nb")
	focused := func() string {
		return p.Eval("(e => e.id || e.name || e.className || e.tagName)(document.activeElement)")
	}
	p.Press(kb.Tab)
	if got := focused(); got != "skip-link" {
		t.Errorf("first comes %s", got)
	}
	p.Press(kb.Enter)
	p.Until("document.activeElement.id === 'text'", "the field of the message")
	p.Press("0xC004F211")
	p.Press(kb.Enter)
	answers(p, "1")
	p.Until("document.activeElement.id === 'text'", "the focus back in the field") // the answer can be there before the reply to the form
	seen := make(map[string]bool)
	p.Eval("document.activeElement.blur()")
	for range 40 {
		p.Press(kb.Tab)
		name := focused()
		seen[name] = true
		if outline := p.Eval("document.activeElement === document.body ? 'solid' : (s => s.outlineStyle === 'none' && s.boxShadow === 'none' && getComputedStyle(document.activeElement.closest('.row, .attach') || document.body).boxShadow === 'none' && getComputedStyle(document.querySelector('.attach label')).outlineStyle === 'none' ? 'none' : 'solid')(getComputedStyle(document.activeElement))"); outline == "none" {
			t.Errorf("the focus on %s is not seen", name)
		}
	}
	for _, want := range []string{"skip-link", "button button-quiet", "choice", "copy", "files", "text", "button-primary send"} {
		if !seen[want] {
			t.Errorf("%s is not reached: %v", want, seen)
		}
	}
	p.Eval("document.querySelector('.menu > summary').focus()")
	p.Press(kb.Enter)
	p.Until("document.querySelector('.menu').open", "the menu")
	p.Press(kb.Escape)
	p.Until("!document.querySelector('.menu').open && document.activeElement.matches('summary')", "the menu closed, and the focus back")
}

// At 200 % and at 320 pixels nothing is lost and nothing has to be scrolled sideways.
func TestZoom(t *testing.T) {
	t.Parallel()
	browser := browsertest.Open(t)
	site := browsertest.Serve(t, nil)
	p := visit(t, browser, site, phone, "light", "nb")
	p.Size(320, 640, true)
	p.Type("#text", "slmgr /xpr")
	p.Click(".send")
	answers(p, "1")
	if wide := p.Eval("document.documentElement.scrollWidth - innerWidth"); wide != "0" {
		t.Errorf("at 320 pixels the page is %s pixels too wide", wide)
	}
	p.Size(1280, 800, false)
	p.Eval("document.documentElement.style.fontSize = '200%'")
	if wide := p.Eval("document.documentElement.scrollWidth - innerWidth"); wide != "0" {
		t.Errorf("at 200 %% the page is %s pixels too wide", wide)
	}
	p.Accessible("at 200 %")
}

// What is said while the program is away, or restarts in the middle of a stream, is neither lost
// nor doubled, and all tabs of a person show the same.
func TestReconnect(t *testing.T) {
	t.Parallel()
	browser := browsertest.Open(t)
	site := browsertest.Serve(t, nil)
	p := visit(t, browser, site, desktop, "light", "nb")
	p.Type("#text", "0xC004F211")
	p.Click(".send")
	answers(p, "1")
	other := p.Beside()
	other.Go(site.URL)
	answers(other, "1")
	site.Stop()
	p.Sees("Forbindelsen er borte")
	p.Type("#text", "hva er en produktnøkkel?")
	p.Click(".send")
	p.Sees("Meldingen kom ikke fram")
	if got := p.Eval("document.getElementById('text').value"); got != "hva er en produktnøkkel?" {
		t.Errorf("what was written is %q", got)
	}
	site.Start()
	p.Until("!document.body.innerText.includes('Forbindelsen er borte')", "the connection")
	p.Click(".send")
	answers(p, "2")
	answers(other, "2")
	for name, page := range map[string]*browsertest.Page{"the tab": p, "the other tab": other} {
		if own := page.Eval("document.querySelectorAll('.own').length + '/' + document.querySelectorAll('.line').length"); own != "2/4" {
			t.Errorf("%s shows %s of the person's lines", name, own)
		}
	}
	if mine, theirs := p.Eval("document.getElementById('log').innerText"), other.Eval("document.getElementById('log').innerText"); mine != theirs {
		t.Errorf("the tabs do not agree:\n%s\n---\n%s", mine, theirs)
	}
}

// A picture is sent and shown.
func TestPicture(t *testing.T) {
	t.Parallel()
	browser := browsertest.Open(t)
	site := browsertest.Serve(t, nil)
	p := visit(t, browser, site, phone, "light", "nb")
	name := filepath.Join(t.TempDir(), "skjerm.png")
	if err := os.WriteFile(name, p.Screenshot(), 0o600); err != nil {
		t.Fatal(err)
	}
	p.Upload("#files", name)
	p.Sees("skjerm.png")
	p.Accessible("a picture attached")
	p.Click(".send")
	p.Until("[...document.querySelectorAll('.own img')].some(i => i.complete && i.naturalWidth > 0)", "the picture")
	answers(p, "1")
	p.Accessible("a picture sent")
}

// On another site the chat opens in a frame, for the origins that may; elsewhere it stays shut.
func TestWidget(t *testing.T) {
	t.Parallel()
	browser := browsertest.Open(t)
	for name, allowed := range map[string]bool{"an origin that may": true, "another origin": false} {
		t.Run(name, func(t *testing.T) {
			elsewhere := browsertest.Host(t)
			site := browsertest.Serve(t, func(o *settings.Serve) {
				o.Web.Frames = []string{"https://intranet.example"}
				if allowed {
					o.Web.Frames = append(o.Web.Frames, elsewhere.URL)
				}
			})
			elsewhere.Shows(`<!doctype html><html lang="nb"><title>Intranett</title><h1>Intranett</h1><script src="` + site.URL + `/widget.js" data-lang="nb" defer></script>`)
			p := browser.Person(t)
			p.Size(1280, 860, false)
			p.Go(elsewhere.URL)
			p.Press(kb.Tab)
			p.Press(kb.Enter)
			shown := p.Frame("/widget/", "#text")
			if shown != allowed {
				t.Errorf("it is shown: %t", shown)
			}
		})
	}
}

// A page in another language than the one that is spoken follows, and so does its end.
func TestFollows(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t)
	s := browsertest.Serve(t, nil)
	p := visit(t, b, s, phone, "light", "en")
	p.Type("#text", "hovedkort byttet, og nå vil Windows ha ny lisens")
	p.Click(".send")
	p.Until(`document.documentElement.lang === 'nb' && document.title === 'Hjelp med Windows-aktivering' && document.querySelector('#text').placeholder.startsWith('Feilkode')`, "the page in Norwegian")
	p.Until(`document.querySelector('.own .who').innerText === 'Du:' && document.querySelector('.menu > summary').innerText.includes('Meny')`, "its lines and its menu in Norwegian")
	p.Accessible("in another language")
	p.Type("#text", "jeg vil snakke med et menneske")
	p.Click(".send")
	p.Sees("Sak 1 er åpen")
	p.Until(`(m => m.scrollHeight - m.scrollTop - m.clientHeight < 2)(document.querySelector('main'))`, "the end of the conversation")
}
