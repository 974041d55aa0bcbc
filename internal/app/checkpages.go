package app

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"aktivering/adapters/adapterkit"
	"aktivering/internal/settings"
	"aktivering/internal/webdesk/signin"
)

// checkPages looks at where people reach the pages of the chat and the desk, and at who signs agents
// in.
func checkPages(ctx context.Context, client *http.Client, o settings.Serve) (found []adapterkit.Finding) {
	if o.Web.PublicURL != "" {
		found = append(found, checkPublic(ctx, client, o.Web.PublicURL))
	}
	o.Desk = o.DeskOrDefault()
	const desk = "web desk"
	switch {
	case !o.ServesDesk():
		return found
	case o.WebDesk.Issuer == "":
		return append(found, adapterkit.Found(desk, nil, "links let agents in that work once; aktivering data desk-link makes one"))
	}
	found = append(found, adapterkit.Found(desk, nil, "agents sign in by "+o.WebDesk.Issuer))
	lacks, err := signin.Examine(ctx, o.OpenID(strings.TrimSuffix(o.Web.PublicURL, "/")))
	if err != nil || len(lacks) == 0 {
		return append(found, adapterkit.Found("OIDC_ISSUER", err, "it tells of itself, has keys and knows the program"))
	}
	return append(found, adapterkit.Finding{
		What: "OIDC_ISSUER", State: adapterkit.StateWarning,
		Detail: "the provider does not name " + strings.Join(lacks, ", ") + ": set OIDC_GROUPS_CLAIM and OIDC_SCOPES to what it has, or try to sign in",
	})
}

// checkPublic looks whether the pages are reached where the settings say. Nothing may serve them yet.
func checkPublic(ctx context.Context, client *http.Client, public string) adapterkit.Finding {
	const what = "PUBLIC_URL"
	if u, err := url.Parse(public); err == nil && u.Scheme == "http" && !settings.IsLoopback(u.Hostname()) {
		return adapterkit.Finding{What: what, State: adapterkit.StateWarning, Detail: "it is not https: what people write and sign in by can be read on the way; put a proxy with TLS in front"}
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(public, "/")+"/healthz", http.NoBody)
	if err != nil {
		return adapterkit.Found(what, settings.Errorf("PUBLIC_URL cannot be read"), "")
	}
	answer, err := client.Do(request)
	detail := "the pages are reached"
	switch {
	case err != nil:
		detail = "nothing answers there (" + adapterkit.WithoutURL(err).Error() + "): that is in order while the bot does not serve"
	case answer.StatusCode != http.StatusOK:
		detail = "/healthz answers " + answer.Status + " there: let the proxy pass requests on to HTTP_ADDR, and start the bot"
	}
	if err == nil {
		_ = answer.Body.Close() // what was looked for is known
		if answer.StatusCode == http.StatusOK {
			return adapterkit.Found(what, nil, detail)
		}
	}
	return adapterkit.Finding{What: what, State: adapterkit.StateWarning, Detail: detail}
}
