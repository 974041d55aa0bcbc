package settings

import (
	"errors"
	"net"
	"net/url"
	"slices"
)

// WebDesk are the settings of the desk in the browser.
type WebDesk struct {
	Serve string `name:"web-desk" env:"WEB_DESK" enum:"auto,on,off" default:"auto" placeholder:"WHEN" help:"Whether agents can work at /desk: on, off, or auto, which is on if DESK is web or OIDC_ISSUER is set. The default is ${default}."`

	Issuer         string   `name:"oidc-issuer" env:"OIDC_ISSUER" placeholder:"URL" help:"The OpenID provider that signs agents in at /desk, such as https://login.microsoftonline.com/TENANT/v2.0. Without it, links let them in that work once; the first one is printed at the start."`
	ClientID       string   `name:"oidc-client-id" env:"OIDC_CLIENT_ID" placeholder:"ID" help:"What the provider knows the program by. The provider has to lead back to PUBLIC_URL/desk/sign-in/back."`
	ClientSecret   string   `name:"oidc-client-secret" env:"OIDC_CLIENT_SECRET" secret:"" placeholder:"SECRET" help:"The secret that belongs to it. ${env} or ${env}_FILE."`
	GroupsClaim    string   `name:"oidc-groups-claim" env:"OIDC_GROUPS_CLAIM" default:"groups" placeholder:"NAME" help:"The claim in which the provider names a person's groups. The default is ${default}."`
	Scopes         []string `name:"oidc-scopes" env:"OIDC_SCOPES" placeholder:"SCOPE" help:"Scopes to ask for beside openid, profile and email."`
	Agents         []string `name:"oidc-agents" env:"OIDC_AGENTS" placeholder:"GROUP" help:"The groups whose members work on cases."`
	Editors        []string `name:"oidc-editors" env:"OIDC_EDITORS" placeholder:"GROUP" help:"The groups whose members also see what the bot could not answer, with drafts of articles."`
	Administrators []string `name:"oidc-administrators" env:"OIDC_ADMINISTRATORS" placeholder:"GROUP" help:"The groups whose members may do everything at /desk."`
}

// faults returns what is wrong with the settings of the desk in the browser, which is among the pages of
// a site.
func (w WebDesk) faults(site Web) error {
	if w.Issuer == "" {
		return unless(w.ClientID == "", "OIDC_CLIENT_ID is set, but OIDC_ISSUER is not")
	}
	groups := slices.Concat(w.Agents, w.Editors, w.Administrators)
	u, err := url.Parse(w.Issuer)
	return errors.Join(
		unless(err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http" && IsLoopback(u.Hostname())), "OIDC_ISSUER: %s is no https address", shown(w.Issuer)),
		unless(w.ClientID != "", "OIDC_ISSUER is set, but OIDC_CLIENT_ID is missing"),
		unless(site.PublicURL != "", "OIDC_ISSUER is set, but PUBLIC_URL is missing; the provider has to lead back there"),
		unless(len(groups) > 0, "OIDC_ISSUER is set, but none of OIDC_AGENTS, OIDC_EDITORS and OIDC_ADMINISTRATORS is, so that nobody could work at /desk"),
	)
}

// IsLoopback reports a host that is this machine.
func IsLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
