package web

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"aktivering/adapters/web/mail"
	"aktivering/adapters/web/push"
	"aktivering/bot/feed"
	"aktivering/internal/webpage"
)

// reachPage lets the visitor choose how to be told of answers.
type reachPage struct {
	head
	Number int
	// Mail tells that mails are sent, and Email is where to, for the visitor to know it again.
	Mail  bool
	Email string
	// PushKey is what a browser subscribes with, empty where none is told; Pushed tells that some is.
	PushKey string
	Pushed  bool
	// Draft is what was written and not taken, and Fault why.
	Draft, Fault string
}

var errAddressForm = refusal{http.StatusUnprocessableEntity, "fault.address"}

// opened begins a request of a visitor with an open case; others are led to the chat.
func (a *Adapter) opened(w http.ResponseWriter, r *http.Request, s surface) (page reachPage, visitor string, ok bool) {
	h, visitor, ok := a.known(w, r, s)
	if !ok {
		return page, "", false
	}
	c, err := a.visitorCase(r.Context(), visitor, h)
	switch {
	case err != nil:
		a.unavailable(w, r, err)
		return page, "", false
	case !c.Reach:
		http.Redirect(w, r, s.base+"/", http.StatusSeeOther)
		return page, "", false
	}
	h.Here = s.base + "/reach"
	return reachPage{head: h, Number: c.Number}, visitor, true
}

// reachChoices shows how the visitor can be told of answers.
func (a *Adapter) reachChoices(w http.ResponseWriter, r *http.Request, s surface) {
	page, visitor, ok := a.opened(w, r, s)
	if ok {
		a.showReach(w, r, s, http.StatusOK, visitor, page)
	}
}

func (a *Adapter) showReach(w http.ResponseWriter, r *http.Request, s surface, status int, visitor string, page reachPage) {
	c, err := a.contact(r.Context(), visitor)
	if err != nil {
		a.unavailable(w, r, err)
		return
	}
	if c.Case == page.Number {
		page.Email, page.Pushed = shortened(c.Email), len(c.Push) > 0
	}
	page.Mail = a.options.Mail != nil
	if a.options.Push != nil && !s.framed { // a frame of another site may not ask
		sender, err := a.pusher(r.Context())
		if err != nil {
			a.unavailable(w, r, err)
			return
		}
		page.PushKey = sender.PublicKey()
	}
	a.page(w, r, status, "reach", page)
}

// shortened is an address that its owner knows again, and nobody else learns.
func shortened(address string) string {
	at := strings.LastIndex(address, "@")
	if at < 1 {
		return ""
	}
	return address[:1] + "…" + address[at:]
}

// reachBy takes in how the visitor is to be told.
func (a *Adapter) reachBy(w http.ResponseWriter, r *http.Request, s surface) {
	if err := a.readForm(w, r); err != nil {
		a.refuse(w, r, s, err)
		return
	}
	page, visitor, ok := a.opened(w, r, s)
	switch {
	case !ok:
		return
	case !a.limits.allow(visitor):
		a.refuse(w, r, s, errOften)
		return
	}
	change, err := a.wishOf(r, s)
	if err == nil {
		err = a.changeContact(r.Context(), visitor, func(c *contact) bool {
			if c.Case != page.Number {
				*c = contact{Case: page.Number}
			}
			change(c)
			return true
		})
	}
	switch {
	case errors.Is(err, errAddressForm) && !live(r):
		page.Draft = strings.TrimSpace(r.PostFormValue("email"))
		if page.Fault, err = page.Texts.Say(errAddressForm.text); err != nil {
			a.unavailable(w, r, err)
			return
		}
		a.showReach(w, r, s, errAddressForm.status, visitor, page)
	case err != nil:
		a.refuse(w, r, s, err)
	case live(r):
		w.WriteHeader(http.StatusNoContent)
	default:
		http.Redirect(w, r, s.base+"/reach", http.StatusSeeOther)
	}
}

// wishOf is the change that a form asks for.
func (a *Adapter) wishOf(r *http.Request, s surface) (func(*contact), error) {
	switch by := r.PathValue("by"); {
	case by == "email" && a.options.Mail != nil:
		address, err := mail.ParseAddress(r.PostFormValue("email"))
		if err != nil {
			return nil, errAddressForm
		}
		return func(c *contact) { c.Email, c.Mailed = address, 0 }, nil
	case by == "push" && a.options.Push != nil && !s.framed:
		browser := push.Subscription{Endpoint: r.PostFormValue("endpoint"), P256dh: r.PostFormValue("p256dh"), Auth: r.PostFormValue("auth")}
		if err := browser.Check(); err != nil {
			return nil, errForm
		}
		return func(c *contact) {
			c.Push = slices.DeleteFunc(c.Push, func(known push.Subscription) bool { return known.Endpoint == browser.Endpoint })
			c.Push = append(c.Push, browser)
			c.Push = c.Push[max(0, len(c.Push)-maxBrowsers):]
		}, nil
	case by == "no-email":
		return func(c *contact) { c.Email = "" }, nil
	case by == "no-push":
		return func(c *contact) { c.Push = nil }, nil
	}
	return nil, errForm
}

// looked takes in that somebody has looked at the page.
func (a *Adapter) looked(w http.ResponseWriter, r *http.Request, s surface) {
	webpage.Bound(w, r, maxForm, formTime)
	visitor, err := a.visitor(r, s)
	seq, e := strconv.ParseInt(r.PostFormValue("after"), 10, 64)
	if err == nil && e == nil && visitor != "" && seq > 0 {
		err = a.seen(r.Context(), visitor, seq)
	}
	a.warn(r.Context(), err)
	w.WriteHeader(http.StatusNoContent)
}

// newMailLink makes a link that leads to the conversation once. The store knows no more than its
// hash.
func (a *Adapter) newMailLink(ctx context.Context, visitor string) (string, error) {
	token := rand.Text()
	if err := a.options.Feed.AddLink(ctx, mailHash(token), visitor, a.options.Now().Add(mailLink)); err != nil {
		return "", fmt.Errorf("web: make a link: %w", err)
	}
	return strings.TrimSuffix(a.options.PublicURL, "/") + "/m/" + token, nil
}

func mailHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// arriveByMail asks whoever opens the link of a mail whether to go on here: programs that look at
// mails open links too, and must not use it up.
func (a *Adapter) arriveByMail(w http.ResponseWriter, r *http.Request, s surface) {
	h, _, err := a.begin(r, s)
	if err != nil {
		a.unavailable(w, r, err)
		return
	}
	a.page(w, r, http.StatusOK, "arrival", arrivalPage{h, "/m/" + r.PathValue("token")})
}

// goOnByMail makes the conversation of a mail's link that of this browser, once.
func (a *Adapter) goOnByMail(w http.ResponseWriter, r *http.Request, s surface) {
	h, _, err := a.begin(r, s)
	if err != nil {
		a.unavailable(w, r, err)
		return
	}
	visitor, err := a.options.Feed.TakeLink(r.Context(), mailHash(r.PathValue("token")), a.options.Now())
	if errors.Is(err, feed.ErrNoVisitor) {
		a.say(w, r, h, http.StatusNotFound, "link.over.title", "mail.over")
		return
	}
	if err == nil {
		err = a.remember(w, r, s, visitor)
	}
	if err != nil {
		a.unavailable(w, r, err)
		return
	}
	http.Redirect(w, r, s.base+"/#last", http.StatusSeeOther)
}

// pushScript is the service worker that shows what is pushed. It has one name always, at the top of
// the site, as a browser asks.
func (a *Adapter) pushScript(w http.ResponseWriter, r *http.Request) {
	code, err := fs.ReadFile(static(), "push.js")
	if err != nil {
		a.unavailable(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	_, _ = w.Write(code) // whoever asked may be gone
}
