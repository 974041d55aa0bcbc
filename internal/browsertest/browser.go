// Package browsertest drives a real Chromium for the tests of the web pages. Without one installed
// these tests are skipped.
//
// What belongs here: what every test of a page needs: a program that serves, a browser, and the
// checks of axe-core (testdata/axe, which is under its own license and part of no program).
package browsertest

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/serviceworker"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

//go:embed testdata/axe/axe.min.js
var axe string

// patience is how long a test waits for what must happen, on a machine that has much else to do.
const patience = time.Minute

// Browser is a running Chromium.
type Browser struct{ ctx context.Context }

// running is the browser of all tests of the process: to start one costs more than most tests do. The
// people of a test have cookies, storage and workers of their own in it.
var running struct { //nolint:gochecknoglobals // there is one in each process
	sync.Mutex

	browser *Browser
	stop    func()
}

// Open returns the browser, and starts it if need be. It skips the test where none is installed.
func Open(t *testing.T) *Browser {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "headless-shell"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("no Chromium is installed (apt-get install chromium), so that the pages are not tried in a browser")
	}
	running.Lock()
	defer running.Unlock()
	if running.browser != nil && running.browser.ctx.Err() == nil {
		return running.browser
	}
	allocated, stop := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), chromedp.ExecPath(path), chromedp.NoFirstRun,
		chromedp.NoDefaultBrowserCheck, chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WSURLReadTimeout(patience))
	ctx, cancel := chromedp.NewContext(allocated)
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		cancel()
		stop()
		t.Fatalf("start %s: %v", path, err)
	}
	running.browser, running.stop = &Browser{ctx}, func() { cancel(); stop() }
	return running.browser
}

// Close ends the browser, if one was started, after all tests.
func Close() {
	running.Lock()
	defer running.Unlock()
	if running.stop != nil {
		running.stop()
		running.browser, running.stop = nil, nil
	}
}

// Page is one tab. Its methods end the test where something fails.
type Page struct {
	*testing.T
	ctx context.Context
}

// Person opens a tab of a person of their own, without the cookies of others.
func (b *Browser) Person(t *testing.T) *Page {
	t.Helper()
	return newPage(t, b.ctx, chromedp.WithNewBrowserContext())
}

// Beside opens another tab of the same person.
func (p *Page) Beside() *Page {
	p.Helper()
	return newPage(p.T, p.ctx)
}

func newPage(t *testing.T, parent context.Context, options ...chromedp.ContextOption) *Page { //nolint:revive // as in package testing
	t.Helper()
	ctx, cancel := chromedp.NewContext(parent, options...)
	t.Cleanup(cancel)
	// The tab ends with the context that opens it, so that this one has no deadline.
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatalf("open a tab: %v", err)
	}
	return &Page{t, ctx}
}

// do runs actions, for at most the patience.
func (p *Page) do(actions ...chromedp.Action[chromedp.Void]) {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	err := chromedp.Do(ctx, actions...)
	// What was found can be replaced by an update of the page before it is used: it is looked for again.
	for err != nil && ctx.Err() == nil && strings.Contains(err.Error(), "Could not find node with given id") {
		err = chromedp.Do(ctx, actions...)
	}
	if err != nil {
		p.Fatalf("%v\nthe page shows:\n%s", err, p.textNow())
	}
}

func (p *Page) textNow() string {
	ctx, cancel := context.WithTimeout(p.ctx, 2*time.Second)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.body.innerText`))
	if err != nil {
		return err.Error()
	}
	return text
}

// Go opens an address.
func (p *Page) Go(url string) {
	p.Helper()
	p.do(chromedp.Navigate(url))
}

// Size sets the size of the window, and whether the device is a phone.
func (p *Page) Size(width, height int64, phone bool) {
	p.Helper()
	options := []chromedp.EmulateViewportOption{chromedp.EmulateScale(1)}
	if phone {
		options = []chromedp.EmulateViewportOption{chromedp.EmulateScale(2), chromedp.EmulateMobile, chromedp.EmulateTouch}
	}
	p.do(chromedp.EmulateViewport(width, height, options...))
}

// Media sets what the system says, such as prefers-color-scheme: dark.
func (p *Page) Media(features map[string]string) {
	p.Helper()
	var list []*emulation.MediaFeature
	for name, value := range features {
		list = append(list, &emulation.MediaFeature{Name: name, Value: value})
	}
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: list})
}

// NoScript turns JavaScript off.
func (p *Page) NoScript() {
	p.Helper()
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
}

// Language sets the language that the browser asks for, and what it says that it is; empty is what
// it is.
func (p *Page) Language(tag, agent string) {
	p.Helper()
	if agent == "" {
		agent = p.Eval("navigator.userAgent")
	}
	call(p, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: agent, AcceptLanguage: tag})
}

// Grant lets a site have what a person is asked for otherwise, such as notifications.
func (p *Page) Grant(permission, origin string) {
	p.Helper()
	call(p, browser.SetPermission, browser.SetPermissionParams{
		Permission: &browser.PermissionDescriptor{Name: permission}, Setting: browser.PermissionSettingGranted, Origin: origin,
		BrowserContextID: chromedp.FromContext(p.ctx).BrowserContextID,
	})
}

// Push has the first service worker of the browser get a message, as from a push service.
func (p *Page) Push(origin, message string) {
	p.Helper()
	call(p, serviceworker.Enable, cdp.Empty{})
	call(p, serviceworker.DeliverPushMessage, serviceworker.DeliverPushMessageParams{Origin: origin, RegistrationID: "0", Data: message})
}

// call sends one command of the protocol.
func call[P, R any](p *Page, command cdp.Command[P, R], params P) {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if _, err := chromedp.Call(ctx, command, params); err != nil {
		p.Fatal(err)
	}
}

// Click clicks the first element of a selector of CSS.
func (p *Page) Click(selector string) {
	p.Helper()
	p.do(chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// ClickText clicks the last visible button, link or summary with a text.
func (p *Page) ClickText(text string) {
	p.Helper()
	quoted, err := json.Marshal(text)
	if err != nil {
		p.Fatal(err)
	}
	p.Until(fmt.Sprintf("(() => { const all = [...document.querySelectorAll('button, a, summary')].filter(e => e.checkVisibility() && !e.disabled && e.innerText.trim() === %s); all.at(-1)?.click(); return all.length > 0; })()", quoted), "a button "+text)
}

// Type types into an element.
func (p *Page) Type(selector, text string) {
	p.Helper()
	p.do(chromedp.SendKeys(chromedp.CSS(selector), text, chromedp.NodeVisible))
}

// loaded waits until the scripts of the page have run, which keys may be for.
func (p *Page) loaded() {
	p.Helper()
	p.Until("document.readyState === 'complete'", "the page, loaded")
}

// Press presses keys, wherever the focus is, on a page that is loaded.
func (p *Page) Press(keys string) {
	p.Helper()
	p.loaded()
	p.do(chromedp.KeyEvent(keys))
}

// PressCtrl presses a key together with Ctrl, on a page that is loaded.
func (p *Page) PressCtrl(key string) {
	p.Helper()
	p.loaded()
	p.do(chromedp.KeyEvent(key, chromedp.KeyModifiers(chromedp.ModifierCtrl)))
}

// Before runs a script in each page before its own scripts.
func (p *Page) Before(script string) {
	p.Helper()
	call(p, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
}

// Eval evaluates an expression of JavaScript as text.
func (p *Page) Eval(expression string) string {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string]("String("+expression+")"))
	if err != nil {
		p.Fatalf("%s: %v", expression, err)
	}
	return text
}

// Until waits until an expression of JavaScript is true.
func (p *Page) Until(expression, what string) {
	p.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(30 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(p.ctx, patience)
		is, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("Boolean("+expression+")"))
		cancel()
		if err == nil && is {
			return
		}
		if time.Now().After(deadline) {
			p.Fatalf("waited in vain for %s: %v\nthe page shows:\n%s", what, err, p.textNow())
		}
	}
}

// Sees waits until a text is shown.
func (p *Page) Sees(text string) {
	p.Helper()
	quoted, err := json.Marshal(text)
	if err != nil {
		p.Fatal(err)
	}
	p.Until(fmt.Sprintf("document.body.innerText.includes(%s)", quoted), text)
}

// Upload chooses files in an input.
func (p *Page) Upload(selector string, files ...string) {
	p.Helper()
	p.do(chromedp.SetUploadFiles(chromedp.CSS(selector), files))
}

// Screenshot returns what is shown, as PNG.
func (p *Page) Screenshot() []byte {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.Fatal(err)
	}
	return picture
}

// Accessible checks the page as it is now with axe-core, by the rules of WCAG 2.2 AA and its best
// practices.
func (p *Page) Accessible(state string) {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 2*patience)
	defer cancel()
	// Evaluated from outside of the page, so that its Content-Security-Policy stays as it is.
	script := axe + `
;(async () => { // colours that have just changed pass over into one another, from element to element within it
	for (let n = 0, rest = 0; n < 100 && rest < 2; n++) {
		await new Promise(r => setTimeout(r, 25));
		const moving = document.getAnimations();
		rest = moving.length ? 0 : rest + 1;
		await Promise.allSettled(moving.map(a => a.finished));
	}
})().then(() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}).then(r => JSON.stringify(r.violations.map(v =>
	v.id + ': ' + v.help + '\n' + v.nodes.map(n => '    ' + n.html.slice(0, 300) + '\n    ' + n.failureSummary).join('\n')))))`
	found, err := chromedp.Run(ctx, chromedp.Evaluate[string](script, chromedp.EvalAwaitPromise))
	if err != nil {
		p.Fatalf("axe-core: %v", err)
	}
	var violations []string
	if err := json.Unmarshal([]byte(found), &violations); err != nil {
		p.Fatal(err)
	}
	if len(violations) > 0 {
		p.Errorf("%s: %s", state, strings.Join(violations, "\n"))
	}
}

// Frame waits until the page has loaded a frame, and reports whether an element of a selector is in
// it.
func (p *Page) Frame(part, selector string) bool {
	p.Helper()
	of := chromedp.FromContext(p.ctx).BrowserContextID
	is := func(t *target.Info) bool {
		return t.BrowserContextID == of && t.Type == "iframe" && (strings.Contains(t.URL, part) || strings.HasPrefix(t.URL, "chrome-error:"))
	}
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(p.ctx, patience)
		all, err := chromedp.Targets(ctx)
		cancel()
		if err != nil {
			p.Fatal(err)
		}
		i := slices.IndexFunc(all, is)
		if i < 0 {
			continue
		}
		frame, leave := chromedp.NewContext(p.ctx, chromedp.WithTargetID(all[i].TargetID))
		defer leave()
		found, err := chromedp.Run(frame, chromedp.Evaluate[string](fmt.Sprintf("document.readyState + ' ' + (document.querySelector(%q) !== null)", selector)))
		if err == nil && strings.HasPrefix(found, "complete") {
			return strings.HasSuffix(found, "true")
		}
	}
	p.Fatal("no frame was loaded")
	return false
}
