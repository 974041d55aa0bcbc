package settings

import (
	"errors"
	"time"

	"aktivering/adapters/discord"
	"aktivering/adapters/slack"
	"aktivering/adapters/webhook"
	"aktivering/bot"
	"aktivering/bot/port"
	"aktivering/internal/webdesk/signin"
)

// Serve are the settings of serve.
type Serve struct {
	Database Database
	HTTPAddr ListenAddr    `help:"Where to listen. The default is ${default}."`
	Grace    time.Duration `name:"grace" default:"8s" help:"How long a stop may take to deliver pending replies. The default is ${default}."`
	LogText  bool          `name:"log-text" help:"Log what people write, masked, to find a fault. Without it, no line of the log holds any of it."`
	Limits   Limits        `embed:"" group:"Limits"`
	Web      Web           `embed:"" group:"Web"`
	Keep     Keep          `embed:"" group:"Privacy"`
	Secrets  SecretKey     `embed:""`
	Desk     Desk          `embed:"" group:"Desk"`
	Slack    Slack         `embed:"" group:"Slack"`
	// WebhookSecret signs what Desk.WebhookURL is told.
	WebhookSecret string  `name:"webhook-secret" env:"WEBHOOK_SECRET" secret:"" placeholder:"whsec_…" group:"Desk" help:"The secret, in base64, that these events are signed with. ${env} or ${env}_FILE."`
	Discord       Discord `embed:"" group:"Discord"`
	WebDesk       WebDesk `embed:"" group:"Web"`
	Mail          Mail    `embed:"" group:"Web"`
	Traces        Traces  `embed:"" group:"Traces"`
}

// Limits are how much is answered in a short time.
type Limits struct {
	Person  int `name:"limit-person" env:"LIMIT_PERSON" default:"30" placeholder:"N" help:"How many messages and presses of one person are answered in a minute. More are kept, and the person is told once. In an open case nothing is held back. 0 is no limit; the default is ${default}."`
	Channel int `name:"limit-channel" env:"LIMIT_CHANNEL" default:"120" placeholder:"N" help:"How many of all people together are answered in a minute in one channel. 0 is no limit; the default is ${default}."`
}

// Faults returns all that is wrong with the settings, as *Error joined.
func (o Serve) Faults() error {
	return errors.Join(
		o.Database.Faults(),
		o.HTTPAddr.Faults(),
		o.Web.Faults(),
		o.Limits.faults(),
		o.Secrets.Faults(),
		unless(o.Grace >= 0, "--grace must not be negative (%s)", o.Grace),
		o.Slack.faults(o.Desk.SlackChannel),
		o.Slack.installFaults(o.Web, o.Secrets, o.Desk.SlackChannel),
		o.deskFaults(),
		o.Discord.faults(o.Desk.DiscordChannel),
		o.WebDesk.faults(o.Web),
		o.Mail.faults(o.Web),
		o.Traces.Faults(),
	)
}

// faults returns all that is wrong with the limits.
func (l Limits) faults() error {
	return errors.Join(
		unless(l.Person >= 0, "LIMIT_PERSON must not be negative (%d)", l.Person),
		unless(l.Channel >= 0, "LIMIT_CHANNEL must not be negative (%d)", l.Channel),
	)
}

// deskFaults returns what is wrong with the settings of the desk, which has to be on a
// platform that is served.
func (o Serve) deskFaults() error {
	var served []bot.Platform
	if o.Slack.Served() {
		served = append(served, slack.Platform)
	}
	o.Desk = o.DeskOrDefault()
	if o.Discord.Token != "" {
		served = append(served, discord.Platform)
	}
	faults := o.Desk.Faults(served...)
	if o.Desk.WebhookURL == "" {
		return faults
	}
	_, err := o.Webhook(nil)
	return errors.Join(faults, err)
}

// DeskOrDefault are the settings of the desk: in the browser where nothing else is set up.
func (o Serve) DeskOrDefault() Desk { return o.Platforms().DeskOrDefault(o.Desk) }

// Platforms are those that are served.
func (o Serve) Platforms() Platforms {
	return Platforms{SlackToken: o.Slack.Token, SlackClientID: o.Slack.ClientID, DiscordToken: o.Discord.Token}
}

// ServesDesk reports that agents can work at /desk. The desk's settings are those of DeskOrDefault.
func (o Serve) ServesDesk() bool {
	w := o.WebDesk
	return w.Serve == "on" || w.Serve != "off" && o.Desk.Manned() && (o.Desk.Platform == OnWeb || w.Issuer != "")
}

// OpenID is the provider that signs agents in to the pages of a site.
func (o Serve) OpenID(site string) signin.OIDC {
	w := o.WebDesk
	return signin.OIDC{
		Issuer: w.Issuer, ClientID: w.ClientID, ClientSecret: w.ClientSecret, RedirectURL: site + "/desk/sign-in/back",
		GroupsClaim: w.GroupsClaim, Scopes: w.Scopes,
		Groups: map[signin.Role][]string{signin.RoleAgent: w.Agents, signin.RoleEditor: w.Editors, signin.RoleAdministrator: w.Administrators},
	}
}

// Administrators are the places where administrators ask.
func (o Serve) Administrators() []bot.Address {
	var places []bot.Address
	for _, id := range o.Slack.AdministratorChannels {
		places = append(places, bot.Address{Platform: slack.Platform, Channel: id})
	}
	for _, id := range o.Discord.AdministratorChannels {
		places = append(places, bot.Address{Platform: discord.Platform, Channel: id})
	}
	return places
}

// TakenChannels are the channels that settings of the program name, with the setting.
func (o Serve) TakenChannels() map[string]string {
	taken := make(map[string]string)
	for _, id := range o.Discord.SupportChannels {
		taken[id] = "DISCORD_SUPPORT_CHANNELS"
	}
	for _, id := range o.Discord.AdministratorChannels {
		taken[id] = "DISCORD_ADMINISTRATOR_CHANNELS"
	}
	if o.Desk.DiscordChannel != "" {
		taken[o.Desk.DiscordChannel] = "DISCORD_DESK_CHANNEL"
	}
	return taken
}

// Webhook makes the adapter that tells another system of cases.
func (o Serve) Webhook(now func() time.Time) (port.Adapter, error) {
	adapter, err := webhook.New(webhook.Options{URL: o.Desk.WebhookURL, Secret: o.WebhookSecret, Now: now})
	if err != nil {
		return nil, Errorf("WEBHOOK_URL and WEBHOOK_SECRET: %v", err)
	}
	return adapter, nil
}
