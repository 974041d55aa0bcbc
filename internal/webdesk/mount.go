package webdesk

import (
	"errors"
	"net/http"
	"os"
	"strings"
	"time"

	"aktivering/internal/ownpack"
	"aktivering/internal/webdesk/pages"
	"aktivering/internal/webdesk/signin"
	"aktivering/internal/webpage"
)

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

// What is read of a request at most, and for how long; maxSource is of one that holds a file.
const (
	maxBody   = 64 << 10
	maxSource = 3*ownpack.MaxFile + maxBody // percent signs take three bytes
	bodyTime  = 10 * time.Second
)

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

// unreadable answers a request whose session cannot be read.
func (d *Desk) unreadable(w http.ResponseWriter, r *http.Request, err error) {
	d.Log.Error().Ctx(r.Context()).Err(err).Msg("a session of the desk cannot be read")
	v := &visit{w: w, r: r, words: d.wordsOf(r)}
	d.render(v, http.StatusServiceUnavailable, pages.Failure{ //nolint:contextcheck // v has the request's
		Base:  pages.Base{T: v.words, Title: v.words.Say("failure.broken"), Path: "/desk/", Languages: languagesOf(v.words)},
		Words: v.words.Say("failure.broken.words"),
	})
}
