package webdesk

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"aktivering/bot"
	"aktivering/internal/webdesk/live"
	"aktivering/internal/webdesk/pages"
	"aktivering/internal/webdesk/signin"
	"aktivering/internal/webdesk/texts"
)

// signInPage is where people sign in.
func (d *Desk) signInPage(v *visit) error {
	return d.showSignIn(v, http.StatusOK, v.r.URL.Query().Get("link"), v.r.URL.Query().Get("next"), "")
}

func (d *Desk) showSignIn(v *visit, status int, secret, next, problem string) error {
	if v.user.ID != "" && status == http.StatusOK && secret == "" {
		http.Redirect(v.w, v.r, local(next), http.StatusSeeOther)
		return nil
	}
	name, valid, err := d.Gate.LinkName(v.ctx(), secret)
	if err != nil {
		return err //nolint:wrapcheck // the store says what it is about
	}
	page := pages.SignIn{
		Base: d.base(v, v.words.Say("sign-in.title"), ""), Provider: d.Gate.ByProvider() && secret == "", Secret: secret, Name: name, Valid: valid, Next: local(next),
	}
	page.User, page.Path, page.Problem = "", "/desk/sign-in", problem
	d.render(v, status, page)
	return nil
}

// signInByLink signs in by a link.
func (d *Desk) signInByLink(v *visit) error {
	secret, next := v.r.PostForm.Get("link"), v.r.PostForm.Get("next")
	if !d.Gate.Allow(v.r) {
		return d.showSignIn(v, http.StatusTooManyRequests, "", next, v.words.Say("sign-in.often"))
	}
	user, err := d.Gate.ByLink(v.ctx(), secret, v.r.PostForm.Get("name"))
	switch {
	case errors.Is(err, signin.ErrName):
		return d.showSignIn(v, http.StatusUnprocessableEntity, secret, next, v.words.Say("sign-in.no-name"))
	case errors.Is(err, signin.ErrLink):
		return d.showSignIn(v, http.StatusForbidden, secret, next, "")
	case err != nil:
		return err //nolint:wrapcheck // it says what it is about
	}
	d.Log.Info().Ctx(v.ctx()).Str("role", string(user.Role)).Msg("somebody signed in to the desk by a link")
	d.see(v, user)
	http.Redirect(v.w, v.r, local(next), http.StatusSeeOther)
	return nil
}

// see lets cases be given to somebody who has signed in.
func (d *Desk) see(v *visit, user signin.User) {
	if err := d.Actor.SeeAgent(v.ctx(), live.Platform, bot.Agent{ID: user.ID, Name: user.Name}, d.Now()); err != nil {
		d.Log.Warn().Ctx(v.ctx()).Err(err).Msg("cases cannot be given yet to somebody who signed in")
	}
}

// signInElsewhere leads to the provider. It is a link, as the pages' policy lets no form lead to
// another site.
func (d *Desk) signInElsewhere(v *visit) error {
	next := local(v.r.URL.Query().Get("next"))
	if !d.Gate.ByProvider() {
		return failure{http.StatusNotFound, "missing"}
	}
	if !d.Gate.Allow(v.r) {
		return d.showSignIn(v, http.StatusTooManyRequests, "", next, v.words.Say("sign-in.often"))
	}
	to, err := d.Gate.Begin(v.ctx(), next)
	if err != nil {
		return d.notSignedIn(v, err)
	}
	http.Redirect(v.w, v.r, to, http.StatusSeeOther)
	return nil
}

// signInBack takes in the provider's answer.
func (d *Desk) signInBack(v *visit) error {
	if !d.Gate.ByProvider() {
		return failure{http.StatusNotFound, "missing"}
	}
	if !d.Gate.Allow(v.r) {
		return d.showSignIn(v, http.StatusTooManyRequests, "", "", v.words.Say("sign-in.often"))
	}
	user, next, err := d.Gate.Finish(v.r)
	if err != nil {
		return d.notSignedIn(v, err)
	}
	d.Log.Info().Ctx(v.ctx()).Str("role", string(user.Role)).Msg("somebody signed in to the desk by the provider")
	d.see(v, user)
	http.Redirect(v.w, v.r, local(next), http.StatusSeeOther)
	return nil
}

// notSignedIn tells why the provider's sign-in came to nothing.
func (d *Desk) notSignedIn(v *visit, err error) error {
	switch {
	case errors.Is(err, signin.ErrNoRole):
		d.Log.Warn().Ctx(v.ctx()).Msg("somebody without a role at the desk tried to sign in")
		return d.showSignIn(v, http.StatusForbidden, "", "", v.words.Say("sign-in.no-role"))
	case errors.Is(err, signin.ErrState):
		return d.showSignIn(v, http.StatusForbidden, "", "", v.words.Say("sign-in.failed"))
	case errors.Is(err, signin.ErrProvider):
		d.Log.Error().Ctx(v.ctx()).Err(err).Msg("nobody can be signed in to the desk")
		return d.showSignIn(v, http.StatusBadGateway, "", "", v.words.Say("sign-in.failed"))
	}
	return err
}

// signOut ends the session.
func (d *Desk) signOut(v *visit) error {
	if err := d.Gate.SignOut(v.ctx()); err != nil {
		return err //nolint:wrapcheck // it says what it is about
	}
	v.w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	http.Redirect(v.w, v.r, "/desk/sign-in", http.StatusSeeOther)
	return nil
}

// chooseLanguage keeps a language in the browser.
func (d *Desk) chooseLanguage(v *visit) error {
	if lang := v.r.PostForm.Get("language"); slices.Contains(texts.Languages(), lang) {
		http.SetCookie(v.w, &http.Cookie{ //nolint:gosec // Secure where the site is; a language is no secret
			Name: languageCookie, Value: lang, Path: "/desk/", MaxAge: int((365 * 24 * time.Hour).Seconds()),
			HttpOnly: true, Secure: d.Secure, SameSite: http.SameSiteLaxMode,
		})
	}
	next := v.r.PostForm.Get("next")
	if strings.HasPrefix(next, "/desk/sign-in") && !strings.ContainsAny(next, "\\\r\n\t") {
		http.Redirect(v.w, v.r, "/desk/sign-in", http.StatusSeeOther)
		return nil
	}
	http.Redirect(v.w, v.r, local(next), http.StatusSeeOther)
	return nil
}

// peoplePage lets colleagues in.
func (d *Desk) peoplePage(v *visit) error {
	d.showPeople(v, http.StatusOK, "", "", "")
	return nil
}

func (d *Desk) showPeople(v *visit, status int, link, name, problem string) {
	page := pages.People{Base: d.base(v, v.words.Say("nav.people"), "people"), Provider: d.Gate.ByProvider(), Link: link, For: name}
	page.Path, page.Problem = "/desk/people", problem
	for _, role := range signin.Roles() {
		page.Roles = append(page.Roles, pages.Option{Value: string(role), Label: v.words.Say("role." + string(role)), Chosen: role == signin.RoleAgent})
	}
	d.render(v, status, page)
}

// makeLink makes a link for a colleague.
func (d *Desk) makeLink(v *visit) error {
	name, role := strings.TrimSpace(v.r.PostForm.Get("name")), signin.Role(v.r.PostForm.Get("role"))
	if d.Gate.ByProvider() {
		return failure{http.StatusForbidden, "role"}
	}
	if name == "" || !role.Known() {
		d.showPeople(v, http.StatusUnprocessableEntity, "", "", v.words.Say("sign-in.no-name"))
		return nil
	}
	secret, err := d.Gate.NewLink(v.ctx(), role, name)
	if err != nil {
		return err //nolint:wrapcheck // it says what it is about
	}
	d.Log.Info().Ctx(v.ctx()).Str("role", string(role)).Str("by", v.user.ID).Msg("a link to the desk was made")
	d.showPeople(v, http.StatusOK, d.URL+"/desk/sign-in?link="+secret, name, "")
	return nil
}
