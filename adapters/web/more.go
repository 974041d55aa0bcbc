package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"rsc.io/qr"

	"aktivering/bot/event"
	"aktivering/bot/feed"
	"aktivering/internal/webpage"
)

// linkAge is for how long a link leads to its conversation. It ends with the conversation.
const linkAge = 90 * 24 * time.Hour

// known begins a request that only a visitor who is known can make. Others are led to the chat,
// and ok is false then and where an error was answered.
func (a *Adapter) known(w http.ResponseWriter, r *http.Request, s surface) (h head, visitor string, ok bool) {
	h, visitor, err := a.begin(r, s)
	switch {
	case err != nil:
		a.unavailable(w, r, err)
	case visitor == "":
		http.Redirect(w, r, s.base+"/", http.StatusSeeOther)
	default:
		return h, visitor, true
	}
	return head{}, "", false
}

// link shows the visitor a link to the conversation, and a picture of it for a phone.
func (a *Adapter) link(w http.ResponseWriter, r *http.Request, s surface) {
	h, visitor, ok := a.known(w, r, s)
	if !ok {
		return
	}
	sign, err := a.sign(r.Context())
	if err != nil {
		a.unavailable(w, r, err)
		return
	}
	c, err := a.visitorCase(r.Context(), visitor, h)
	if err != nil {
		a.unavailable(w, r, err)
		return
	}
	h.Here = s.base + "/link"
	page := linkPage{head: h, Number: c.Number, Link: a.origin(r) + "/c/" + sign.sign(forLink, visitor, a.options.Now().Add(linkAge))}
	if page.Picture, err = picture(page.Link); err != nil {
		a.unavailable(w, r, err)
		return
	}
	a.page(w, r, http.StatusOK, "link", page)
}

// quiet is the white border of a QR code, in modules, as its standard asks.
const quiet = 4

// picture draws a text as a QR code.
func picture(text string) (template.HTML, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return "", fmt.Errorf("web: draw a link: %w", err)
	}
	size := strconv.Itoa(code.Size + 2*quiet)
	var b strings.Builder
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ` + size + " " + size + `" class="qr" aria-hidden="true" focusable="false"><rect width="` + size + `" height="` + size + `" fill="#fff"/><path fill="#000" d="`)
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return template.HTML(b.String()), nil //nolint:gosec // numbers alone
}

// linked returns the visitor of a link; false of one that leads nowhere.
func (a *Adapter) linked(r *http.Request) (visitor string, ok bool, err error) {
	sign, err := a.sign(r.Context())
	if err != nil {
		return "", false, err
	}
	visitor, ok = sign.verify(forLink, r.PathValue("token"), a.options.Now())
	if !ok {
		return "", false, nil
	}
	_, err = a.options.Feed.Profile(r.Context(), visitor)
	if errors.Is(err, feed.ErrNoVisitor) {
		return "", false, nil
	}
	return visitor, err == nil, err
}

// arrive asks whoever opens a link whether to go on here: a link that was slipped to somebody must
// not put them into another's conversation.
func (a *Adapter) arrive(w http.ResponseWriter, r *http.Request, s surface) {
	h, here, err := a.begin(r, s)
	if err != nil {
		a.unavailable(w, r, err)
		return
	}
	visitor, ok, err := a.linked(r)
	switch {
	case err != nil:
		a.unavailable(w, r, err)
	case !ok:
		a.say(w, r, h, http.StatusNotFound, "link.over.title", "link.over.text")
	case visitor == here:
		http.Redirect(w, r, s.base+"/", http.StatusSeeOther)
	default:
		a.page(w, r, http.StatusOK, "arrival", arrivalPage{h, "/c/" + r.PathValue("token")})
	}
}

// goOn makes the conversation of a link that of this browser.
func (a *Adapter) goOn(w http.ResponseWriter, r *http.Request, s surface) {
	visitor, ok, err := a.linked(r)
	if err == nil && ok {
		err = a.remember(w, r, s, visitor)
	}
	if err != nil {
		a.unavailable(w, r, err)
		return
	}
	http.Redirect(w, r, s.base+"/", http.StatusSeeOther)
}

// say answers with a page that says one thing.
func (a *Adapter) say(w http.ResponseWriter, r *http.Request, h head, status int, titleKey, textKey string) {
	title, err := h.Texts.Say(titleKey)
	text, e := h.Texts.Say(textKey)
	if err = errors.Join(err, e); err != nil {
		a.unavailable(w, r, err)
		return
	}
	a.page(w, r, status, "message", messagePage{h, title, text})
}

// chooseLanguage keeps the language that a person chose, and tells the bot.
func (a *Adapter) chooseLanguage(w http.ResponseWriter, r *http.Request, s surface) {
	if err := a.readForm(w, r); err != nil {
		a.refuse(w, r, s, err)
		return
	}
	wanted := r.PostFormValue("lang")
	languages := a.options.Manager.PageTexts(textPrefix, wanted).Languages
	if !slices.Contains(a.languages(), wanted) {
		a.refuse(w, r, s, errForm)
		return
	}
	a.setCookie(w, r, s, languageCookie, wanted, choiceAge)
	visitor, err := a.visitor(r, s)
	if err == nil && visitor != "" {
		for _, l := range languages {
			if l.ID == wanted {
				err = a.happens(r, visitor, event.ChoicePicked{Choice: l.Choice}, 0, l.Name)
			}
		}
	}
	if err != nil {
		a.refuse(w, r, s, err)
		return
	}
	http.Redirect(w, r, s.base+"/", http.StatusSeeOther)
}

// chooseTheme keeps whether the page is light or dark; anything else is as the system says.
func (a *Adapter) chooseTheme(w http.ResponseWriter, r *http.Request, s surface) {
	if err := a.readForm(w, r); err != nil {
		a.refuse(w, r, s, err)
		return
	}
	switch theme := r.PostFormValue("theme"); theme {
	case "light", "dark":
		a.setCookie(w, r, s, themeCookie, theme, choiceAge)
	default:
		a.setCookie(w, r, s, themeCookie, "", 0)
	}
	http.Redirect(w, r, s.base+"/", http.StatusSeeOther)
}

// forget removes the conversation from the pages, for all who have it open.
func (a *Adapter) forget(w http.ResponseWriter, r *http.Request, s surface) {
	webpage.Bound(w, r, maxForm, formTime)
	visitor, err := a.visitor(r, s)
	if err == nil && visitor != "" {
		err = a.options.Feed.EraseVisitor(r.Context(), visitor)
	}
	if err != nil {
		a.refuse(w, r, s, err)
		return
	}
	a.setCookie(w, r, s, s.cookie, "", 0)
	http.Redirect(w, r, s.base+"/", http.StatusSeeOther)
}

// transcript lets a visitor keep the conversation as a text.
func (a *Adapter) transcript(w http.ResponseWriter, r *http.Request, s surface) {
	h, visitor, ok := a.known(w, r, s)
	if !ok {
		return
	}
	lines, err := a.lines(r.Context(), visitor)
	if err != nil {
		a.unavailable(w, r, err)
		return
	}
	text, err := plain(h.Texts, a.options.Zone, lines)
	name, e := h.Texts.Say("transcript.file")
	if err = errors.Join(err, e); err != nil {
		a.unavailable(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`.txt"`)
	_, _ = w.Write([]byte(text)) // whoever asked may be gone
}

// widgetScript is the script that another site includes, with its words in front. It has one name
// always, as it stands in pages of others.
func (a *Adapter) widgetScript(w http.ResponseWriter, r *http.Request) {
	words := make(map[string]map[string]string)
	for _, id := range a.languages() {
		texts := a.options.Manager.PageTexts(textPrefix, id)
		words[id] = make(map[string]string)
		for name, key := range map[string]string{"open": "widget.open", "close": "widget.close", "title": "title"} {
			text, err := texts.Say(key)
			if err != nil {
				a.unavailable(w, r, err)
				return
			}
			words[id][name] = text
		}
	}
	code, err := fs.ReadFile(static(), "widget.js")
	list, e := json.Marshal(words)
	if err = errors.Join(err, e); err != nil {
		a.unavailable(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Cache-Control", "public, max-age=3600")
	_, _ = fmt.Fprintf(w, "%s(%s);\n", bytes.TrimSpace(code), list) // whoever asked may be gone
}
