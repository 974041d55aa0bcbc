package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"slices"
	"strings"

	"aktivering/bot/engine"
	"aktivering/internal/ownpack"
	"aktivering/internal/seal"
	"aktivering/internal/store"
	"aktivering/internal/webdesk"
	"aktivering/internal/webdesk/live"
	"aktivering/internal/webdesk/signin"
	"aktivering/internal/webpage"
	"aktivering/knowledge"
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

// desk are the settings of the desk: in the browser where nothing else is set up.
func (o ServeOptions) desk() Desk {
	if o.Desk.Platform == "" && !o.Slack.on() && o.Discord.Token == "" {
		o.Desk.Platform = onWeb
		o.Desk.Timezone = cmp.Or(o.Desk.Timezone, "UTC")
	}
	return o.Desk
}

// webDeskFaults returns what is wrong with the settings of the desk in the browser.
func (o ServeOptions) webDeskFaults() error {
	w := o.WebDesk
	if w.Issuer == "" {
		return unless(w.ClientID == "", "OIDC_CLIENT_ID is set, but OIDC_ISSUER is not")
	}
	groups := slices.Concat(w.Agents, w.Editors, w.Administrators)
	u, err := url.Parse(w.Issuer)
	return errors.Join(
		unless(err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname())), "OIDC_ISSUER: %s is no https address", shown(w.Issuer)),
		unless(w.ClientID != "", "OIDC_ISSUER is set, but OIDC_CLIENT_ID is missing"),
		unless(o.Web.PublicURL != "", "OIDC_ISSUER is set, but PUBLIC_URL is missing; the provider has to lead back there"),
		unless(len(groups) > 0, "OIDC_ISSUER is set, but none of OIDC_AGENTS, OIDC_EDITORS and OIDC_ADMINISTRATORS is, so that nobody could work at /desk"),
	)
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// servedDesk is the desk in the browser, and how agents come in.
type servedDesk struct {
	*webdesk.Desk
	// entrance is for the operator.
	entrance string
}

// servesDesk reports that agents can work at /desk. The desk's settings are those of desk.
func (o ServeOptions) servesDesk() bool {
	w := o.WebDesk
	return w.Serve == "on" || w.Serve != "off" && o.Desk.manned() && (o.Desk.Platform == onWeb || w.Issuer != "")
}

// openID is the provider that signs agents in to the pages of a site.
func (o ServeOptions) openID(site string) signin.OIDC {
	w := o.WebDesk
	return signin.OIDC{
		Issuer: w.Issuer, ClientID: w.ClientID, ClientSecret: w.ClientSecret, RedirectURL: site + "/desk/sign-in/back",
		GroupsClaim: w.GroupsClaim, Scopes: w.Scopes,
		Groups: map[signin.Role][]string{signin.RoleAgent: w.Agents, signin.RoleEditor: w.Editors, signin.RoleAdministrator: w.Administrators},
	}
}

// webDesk makes the desk in the browser; nil where there is none.
func (a *App) webDesk(ctx context.Context, o ServeOptions, now *current, places *workspaceSettings, e *engine.Engine, s store.Store, keys *seal.Keys, hub *live.Hub, at net.Addr) (*servedDesk, error) {
	w := o.WebDesk
	if !o.servesDesk() {
		return nil, nil
	}
	site := strings.TrimSuffix(o.Web.PublicURL, "/")
	if site == "" {
		site = "http://" + reachable(at)
	}
	proxies, err := webpage.ParseProxies(o.Web.TrustedProxies)
	if err != nil {
		return nil, fault("TRUSTED_PROXIES: %v", err)
	}
	gate := signin.New(signin.Options{
		Client: proxies.Client, Store: seal.Sessions{Sessions: s, Keys: keys}, Path: "/desk", Secure: strings.HasPrefix(site, "https://"), Now: a.Now,
		OIDC: o.openID(site),
	})
	desk, err := webdesk.New(webdesk.Options{
		Manager: now.load, Store: s, Actor: e, Gate: gate, Hub: hub, Packs: ownpack.New(a.Folders, a.linted), Workspaces: deskWorkspaces{places, s, a.Log}, Secure: strings.HasPrefix(site, "https://"), URL: site, Now: a.Now, Log: a.Log,
	})
	if err != nil {
		return nil, err //nolint:wrapcheck // it says what it is about
	}
	served := &servedDesk{desk, site + "/desk, where " + w.Issuer + " signs in"}
	if !gate.ByProvider() {
		secret, err := gate.NewLink(ctx, signin.RoleAdministrator, "")
		if err != nil {
			return nil, fmt.Errorf("make a link to the desk: %w", err)
		}
		served.entrance = site + "/desk/sign-in?link=" + secret + " (works once)"
	}
	return served, nil
}

// linted loads the embedded knowledge with packs, and finds the faults that knowledge lint finds.
func (a *App) linted(ctx context.Context, packs []fs.FS) (*knowledge.Base, error) {
	kb, err := knowledge.LoadWith(knowledge.LoadLanguage, packs...)
	if err != nil {
		return nil, err //nolint:wrapcheck // it says what it is about
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("check the knowledge: %w", err)
	}
	if faults := tied(kb); len(faults) > 0 {
		return nil, knowledge.Faults(faults)
	}
	if _, err := kb.Choose(a.Packs); err != nil {
		return nil, fmt.Errorf("PACKS: %w", err)
	}
	return kb, nil
}

// reachable is the address of a listener as a browser on this machine reaches it.
func reachable(at net.Addr) string {
	host, port, err := net.SplitHostPort(at.String())
	if err != nil {
		return at.String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}

// LinkOptions tell for whom a link to the desk is.
type LinkOptions struct {
	Database  Database
	HTTPAddr  ListenAddr  `help:"Where the bot listens. The default is ${default}."`
	PublicURL string      `name:"public-url" env:"PUBLIC_URL" placeholder:"URL" help:"Where people reach the pages, such as https://hjelp.example.no."`
	Role      signin.Role `enum:"agent,editor,administrator" default:"agent" placeholder:"ROLE" help:"What they may do: agent, editor or administrator. The default is ${default}."`
	Secrets   SecretKey   `embed:""`
	Name      string      `name:"for" placeholder:"NAME" help:"Whom the link is for; without it, they say it themselves."`
}

// Faults returns all that is wrong with the settings, as *SettingError joined.
func (o LinkOptions) Faults() error {
	return errors.Join(o.Database.Faults(), o.HTTPAddr.Faults(), o.Secrets.faults(), Web{PublicURL: o.PublicURL}.faults())
}

// DeskLink prints a link that lets one person in to the desk in the browser.
func (a *App) DeskLink(ctx context.Context, o LinkOptions) error {
	s, err := a.openExisting(ctx, o.Database)
	if err != nil {
		return err
	}
	keys, err := o.Secrets.unlock(ctx, s)
	if err != nil {
		return errors.Join(err, s.Close())
	}
	secret, err := signin.NewLink(ctx, seal.Sessions{Sessions: s, Keys: keys}, a.Now(), o.Role, o.Name)
	if err := errors.Join(err, s.Close()); err != nil {
		return fmt.Errorf("make a link to the desk: %w", err)
	}
	host, port, err := net.SplitHostPort(string(o.HTTPAddr))
	if err != nil {
		return fmt.Errorf("HTTP_ADDR: %w", err)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	site := cmp.Or(strings.TrimSuffix(o.PublicURL, "/"), "http://"+net.JoinHostPort(host, port))
	if _, err := fmt.Fprintln(a.Out, site+"/desk/sign-in?link="+secret); err != nil {
		return fmt.Errorf("desk-link: %w", err)
	}
	return nil
}
