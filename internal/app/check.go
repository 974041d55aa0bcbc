package app

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/rs/zerolog"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/discord"
	"aktivering/adapters/slack"
	"aktivering/internal/settings"
	"aktivering/internal/store/postgres"
	"aktivering/internal/store/sqlite"
	"aktivering/internal/tracing"
)

// CheckOptions are the settings of serve, which are checked. They are no settings of check itself, so
// that what is wrong with them is a line of the report.
type CheckOptions struct {
	Serve settings.Serve `embed:""`
	JSON  bool           `name:"json" help:"Print a JSON object for each line."`
}

// FaultsError means that something does not work. The lines have been printed.
type FaultsError struct{ Faults int }

func (e *FaultsError) Error() string { return number(e.Faults, "fault") + " must be put right" }

const (
	// checkTimeout is how long all checks may take together.
	checkTimeout = 30 * time.Second
	// maxSkew is how far the clock may be from the platforms': they refuse, or are refused, at five
	// minutes.
	maxSkew = time.Minute
	// minSpace is how much of the disk must be free, and lowSpace from where on a warning is due.
	minSpace = 100 << 20
	lowSpace = 1 << 30
)

// Check looks at the settings, the database, the knowledge, the tokens and what they may do, the
// webhook's target, the clock and the disk. It changes nothing.
func (a *App) Check(ctx context.Context, o CheckOptions) error {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	found := a.findings(ctx, o.Serve)
	faults := 0
	for _, f := range found {
		if f.State == adapterkit.StateFault {
			faults++
		}
	}
	if err := a.printFindings(found, o.JSON); err != nil {
		return err
	}
	if faults > 0 {
		return &FaultsError{faults}
	}
	return nil
}

func (a *App) printFindings(found []adapterkit.Finding, asJSON bool) error {
	if asJSON {
		for _, f := range found {
			if err := writeJSON(a.Out, f); err != nil {
				return err
			}
		}
		return nil
	}
	w := tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0)
	for _, f := range found {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\n", f.State, cell(f.What), cell(f.Detail)) // Flush tells
	}
	return w.Flush()
}

// findings looks at everything.
func (a *App) findings(ctx context.Context, o settings.Serve) (found []adapterkit.Finding) {
	faults := eachFault(o.Faults())
	for _, fault := range faults {
		found = append(found, adapterkit.Found("settings", fault, ""))
	}
	if len(faults) == 0 {
		found = append(found, adapterkit.Found("settings", nil, "they fit together"))
	}
	found = append(found, a.checkKnowledge(ctx))
	found = append(found, checkDatabase(ctx, o.Database)...)
	about, places := a.checkWorkspaces(ctx, o)
	found = append(found, about...)
	if o.Slack.ClientID != "" && len(faults) == 0 {
		found = append(found, a.checkInstallations(ctx, o, places)...)
	}
	client := adapterkit.NewClient(httpCheckTimeout, maxCheckAnswer, http.DefaultTransport)
	if o.Slack.Token != "" {
		found = append(found, slack.Examine(ctx, slack.Options{
			Token: o.Slack.Token, AppToken: o.Slack.AppToken, SigningSecret: o.Slack.SigningSecret, APIURL: o.Slack.APIURL, AgentGroup: o.Slack.AgentGroup,
			SupportChannels: o.Slack.SupportChannels, AdministratorChannels: o.Slack.AdministratorChannels, DeskChannel: o.Desk.SlackChannel, Now: a.Now, Log: zerolog.Nop(),
		})...)
		found = append(found, a.checkClock(ctx, client, "Slack", o.Slack.APIURL, "https://slack.com/api/api.test"))
	}
	if o.Discord.Token != "" {
		found = append(found, discord.Examine(ctx, discord.Options{
			Token: o.Discord.Token, APIURL: o.Discord.APIURL, SupportChannels: o.Discord.SupportChannels, DeskChannel: o.Desk.DiscordChannel,
			AdministratorChannels: o.Discord.AdministratorChannels, AgentRole: o.Discord.AgentRole, Guilds: places.guilds, Now: a.Now, Log: zerolog.Nop(),
		})...)
		found = append(found, a.checkClock(ctx, client, "Discord", o.Discord.APIURL, "https://discord.com/api/v10/gateway"))
	}
	if o.Desk.WebhookURL != "" {
		found = append(found, checkWebhook(ctx, client, o.Desk.WebhookURL))
	}
	if o.Traces.Endpoint != "" && len(eachFault(o.Traces.Faults())) == 0 {
		found = append(found, checkTraces(ctx, o.Traces))
	}
	return append(found, checkPages(ctx, client, o)...)
}

const (
	// httpCheckTimeout is how long one request of a check may take, and maxCheckAnswer how much is
	// read of its answer, in bytes.
	httpCheckTimeout = 5 * time.Second
	maxCheckAnswer   = 64 << 10
)

// eachFault returns joined errors one by one.
func eachFault(err error) []error {
	if err == nil {
		return nil
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var all []error
	for _, e := range joined.Unwrap() {
		all = append(all, eachFault(e)...)
	}
	return all
}

func (a *App) checkKnowledge(ctx context.Context) adapterkit.Finding {
	kb, err := a.load(ctx)
	if err != nil {
		return adapterkit.Found("knowledge", err, "")
	}
	return adapterkit.Found("knowledge", nil, number(len(kb.Articles()), "article"))
}

// checkDatabase looks at the database and the disk that it is on.
func checkDatabase(ctx context.Context, d settings.Database) []adapterkit.Finding {
	const what = "database"
	l, err := d.Locate()
	if err != nil {
		return nil // the settings tell
	}
	if l.URL != "" {
		return []adapterkit.Finding{adapterkit.Found(what, postgres.Examine(ctx, l.URL), d.String())}
	}
	found := []adapterkit.Finding{checkDisk(filepath.Dir(l.Path))}
	if _, err := os.Stat(l.Path); errors.Is(err, os.ErrNotExist) {
		return append(found, adapterkit.Found(what, nil, d.String()+", which the first start makes"))
	}
	return append(found, adapterkit.Found(what, sqlite.Examine(ctx, l.Path), d.String()))
}

func checkDisk(folder string) adapterkit.Finding {
	free, known := freeSpace(folder)
	f := adapterkit.Finding{What: "disk", State: adapterkit.StateOK, Detail: fmt.Sprintf("%d MB are free in %s", free>>20, folder)}
	switch {
	case !known:
		f.State, f.Detail = adapterkit.StateWarning, "how much is free in "+folder+" is not known"
	case free < minSpace:
		f.State, f.Detail = adapterkit.StateFault, f.Detail+": free some, or nothing can be saved soon"
	case free < lowSpace:
		f.State, f.Detail = adapterkit.StateWarning, f.Detail+": free some"
	}
	return f
}

// checkClock compares the clock with the one of a platform.
func (a *App) checkClock(ctx context.Context, client *http.Client, name, api, usual string) adapterkit.Finding {
	what := "clock by " + name
	address := usual
	if api != "" {
		address = api
	}
	answer, err := ask(ctx, client, http.MethodGet, address)
	if err != nil {
		return adapterkit.Finding{What: what, State: adapterkit.StateWarning, Detail: "it cannot be compared: " + err.Error()}
	}
	at, err := http.ParseTime(answer.Get("Date"))
	if err != nil {
		return adapterkit.Finding{What: what, State: adapterkit.StateWarning, Detail: name + " does not tell the time"}
	}
	skew := a.Now().Sub(at).Round(time.Second)
	if skew.Abs() > maxSkew {
		return adapterkit.Found(what, fmt.Errorf("it is off by %s: set it by NTP, or signed requests are refused", skew), "")
	}
	return adapterkit.Found(what, nil, fmt.Sprintf("it is off by %s at most", max(skew.Abs(), time.Second)))
}

// checkWebhook looks whether the webhook's target answers. It is told nothing.
func checkWebhook(ctx context.Context, client *http.Client, address string) adapterkit.Finding {
	_, err := ask(ctx, client, http.MethodHead, address)
	if err != nil {
		err = fmt.Errorf("the target does not answer: %w", err)
	}
	return adapterkit.Found("WEBHOOK_URL", err, "the target answers")
}

// ask makes a request and returns the header of the answer, whatever that is.
func ask(ctx context.Context, client *http.Client, method, address string) (http.Header, error) {
	request, err := http.NewRequestWithContext(ctx, method, address, http.NoBody)
	if err != nil {
		return nil, errors.New("the address cannot be read")
	}
	answer, err := client.Do(request)
	if err != nil {
		return nil, adapterkit.WithoutURL(err) // it may hold a secret
	}
	return answer.Header, answer.Body.Close()
}

// warnOfDisk logs where the disk of the database is nearly full, at the start.
func (a *App) warnOfDisk(ctx context.Context, d settings.Database) {
	l, err := d.Locate()
	if err != nil || l.URL != "" {
		return
	}
	if f := checkDisk(filepath.Dir(l.Path)); f.State != adapterkit.StateOK {
		a.Log.Warn().Ctx(ctx).Str("state", string(f.State)).Msg(strings.TrimSpace("disk: " + f.Detail))
	}
}

// checkTraces looks whether the collector takes traces. Nothing else depends on it.
func checkTraces(ctx context.Context, t settings.Traces) adapterkit.Finding {
	const what = "OTEL_EXPORTER_OTLP_ENDPOINT"
	ctx, cancel := context.WithTimeout(ctx, httpCheckTimeout)
	defer cancel()
	if err := tracing.Probe(ctx, t.Endpoint, t.Headers); err != nil {
		return adapterkit.Finding{What: what, State: adapterkit.StateWarning, Detail: fmt.Sprintf("%v: traces are lost, and all else goes on; OTLP over HTTP is mostly at port 4318", err)}
	}
	return adapterkit.Found(what, nil, "the collector takes traces")
}
