package webdesk

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"aktivering/bot"
	"aktivering/bot/caselist"
	"aktivering/internal/webdesk/pages"
	"aktivering/internal/webdesk/signin"
	"aktivering/internal/webdesk/texts"
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

// agent is who is signed in, as the core knows agents.
func (v *visit) agent() bot.Agent { return bot.Agent{ID: v.user.ID, Name: v.user.Name} }
