package web

import (
	"cmp"
	"context"
	"crypto/rand"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"aktivering/bot"
	"aktivering/bot/feed"
	"aktivering/bot/form"
	"aktivering/internal/webpage"
)

// surface is one way in which the chat is shown: as a page, or in a frame on another site. Each has
// a cookie of its own, since browsers do not send that of a page to a frame elsewhere.
type surface struct {
	base   string
	cookie string
	framed bool
}

func surfaces() []surface {
	return []surface{{"", "aktivering", false}, {"/widget", "aktivering_widget", true}}
}

// Cookies that hold what a person chose for the pages.
const (
	languageCookie = "aktivering_language"
	themeCookie    = "aktivering_theme"
	choiceAge      = 365 * 24 * time.Hour
)

// maxLines is how many of the latest lines a page shows.
const maxLines = 1_000

// suggested is how many problems are suggested to begin with.
const suggested = 5

// textPrefix begins the keys of the pages' phrases.
const textPrefix = "web."

// Mount adds the paths of the pages. They may be called before Run and after it.
func (a *Adapter) Mount(mux *http.ServeMux) {
	for _, s := range surfaces() {
		o := webpage.Options{Secure: strings.HasPrefix(a.options.PublicURL, "https://")}
		home := "GET /{$}"
		if s.framed {
			o.Frames, home = a.options.Frames, "GET /widget/{$}"
			if len(a.options.Frames) == 0 {
				continue
			}
		}
		add := func(pattern string, h func(http.ResponseWriter, *http.Request, surface)) {
			mux.Handle(pattern, webpage.Protect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h(w, r, s) }), o))
		}
		add(home, a.chat)
		add("GET "+s.base+"/events", a.events)
		add("GET "+s.base+"/transcript", a.transcript)
		add("GET "+s.base+"/link", a.link)
		add("POST "+s.base+"/send", a.send)
		add("POST "+s.base+"/press", a.press)
		add("POST "+s.base+"/typing", a.typing)
		add("POST "+s.base+"/language", a.chooseLanguage)
		add("POST "+s.base+"/theme", a.chooseTheme)
		add("POST "+s.base+"/forget", a.forget)
		add("GET "+s.base+"/reach", a.reachChoices)
		add("POST "+s.base+"/reach/{by}", a.reachBy)
		add("POST "+s.base+"/seen", a.looked)
	}
	own := webpage.Options{Secure: strings.HasPrefix(a.options.PublicURL, "https://")}
	page := surfaces()[0]
	mux.Handle("GET /c/{token}", webpage.Protect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { a.arrive(w, r, page) }), own))
	mux.Handle("POST /c/{token}", webpage.Protect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { a.goOn(w, r, page) }), own))
	mux.Handle("GET /m/{token}", webpage.Protect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { a.arriveByMail(w, r, page) }), own))
	mux.Handle("POST /m/{token}", webpage.Protect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { a.goOnByMail(w, r, page) }), own))
	mux.Handle("GET /push.js", webpage.Protect(http.HandlerFunc(a.pushScript), own))
	mux.Handle("GET /files/{id}", webpage.Protect(http.HandlerFunc(a.serveFile), own))
	mux.Handle("GET /static/", webpage.Protect(a.assets, own))
	mux.Handle("GET /widget.js", webpage.Protect(http.HandlerFunc(a.widgetScript), own))
}

// begin returns what every page begins with, and whose request it is.
func (a *Adapter) begin(r *http.Request, s surface) (head, string, error) {
	visitor, err := a.visitor(r, s)
	if err != nil {
		return head{}, "", err
	}
	texts, err := a.texts(r, visitor)
	h := head{Texts: texts, Live: visitor != "", Base: s.base, Framed: s.framed, Here: s.base + "/"}
	if c, none := r.Cookie(themeCookie); none == nil && (c.Value == "light" || c.Value == "dark") {
		h.Theme = c.Value
	}
	return h, visitor, err
}

// texts are those of the language that the person chose, in the conversation or on the page, or
// else of the one that the browser asks for.
func (a *Adapter) texts(r *http.Request, visitor string) (form.Texts, error) {
	if visitor != "" {
		c, err := a.conversation(r.Context(), visitor)
		if err != nil {
			return form.Texts{}, err
		}
		if l := languageOf(c); l != "" {
			return a.options.Manager.PageTexts(textPrefix, l), nil
		}
	}
	return a.options.Manager.PageTexts(textPrefix, a.locale(r)), nil
}

// languageOf is the tag of the language that is spoken; empty where that is not known yet.
func languageOf(c bot.Conversation) string { return string(cmp.Or(c.PersonLanguage, c.Language)) }

// locale is the language that the person chose on the page, or the one that the browser asks for.
func (a *Adapter) locale(r *http.Request) string {
	if l := a.chosen(r); l != "" {
		return l
	}
	return webpage.Language(r, a.languages())
}

// chosen is the language that the person chose on the page; empty without one.
func (a *Adapter) chosen(r *http.Request) string {
	wanted := r.URL.Query().Get("lang")
	if c, err := r.Cookie(languageCookie); err == nil && wanted == "" {
		wanted = c.Value
	}
	if slices.Contains(a.languages(), wanted) {
		return wanted
	}
	return ""
}

// languages are the tags of those that can be chosen.
func (a *Adapter) languages() (ids []string) {
	for _, l := range a.options.Manager.PageTexts(textPrefix, "").Languages {
		ids = append(ids, l.ID)
	}
	return ids
}

func (a *Adapter) conversation(ctx context.Context, visitor string) (bot.Conversation, error) {
	return a.options.Conversation(ctx, bot.Ref{Address: addressOf(visitor), Person: visitor})
}

// chat shows the conversation.
func (a *Adapter) chat(w http.ResponseWriter, r *http.Request, s surface) {
	if r.URL.Query().Has("lang") && a.chosen(r) != "" { // as the page around a frame says
		a.setCookie(w, r, s, languageCookie, a.chosen(r), choiceAge)
	}
	a.showChat(w, r, s, http.StatusOK, "", "", rand.Text())
}

// showChat shows the conversation, with what was written and could not be taken.
func (a *Adapter) showChat(w http.ResponseWriter, r *http.Request, s surface, status int, draft, fault, key string) {
	h, visitor, err := a.begin(r, s)
	if err != nil {
		a.unavailable(w, r, err)
		return
	}
	page := chatPage{head: h, Draft: draft, Fault: fault, Key: key}
	var lines []feed.Line
	if visitor != "" {
		if lines, err = a.lines(r.Context(), visitor); err == nil {
			page.Case, err = a.visitorCase(r.Context(), visitor, h)
		}
		if err != nil {
			a.unavailable(w, r, err)
			return
		}
		for _, l := range lines {
			page.After = max(page.After, l.Seq)
		}
		if page.Case.Reach {
			c, err := a.contact(r.Context(), visitor)
			if page.Reached = err == nil && !c.empty(); page.Reached && r.Method == http.MethodGet {
				err = a.seen(r.Context(), visitor, page.After)
			}
			a.warn(r.Context(), err)
		}
		page.Lines = a.renderer(r, h).shown(lines)
		for i := range page.Lines {
			page.Lines[i].Form = rand.Text()
		}
	}
	if len(lines) == 0 {
		for _, c := range a.options.Manager.Complete("", h.Texts.Language, suggested) {
			page.Suggestions = append(page.Suggestions, choiceView{Value: string(c.ID), Label: clean(c.Label)})
		}
	}
	a.page(w, r, status, "chat", page)
}

func (a *Adapter) renderer(r *http.Request, h head) renderer {
	return renderer{texts: h.Texts, base: h.Base, zone: a.options.Zone, windows: strings.Contains(r.UserAgent(), "Windows NT 1")}
}

// lines returns the lines of a visitor in the order of the page.
func (a *Adapter) lines(ctx context.Context, visitor string) ([]feed.Line, error) {
	lines, err := a.options.Feed.Lines(ctx, visitor, 0, maxLines)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(lines, func(x, y feed.Line) int { return cmp.Compare(x.ID, y.ID) })
	return lines, nil
}

// visitorCase tells of the visitor's case.
func (a *Adapter) visitorCase(ctx context.Context, visitor string, h head) (caseView, error) {
	c, err := a.conversation(ctx, visitor)
	return a.caseOf(c, h), err
}

// caseOf tells of the case of a conversation.
func (a *Adapter) caseOf(c bot.Conversation, h head) caseView {
	if c.Case == nil {
		return caseView{Texts: h.Texts, Base: h.Base}
	}
	open := c.Case.Active()
	return caseView{h.Texts, h.Base, c.Case.Number, open, open && (a.options.Mail != nil || a.options.Push != nil && !h.Framed)}
}

// unavailable says that the page cannot be shown now.
func (a *Adapter) unavailable(w http.ResponseWriter, r *http.Request, err error) {
	a.options.Log.Warn().Ctx(r.Context()).Err(err).Str("path", r.URL.Path).Msg("web: a request could not be answered")
	texts := a.options.Manager.PageTexts(textPrefix, webpage.Language(r, a.languages()))
	w.Header().Set("Retry-After", "5")
	title, missing := texts.Say("trouble.title")
	text, more := texts.Say("trouble.text")
	if missing != nil || more != nil {
		http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
		return
	}
	a.page(w, r, http.StatusServiceUnavailable, "message", messagePage{head{Texts: texts, Here: "/"}, title, text})
}

// origin is where people reach the pages.
func (a *Adapter) origin(r *http.Request) string {
	if a.options.PublicURL != "" {
		return strings.TrimSuffix(a.options.PublicURL, "/")
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

// valueOf names a choice of a line in what is pressed.
func valueOf(line int64, id bot.ChoiceID) string {
	return strconv.FormatInt(line, 10) + "/" + string(id)
}

// readValue reads what valueOf wrote.
func readValue(value string) (line int64, id bot.ChoiceID, ok bool) {
	before, after, ok := strings.Cut(value, "/")
	line, err := strconv.ParseInt(before, 10, 64)
	return line, bot.ChoiceID(after), ok && err == nil
}
