package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"strings"

	"aktivering/bot/engine"
	"aktivering/internal/ownpack"
	"aktivering/internal/seal"
	"aktivering/internal/settings"
	"aktivering/internal/store"
	"aktivering/internal/webdesk"
	"aktivering/internal/webdesk/live"
	"aktivering/internal/webdesk/signin"
	"aktivering/internal/webpage"
	"aktivering/knowledge"
)

// servedDesk is the desk in the browser, and how agents come in.
type servedDesk struct {
	*webdesk.Desk
	// entrance is for the operator.
	entrance string
}

// webDesk makes the desk in the browser; nil where there is none.
func (a *App) webDesk(ctx context.Context, o settings.Serve, now *current, places *workspaceSettings, e *engine.Engine, s store.Store, keys *seal.Keys, hub *live.Hub, at net.Addr) (*servedDesk, error) {
	w := o.WebDesk
	if !o.ServesDesk() {
		return nil, nil
	}
	site := strings.TrimSuffix(o.Web.PublicURL, "/")
	if site == "" {
		site = "http://" + reachable(at)
	}
	proxies, err := webpage.ParseProxies(o.Web.TrustedProxies)
	if err != nil {
		return nil, settings.Errorf("TRUSTED_PROXIES: %v", err)
	}
	gate := signin.New(signin.Options{
		Client: proxies.Client, Store: seal.Sessions{Sessions: s, Keys: keys}, Path: "/desk", Secure: strings.HasPrefix(site, "https://"), Now: a.Now,
		OIDC: o.OpenID(site),
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
	Database  settings.Database
	HTTPAddr  settings.ListenAddr `help:"Where the bot listens. The default is ${default}."`
	PublicURL string              `name:"public-url" env:"PUBLIC_URL" placeholder:"URL" help:"Where people reach the pages, such as https://hjelp.example.no."`
	Role      signin.Role         `enum:"agent,editor,administrator" default:"agent" placeholder:"ROLE" help:"What they may do: agent, editor or administrator. The default is ${default}."`
	Secrets   settings.SecretKey  `embed:""`
	Name      string              `name:"for" placeholder:"NAME" help:"Whom the link is for; without it, they say it themselves."`
}

// Faults returns all that is wrong with the settings, as *settings.Error joined.
func (o LinkOptions) Faults() error {
	return errors.Join(o.Database.Faults(), o.HTTPAddr.Faults(), o.Secrets.Faults(), settings.Web{PublicURL: o.PublicURL}.Faults())
}

// DeskLink prints a link that lets one person in to the desk in the browser.
func (a *App) DeskLink(ctx context.Context, o LinkOptions) error {
	s, err := a.openExisting(ctx, o.Database)
	if err != nil {
		return err
	}
	keys, err := unlock(ctx, s, o.Secrets)
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
