package browsertest_test

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"aktivering/internal/browsertest"
	"aktivering/knowledge"
)

// A whole case by the keyboard alone, from the link to the end.
func TestDeskKeyboard(t *testing.T) {
	t.Parallel()
	browser := browsertest.Open(t)
	site := browsertest.Serve(t, nil)
	bente := agentOf(t, browser, site, "Bente Berg") // who has typed her name
	kari := asksForPerson(t, browser, site)
	bente.Sees("#1")
	bente.Press("j")
	bente.Until("document.activeElement.matches('.case-link')", "the case in focus")
	bente.Press(kb.Enter)
	bente.Sees("Ta saken for å svare")
	bente.Press("t")
	bente.Sees("Saken er din.")
	bente.Until("document.activeElement.id === 'reply'", "the reply in focus")
	bente.Press("Prøv VPN")
	bente.PressCtrl(kb.Enter)
	kari.Sees("Prøv VPN")
	bente.Until("document.querySelector('#reply').value === ''", "the field of the reply, emptied")
	bente.Press(kb.Escape)
	bente.Press("n")
	bente.Until("document.activeElement.id === 'note'", "the note in focus")
	bente.Press("bare oss")
	bente.PressCtrl(kb.Enter)
	bente.Sees("Notatet er lagret")
	bente.Press(kb.Escape)
	bente.Press("a")
	bente.Until("document.activeElement.id === 'article'", "the article in focus")
	bente.Press(kb.Escape)
	bente.Press("?")
	bente.Until("document.querySelector('#keys').open", "the list of keys")
	bente.Accessible("the list of keys")
	bente.Press(kb.Escape)
	bente.Until("!document.querySelector('#keys').open", "the list of keys, closed")
	bente.Press("l")
	bente.Until("document.querySelector('#act-close').open && document.activeElement.matches('#act-close summary')", "the way to close it")
	bente.Accessible("a case that is being closed")
	bente.Press(kb.Tab)
	bente.Until("document.activeElement.matches('#act-close input[type=radio]')", "the reasons in focus")
	bente.Press(kb.Tab)
	bente.Until("document.activeElement.id === 'close-text'", "what was done, in focus")
	bente.Press("VPN hjalp")
	bente.Press(kb.Enter)
	bente.Sees("Saken er lukket.")
	kari.Sees("VPN hjalp")
	if strings.Contains(kari.Eval("document.body.innerText"), "bare oss") {
		t.Error("Kari sees the note")
	}
	bente.Press("g")
	bente.Sees("Ingen venter")
}

// The browser tells an agent of a new case, also the first one, and once.
func TestDeskNotice(t *testing.T) {
	t.Parallel()
	browser := browsertest.Open(t)
	site := browsertest.Serve(t, nil)
	bente := agentOf(t, browser, site, "Bente")
	bente.Before(`window.told = []; window.Notification = class { constructor(title, o) { told.push(title + ': ' + o.body); }
		static permission = 'default'; static async requestPermission() { return Notification.permission = 'granted'; } };
		document.hasFocus = () => false;`)
	bente.Go(site.URL + "/desk/")
	bente.Sees("Oppdateres av seg selv")
	bente.Until("localStorage.getItem('desk-seen') !== null", "what there is, known")
	bente.Click(".menu summary")
	bente.ClickText("Varsle meg om nye saker")
	bente.Until("Notification.permission === 'granted' && document.querySelector('[data-act=notify]').hidden", "the browser's permission")
	asksForPerson(t, browser, site)
	bente.Until("told.length === 1 && told[0].startsWith('Ny sak #1')", "a notice of the first case")
	asksForPerson(t, browser, site)
	bente.Until("told.length === 2 && told[1].startsWith('Ny sak #2')", "a notice of the second one")
	bente.Sees("#2")
	if told := bente.Eval("told.join('; ')"); strings.Count(told, "#1") != 1 {
		t.Errorf("told: %s", told)
	}
}

// shot keeps a picture of a page to be looked at.
func shot(p *browsertest.Page, name string) {
	if *look == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(*look, name+".png"), p.Screenshot(), 0o600); err != nil {
		p.Fatal(err)
	}
}

// eachLook checks a page in both colours, and on a phone.
func eachLook(p *browsertest.Page, url, name string) {
	p.Helper()
	for _, scheme := range []string{"light", "dark"} {
		p.Media(map[string]string{"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"})
		for _, width := range []int64{1360, 390} {
			if *look == "" && (width == 390) != (scheme == "dark") {
				continue // what a page shows in one of two is checked in the other
			}
			p.Size(width, 900, width == 390)
			if url != "" {
				p.Go(url)
			}
			p.Accessible(name + ", " + scheme)
			if p.Eval("document.documentElement.scrollWidth > innerWidth") == "true" {
				p.Errorf("%s is wider than the window (%d)", name, width)
			}
			size := "desktop"
			if width == 390 {
				size = "phone"
			}
			shot(p, name+"-"+scheme+"-"+size)
		}
	}
	p.Size(1360, 900, false)
}

// Known problems, own articles, why a message is read as it is, and pictures, in the browser.
func TestDeskPages(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "egen")
	source, err := knowledge.ExampleFolder()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(folder, source); err != nil {
		t.Fatal(err)
	}
	browser := browsertest.Open(t)
	site := browsertest.Serve(t, nil, folder)
	bente := agentOf(t, browser, site, "Bente Berg")
	kari := asksForPerson(t, browser, site)

	bente.Go(site.URL + "/desk/problems")
	bente.Sees("Ingen driftsmeldinger nå")
	bente.Type("#about", "0xC004F074")
	bente.Type("#text", "KMS-serveren er nede. Vi jobber med den.")
	bente.ClickText("Meld problemet")
	bente.Sees("Driftsmeldingen gjelder nå")
	kari.Sees("KMS-serveren er nede")
	eachLook(bente, "", "problems")
	eachLook(bente, site.URL+"/desk/", "queue-problem")
	bente.Go(site.URL + "/desk/problems")
	bente.Click("#change-1 summary")
	bente.Accessible("a problem that is changed")
	shot(bente, "problems-change")
	bente.Press(kb.Escape)
	bente.Click("#solve-1 summary")
	bente.Type("#note-1", "Start PC-en på nytt")
	bente.ClickText("Si fra at det er løst")
	bente.Sees("løst: Start PC-en på nytt")
	kari.Sees("Start PC-en på nytt")

	bente.Go(site.URL + "/desk/knowledge/own")
	bente.Sees("0x8007232B.yaml")
	eachLook(bente, "", "own")
	bente.ClickText("Ny artikkel")
	bente.Sees("Hva artikkelen handler om")
	eachLook(bente, "", "new")
	bente.Type("#title", "Skriveren svarer ikke")
	bente.Type("#symptoms", "skriveren henger")
	bente.ClickText("Lag utkast")
	bente.Until("document.querySelector('#draft')?.value.includes('- \"skriveren henger\"')", "the draft")
	eachLook(bente, "", "new-draft")
	bente.ClickText("Lagre i egen")
	bente.Sees("Utkastet mangler dette")
	bente.Go(site.URL + "/desk/knowledge/own/egen/0x8007232B.yaml")
	eachLook(bente, "", "edit")
	bente.Eval("document.querySelector('#text').value = document.querySelector('#text').value.replace('\\nextends:', '\\nextens:')")
	bente.ClickText("Lagre")
	bente.Sees("Dette må rettes")
	eachLook(bente, "", "edit-faults")
	bente.Eval("document.querySelector('#text').value = document.querySelector('#text').value.replace('\\nextens:', '\\nextends:').replace('Ring 5555', 'Ring 7777')")
	bente.ClickText("Lagre")
	bente.Sees("Lagret. Boten tar endringen i bruk")
	article := site.URL + "/desk/knowledge/articles/0x8007232B"
	bente.Go(article)
	bente.Until("document.body.innerText.includes('Ring 7777') || (location.reload(), false)", "the change, taken over")

	bente.Go(site.URL + "/desk/knowledge")
	bente.Type("#message", "jeg har byttet hovedkort, og nå er ikke Windows aktivert")
	bente.ClickText("Prøv")
	bente.ClickText("Vis hvorfor den er lest slik")
	bente.Sees("Setningsdeler")
	eachLook(bente, "", "why")

	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 300, 200))); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "skjermen min.png")
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	kari.Upload("#files", name)
	kari.Type("#text", "slik ser det ut")
	kari.Click(".send")
	bente.Go(site.URL + "/desk/cases/1")
	bente.Sees("slik ser det ut")
	bente.Until("document.querySelector('.picture img')?.naturalWidth === 300", "the picture")
	eachLook(bente, "", "picture")

	// Kari is blocked, and not any more.
	bente.Click("#act-more summary")
	bente.Type("#block-text", "spam")
	eachLook(bente, "", "block")
	bente.ClickText("Sperr og avslutt")
	bente.Sees("brukeren er sperret")
	kari.Sees("blir ikke lest før")
	bente.Click(".menu summary")
	bente.ClickText("Sperringer")
	bente.Sees("Sperret av Bente Berg")
	eachLook(bente, "", "blocks")
	bente.ClickText("Opphev sperringen")
	bente.Sees("Ingen er sperret nå")

	// The same in the other languages: no word is missing.
	for _, lang := range []string{"nn", "en"} {
		bente.Go(site.URL + "/desk/")
		bente.Click(".menu summary")
		bente.Click("button[name=language][value=" + lang + "]")
		bente.Until("document.documentElement.lang === '"+lang+"'", "the language")
		for _, path := range []string{"/desk/", "/desk/cases/1", "/desk/problems", "/desk/blocks", "/desk/insight", "/desk/knowledge", "/desk/knowledge/gaps", "/desk/knowledge/new", "/desk/knowledge/own", "/desk/knowledge/own/egen/pack.yaml", "/desk/people"} {
			bente.Go(site.URL + path)
			bente.Accessible(path + " in " + lang)
			if bad := bente.Eval(`(document.querySelector('main').innerText.match(/\b(?:act|age|blocks?|bursts|case|close|denied|did|draft|empty|event|failure|filter|gaps|insight|keys|nav|new|note|notify|own|people|problems|reply|role|search|snooze|state|status|suggest|tab|tile|try|why)\.[a-z-]+(?:\.[a-z]+)?\b/g) || []).filter(w => !w.endsWith('.yaml')).join(' ')`); bad != "" {
				t.Errorf("%s in %s shows %s", path, lang, bad)
			}
		}
	}
}
