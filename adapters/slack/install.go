package slack

import (
	"bytes"
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	slackapi "github.com/slack-go/slack"

	"aktivering/adapters/adapterkit"
	"aktivering/bot/form"
	"aktivering/internal/webpage"
)

// Install is the app as workspaces install it.
type Install struct {
	// ClientID and ClientSecret are those of the app.
	ClientID, ClientSecret string
	// Site is where people reach the pages, such as https://hjelp.example.no.
	Site string
	// Texts returns the texts of the pages in the language of a locale.
	Texts func(locale string) form.Texts
}

const (
	pathInstall  = "/slack/install"
	pathCallback = "/slack/oauth/callback"
	// installTime is how long somebody may take to install the app.
	installTime = 10 * time.Minute
	// cookieInstall holds what binds an installation to the browser where it began.
	cookieInstall = "slack_install"
	// nonceBytes is the size of what is random in a state and a cookie, timeBytes that of a time.
	nonceBytes, timeBytes = 16, 8
	// beginEvery is how often an installation may begin, and beginBurst how many at once: each is kept
	// until its time is over.
	beginEvery, beginBurst = time.Second, 30
	// maxCode bounds the code that Slack sends back, in bytes.
	maxCode = 512
)

// mountInstall adds the pages by which the app is installed.
func (t *Teams) mountInstall(mux *http.ServeMux) {
	o := webpage.Options{Secure: t.secure()}
	mux.Handle("GET "+pathInstall, webpage.Protect(http.HandlerFunc(t.install), o))
	mux.Handle("GET "+pathCallback, webpage.Protect(http.HandlerFunc(t.installed), o))
}

// secure reports that people reach the pages by HTTPS.
func (t *Teams) secure() bool { return strings.HasPrefix(t.options.Install.Site, "https://") }

// install leads to Slack's page where somebody installs the app in their workspace.
func (t *Teams) install(w http.ResponseWriter, r *http.Request) {
	scopes, err := manifestScopes()
	if err != nil {
		t.log.Error().Ctx(r.Context()).Err(err).Msg("slack: installation not begun")
		t.page(w, r, http.StatusInternalServerError, "failed", "")
		return
	}
	if !t.begins.AllowN(t.options.Now(), 1) {
		t.page(w, r, http.StatusTooManyRequests, "unsaved", "")
		return
	}
	browser, nonce := base64.RawURLEncoding.EncodeToString(random()), random()
	if err := t.options.Installations.Begin(r.Context(), hex.EncodeToString(nonce), installTime); err != nil {
		t.log.Error().Ctx(r.Context()).Err(err).Msg("slack: installation not begun")
		t.page(w, r, http.StatusServiceUnavailable, "unsaved", "")
		return
	}
	http.SetCookie(w, t.cookie(browser, int(installTime.Seconds())))
	to := url.URL{Scheme: "https", Host: "slack.com", Path: "/oauth/v2/authorize"}
	if t.options.APIURL != "" {
		if api, err := url.Parse(t.options.APIURL); err == nil {
			to.Scheme, to.Host = api.Scheme, api.Host
		}
	}
	to.RawQuery = url.Values{
		"client_id": {t.options.Install.ClientID}, "scope": {strings.Join(scopes, ",")},
		"redirect_uri": {t.redirect()}, "state": {t.state(nonce, browser)},
	}.Encode()
	http.Redirect(w, r, to.String(), http.StatusFound)
}

// cookie is the cookie of an installation, for so many seconds.
func (t *Teams) cookie(value string, seconds int) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // secure wherever the site is
		Name: cookieInstall, Value: value, Path: "/slack/", MaxAge: seconds, HttpOnly: true, Secure: t.secure(), SameSite: http.SameSiteLaxMode,
	}
}

// redirect is where Slack leads back to.
func (t *Teams) redirect() string { return t.options.Install.Site + pathCallback }

// random returns what nobody can guess.
func random() []byte {
	b := make([]byte, nonceBytes)
	_, _ = rand.Read(b) // it never fails
	return b
}

// state returns what Slack gives back: a time and what is random, signed together with the cookie of
// the browser.
func (t *Teams) state(nonce []byte, browser string) string {
	body := binary.BigEndian.AppendUint64(nil, uint64(t.options.Now().Unix()))
	body = append(body, nonce...)
	return base64.RawURLEncoding.EncodeToString(append(body, t.signState(body, browser)...))
}

func (t *Teams) signState(body []byte, browser string) []byte {
	mac := hmac.New(sha256.New, []byte(t.options.Install.ClientSecret))
	for _, part := range [][]byte{[]byte("install "), body, []byte(browser)} {
		_, _ = mac.Write(part) // never fails
	}
	return mac.Sum(nil)
}

// isState reports a state that began in a browser lately. It returns what is random in it.
func (t *Teams) isState(state, browser string) (nonce []byte, ok bool) {
	all, err := base64.RawURLEncoding.DecodeString(state)
	if err != nil || len(all) != timeBytes+nonceBytes+sha256.Size || browser == "" {
		return nil, false
	}
	body, signature := all[:timeBytes+nonceBytes], all[timeBytes+nonceBytes:]
	age := t.options.Now().Sub(time.Unix(int64(binary.BigEndian.Uint64(body)), 0))
	return body[timeBytes:], hmac.Equal(signature, t.signState(body, browser)) && age >= -time.Minute && age <= installTime
}

// installed takes in what Slack leads back with.
func (t *Teams) installed(w http.ResponseWriter, r *http.Request) {
	ctx, query := r.Context(), r.URL.Query()
	browser := ""
	if c, err := r.Cookie(cookieInstall); err == nil {
		browser = c.Value
	}
	nonce, ok := t.isState(query.Get("state"), browser)
	if !ok {
		t.page(w, r, http.StatusBadRequest, "expired", "")
		return
	}
	http.SetCookie(w, t.cookie("", -1))
	code := query.Get("code")
	switch first, err := t.options.Installations.End(ctx, hex.EncodeToString(nonce)); {
	case err != nil:
		t.log.Error().Ctx(ctx).Err(err).Msg("slack: installation not saved")
		t.page(w, r, http.StatusServiceUnavailable, "unsaved", "")
		return
	case !first, code == "" && query.Get("error") == "", len(code) > maxCode:
		t.page(w, r, http.StatusBadRequest, "expired", "")
		return
	case query.Get("error") == "access_denied":
		t.page(w, r, http.StatusOK, "cancelled", "")
		return
	case query.Get("error") != "":
		t.log.Warn().Ctx(ctx).Str("code", shortened(query.Get("error"))).Msg("slack: app not installed")
		t.page(w, r, http.StatusBadGateway, "failed", "")
		return
	}
	i, problem, err := t.exchange(ctx, code)
	if err != nil {
		t.log.Warn().Ctx(ctx).Err(err).Msg("slack: app not installed")
		t.page(w, r, http.StatusBadGateway, problem, "")
		return
	}
	if err := t.options.Installations.Install(ctx, i); err != nil {
		t.log.Error().Ctx(ctx).Err(err).Str("workspace", i.Team).Msg("slack: installation not saved")
		t.page(w, r, http.StatusServiceUnavailable, "unsaved", "")
		return
	}
	t.log.Info().Ctx(ctx).Str("workspace", i.Team).Msg("slack: the app was installed in a workspace")
	if err := t.sync(ctx, nil); err != nil {
		t.log.Warn().Ctx(ctx).Err(err).Msg("slack: installations not read; the new one is served when they are")
	}
	t.page(w, r, http.StatusOK, "done", i.Name)
}

// shortened is a code of Slack's that came by a browser, for the log.
func shortened(code string) string {
	const most = 40
	return strings.ToValidUTF8(code[:min(len(code), most)], "")
}

// exchange returns the installation of a code. Where there is none, problem names the page that says
// why.
func (t *Teams) exchange(ctx context.Context, code string) (i Installation, problem string, err error) {
	app := t.options.Install
	answer, err := slackapi.GetOAuthV2ResponseContext(ctx, t.front.responses.http, app.ClientID, app.ClientSecret, code, t.redirect(), t.front.oauthAPI())
	if err != nil {
		problem = "failed"
		if e, ok := errors.AsType[slackapi.SlackErrorResponse](err); ok && (e.Err == "invalid_code" || e.Err == "code_already_used") {
			problem = "expired"
		}
		return i, problem, fmt.Errorf("oauth.v2.access: %w", adapterkit.WithoutURL(err))
	}
	switch {
	case answer.IsEnterpriseInstall || answer.Team.ID == "" && answer.Enterprise.ID != "":
		return i, "organization", errors.New("the app was installed for an organization, not for a workspace")
	case answer.TokenType != "bot" || answer.AccessToken == "" || answer.Team.ID == "" || strings.Contains(answer.Team.ID, "."):
		return i, "failed", errors.New("oauth.v2.access: the answer holds no token of a bot")
	}
	now := t.options.Now()
	return Installation{
		Team: answer.Team.ID, Name: cmp.Or(answer.Team.Name, answer.Team.ID), BotUser: answer.BotUserID,
		Token: tokenOf(answer, now), By: answer.AuthedUser.ID, At: now,
	}, "", nil
}

// refresh makes the next token of a refresh token.
func (a *Adapter) refresh(ctx context.Context, app Install, refresh string) (Token, error) {
	answer, err := slackapi.RefreshOAuthV2TokenContext(ctx, a.responses.http, app.ClientID, app.ClientSecret, refresh, a.oauthAPI())
	switch {
	case err != nil:
		return Token{}, fmt.Errorf("slack: oauth.v2.access: %w", adapterkit.WithoutURL(err))
	case answer.AccessToken == "" || answer.RefreshToken == "":
		return Token{}, errors.New("slack: oauth.v2.access: the answer holds no tokens")
	}
	return tokenOf(answer, a.options.Now()), nil
}

// oauthAPI tells slack-go where the API is.
func (a *Adapter) oauthAPI() slackapi.OAuthOption {
	return slackapi.OAuthOptionAPIURL(a.apiURL)
}

func tokenOf(answer *slackapi.OAuthV2Response, now time.Time) Token {
	token := Token{Access: answer.AccessToken, Refresh: answer.RefreshToken}
	if answer.ExpiresIn > 0 {
		token.Expires = now.Add(time.Duration(answer.ExpiresIn) * time.Second)
	}
	return token
}

// installPage is a page of an installation: what came of it, and what to do.
const installPage = `<!doctype html>
<html lang="{{.Texts.Language}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{{.Texts.Say (print .Page ".title") "workspace" .Workspace}}</title>
</head>
<body>
<main>
<h1>{{.Texts.Say (print .Page ".title") "workspace" .Workspace}}</h1>
<p>{{.Texts.Say .Page "workspace" .Workspace}}</p>
{{- if ne .Page "done"}}
<p><a href="/slack/install">{{.Texts.Say "again"}}</a></p>
{{- end}}
</main>
</body>
</html>
`

// page shows what came of an installation.
func (t *Teams) page(w http.ResponseWriter, r *http.Request, status int, name, workspace string) {
	var languages []string
	for _, l := range t.options.Install.Texts("").Languages {
		languages = append(languages, l.ID)
	}
	var page bytes.Buffer
	err := t.pages.Execute(&page, struct {
		Texts           form.Texts
		Page, Workspace string
	}{t.options.Install.Texts(webpage.Language(r, languages)), name, workspace})
	if err != nil {
		t.log.Error().Ctx(r.Context()).Err(err).Msg("slack: page not made")
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = page.WriteTo(w) // whoever asked may be gone
}
