package webdesk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"aktivering/bot"
	"aktivering/bot/caselist"
	"aktivering/bot/desk"
	"aktivering/bot/port"
	"aktivering/internal/ownpack"
	"aktivering/internal/webdesk/live"
	"aktivering/internal/webdesk/pages"
	"aktivering/internal/webdesk/signin"
	"aktivering/internal/webdesk/texts"
	"aktivering/internal/webpage"
)

// Store is what the pages read.
type Store interface {
	port.Cases
	port.Outcomes
	port.Gaps
	caselist.Lister
}

// Actor takes in what agents do: the engine.
type Actor interface {
	Act(ctx context.Context, number int, in bot.Inbound) error
	// SeeAgent tells that somebody works at the desk, whom a case can be given to.
	SeeAgent(ctx context.Context, on bot.Platform, a bot.Agent, at time.Time) error
	// Picture reads a picture that a conversation keeps.
	Picture(ctx context.Context, f bot.File) (port.Picture, error)
}

// Options are what the desk is made of.
type Options struct {
	// Manager is what decides now.
	Manager func() desk.Manager
	Store   Store
	Actor   Actor
	Gate    *signin.Gate
	Hub     *live.Hub
	// Packs are the folders that editors write in.
	Packs *ownpack.Folders
	// Workspaces are the settings of single workspaces; nil where there are none.
	Workspaces Workspaces
	// Secure tells that people reach the pages by HTTPS alone.
	Secure bool
	// URL is the address of the pages, without a path.
	URL string
	Now func() time.Time
	Log zerolog.Logger
}

// Desk serves the pages. It is safe for concurrent use.
type Desk struct {
	Options
	pages *pages.Pages
	texts *texts.Texts
}

// New returns the desk.
func New(o Options) (*Desk, error) {
	d := &Desk{Options: o}
	if d.Packs == nil {
		d.Packs = new(ownpack.Folders)
	}
	var err error
	if d.pages, err = pages.New(); err != nil {
		return nil, fmt.Errorf("web desk: %w", err)
	}
	if d.texts, err = texts.Load(); err != nil {
		return nil, fmt.Errorf("web desk: %w", err)
	}
	return d, nil
}

// Mount adds the paths of the desk.
func (d *Desk) Mount(mux *http.ServeMux) {
	own := http.NewServeMux()
	own.Handle("GET "+pages.StaticPath, d.pages.Static())
	d.open(own, "GET /desk/sign-in", d.signInPage)
	d.open(own, "POST /desk/sign-in", d.signInByLink)
	d.open(own, "GET /desk/sign-in/provider", d.signInElsewhere)
	d.open(own, "GET /desk/sign-in/back", d.signInBack)
	d.open(own, "POST /desk/language", d.chooseLanguage)
	d.open(own, "/", func(*visit) error { return failure{http.StatusNotFound, "missing"} })

	d.closed(own, "POST /desk/sign-out", signin.RoleAgent, d.signOut)
	d.closed(own, "GET /desk/{$}", signin.RoleAgent, d.queuePage)
	d.closed(own, "GET /desk/events", signin.RoleAgent, d.queueEvents)
	d.closed(own, "GET /desk/cases/{number}", signin.RoleAgent, d.casePage)
	d.closed(own, "GET /desk/cases/{number}/pictures/{id}", signin.RoleAgent, d.picture)
	d.closed(own, "GET /desk/cases/{number}/events", signin.RoleAgent, d.caseEvents)
	d.closed(own, "POST /desk/cases/{number}/typing", signin.RoleAgent, d.agentTypes)
	d.closed(own, "POST /desk/cases/{number}/{act}", signin.RoleAgent, d.act)
	d.closed(own, "GET /desk/problems", signin.RoleAgent, d.problemsPage)
	d.closed(own, "POST /desk/problems", signin.RoleAgent, d.setProblem)
	d.closed(own, "POST /desk/problems/{number}/solved", signin.RoleAgent, d.solveProblem)
	d.closed(own, "GET /desk/blocks", signin.RoleAgent, d.blocksPage)
	d.closed(own, "POST /desk/blocks/{number}/lift", signin.RoleAgent, d.liftBlock)
	d.closed(own, "GET /desk/insight", signin.RoleAgent, d.insightPage)
	d.closed(own, "GET /desk/insight.csv", signin.RoleAgent, d.insightCSV)
	d.closed(own, "GET /desk/knowledge", signin.RoleAgent, d.knowledgePage)
	d.closed(own, "POST /desk/knowledge", signin.RoleAgent, d.try)
	d.closed(own, "GET /desk/knowledge/articles/{id}", signin.RoleAgent, d.articlePage)
	d.closed(own, "GET /desk/knowledge/gaps", signin.RoleEditor, d.gapsPage)
	d.closed(own, "GET /desk/knowledge/gaps/{number}", signin.RoleEditor, d.draftPage)
	d.closed(own, "GET /desk/knowledge/new", signin.RoleEditor, d.newPage)
	d.closed(own, "POST /desk/knowledge/new", signin.RoleEditor, d.begin)
	d.closed(own, "GET /desk/knowledge/own", signin.RoleEditor, d.ownPage)
	d.closed(own, "GET "+ownPath+"{pack}/{file...}", signin.RoleEditor, d.editPage)
	d.closed(own, "POST "+ownPath+"{pack}/{file...}", signin.RoleEditor, d.edit)
	d.closed(own, "GET /desk/people", signin.RoleAdministrator, d.peoplePage)
	d.closed(own, "POST /desk/people", signin.RoleAdministrator, d.makeLink)

	d.closed(own, "GET /desk/workspaces", signin.RoleAdministrator, d.workspacesPage)
	d.closed(own, "GET /desk/workspaces/new", signin.RoleAdministrator, d.newWorkspace)
	d.closed(own, "GET /desk/workspaces/{platform}/{id}", signin.RoleAdministrator, d.workspacePage)
	d.closed(own, "POST /desk/workspaces/{platform}/{id}", signin.RoleAdministrator, d.saveWorkspace)
	d.closed(own, "POST /desk/workspaces/{platform}/{id}/remove", signin.RoleAdministrator, d.removeWorkspace)

	handler := webpage.Protect(own, webpage.Options{Secure: d.Secure})
	mux.Handle("/desk/", handler)
	mux.Handle("GET /desk", http.RedirectHandler("/desk/", http.StatusSeeOther))
}

// What is read of a request at most, and for how long.
const (
	maxBody  = 64 << 10
	bodyTime = 10 * time.Second
)

// visit is one request of a page.
type visit struct {
	w     http.ResponseWriter
	r     *http.Request
	words texts.Words
	user  signin.User
}

func (v *visit) ctx() context.Context { return v.r.Context() }

// failure is an error that the person is told of by a page.
type failure struct {
	status int
	// what is the key of the words.
	what string
}

func (f failure) Error() string { return fmt.Sprintf("%d %s", f.status, f.what) }

// open adds a page for everybody.
func (d *Desk) open(mux *http.ServeMux, pattern string, page func(*visit) error) {
	mux.Handle(pattern, d.Gate.Load(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.serve(w, r, "", page)
	}), d.unreadable))
}

// closed adds a page for those who have a role.
func (d *Desk) closed(mux *http.ServeMux, pattern string, role signin.Role, page func(*visit) error) {
	mux.Handle(pattern, d.Gate.Load(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.serve(w, r, role, page)
	}), d.unreadable))
}

// serve answers a request by a page.
func (d *Desk) serve(w http.ResponseWriter, r *http.Request, role signin.Role, page func(*visit) error) {
	v := &visit{w: w, r: r, words: d.wordsOf(r)}
	v.user, _ = d.Gate.User(r.Context())
	switch {
	case role == "" || v.user.Role.May(role):
	case v.user.ID == "":
		if r.Method != http.MethodGet || strings.HasSuffix(r.URL.Path, "/events") {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		http.Redirect(w, r, "/desk/sign-in?next="+escaped(r.URL.RequestURI()), http.StatusSeeOther) //nolint:gosec // the sign-in page leads to no other site
		return
	default:
		d.fail(v, failure{http.StatusForbidden, "role"}) //nolint:contextcheck // v has the request's
		return
	}
	if r.Method == http.MethodPost {
		most := int64(maxBody)
		if strings.HasPrefix(r.URL.Path, ownPath) {
			most = maxSource
		}
		webpage.Bound(w, r, most, bodyTime)
		if err := r.ParseForm(); err != nil {
			d.fail(v, unreadableForm(err)) //nolint:contextcheck // v has the request's
			return
		}
	}
	if err := page(v); err != nil {
		d.fail(v, err) //nolint:contextcheck // v has the request's
	}
}

// unreadableForm is why a form was not taken: all of it is the browser's doing or the connection's.
func unreadableForm(err error) failure {
	switch {
	case webpage.TooLarge(err):
		return failure{http.StatusRequestEntityTooLarge, "large"}
	case errors.Is(err, os.ErrDeadlineExceeded):
		return failure{http.StatusRequestTimeout, "form"}
	}
	return failure{http.StatusBadRequest, "form"}
}

// fail answers with what went wrong.
func (d *Desk) fail(v *visit, err error) {
	f, told := errors.AsType[failure](err)
	if !told {
		f = failure{http.StatusInternalServerError, "broken"}
		if v.r.Context().Err() == nil {
			d.Log.Error().Ctx(v.r.Context()).Err(err).Str("path", v.r.URL.Path).Msg("desk page failed")
		}
	}
	title := v.words.Say("failure." + f.what)
	d.render(v, f.status, pages.Failure{Base: d.base(v, title, ""), Words: v.words.Say("failure." + f.what + ".words")})
}

// unreadable answers a request whose session cannot be read.
func (d *Desk) unreadable(w http.ResponseWriter, r *http.Request, err error) {
	d.Log.Error().Ctx(r.Context()).Err(err).Msg("a session of the desk cannot be read")
	v := &visit{w: w, r: r, words: d.wordsOf(r)}
	d.render(v, http.StatusServiceUnavailable, pages.Failure{ //nolint:contextcheck // v has the request's
		Base:  pages.Base{T: v.words, Title: v.words.Say("failure.broken"), Path: "/desk/", Languages: languagesOf(v.words)},
		Words: v.words.Say("failure.broken.words"),
	})
}

func (d *Desk) render(v *visit, status int, page pages.View) {
	if err := d.pages.Render(v.w, status, page); err != nil && v.r.Context().Err() == nil {
		d.Log.Error().Ctx(v.r.Context()).Err(err).Msg("desk page failed")
	}
}

// base is what all pages show.
func (d *Desk) base(v *visit, title, active string) pages.Base {
	b := pages.Base{T: v.words, Title: title, Active: active, Path: v.r.URL.RequestURI(), Languages: languagesOf(v.words)}
	if v.r.Method != http.MethodGet {
		b.Path = "/desk/"
	}
	if v.user.ID == "" {
		return b
	}
	b.User, b.Role = v.user.Name, v.words.Say("role."+string(v.user.Role))
	b.Editor, b.Administrator = v.user.Role.May(signin.RoleEditor), v.user.Role.May(signin.RoleAdministrator)
	b.Workspaces = b.Administrator && d.hasWorkspaces()
	for _, agent := range d.Hub.Present() {
		if agent.ID != v.user.ID {
			b.Present = append(b.Present, agent.Shown())
		}
	}
	b.Unclaimed = d.unclaimed(v.ctx())
	return b
}

// maxCounted is how many cases are counted for a badge.
const maxCounted = 99

// unclaimed returns how many cases wait for somebody, at most maxCounted.
func (d *Desk) unclaimed(ctx context.Context) int {
	list, _, err := d.Store.ListCases(ctx, caselist.Filter{States: []bot.CaseState{bot.CaseQueued}, FirstCome: true}, caselist.Page{Size: maxCounted})
	if err != nil && ctx.Err() == nil { // the page itself tells what is wrong
		d.Log.Warn().Ctx(ctx).Err(err).Msg("the cases that wait cannot be counted")
	}
	return len(list)
}

func languagesOf(words texts.Words) (list []pages.Language) {
	names := map[string]string{"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}
	for _, id := range texts.Languages() {
		list = append(list, pages.Language{ID: id, Name: names[id], Chosen: id == words.Lang})
	}
	return list
}

// languageCookie keeps the language that somebody chose.
const languageCookie = "desk-language"

// wordsOf are the words in the language of a request.
func (d *Desk) wordsOf(r *http.Request) texts.Words {
	if c, err := r.Cookie(languageCookie); err == nil {
		return d.texts.In(c.Value)
	}
	return d.texts.In(webpage.Language(r, texts.Languages()))
}

// agent is who is signed in, as the core knows agents.
func (v *visit) agent() bot.Agent { return bot.Agent{ID: v.user.ID, Name: v.user.Name} }
