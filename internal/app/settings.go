package app

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"aktivering/adapters/discord"
	"aktivering/adapters/slack"
	"aktivering/bot"
	"aktivering/knowledge"
)

// A setting is one field here. Its tags, in the language of kong, are its flag, its variable
// and its description: the command line, the help, the file of settings and the tables of
// the README come from them. A setting with the tag secret is also read from the file that
// its variable names with _FILE behind it, and its value is never printed. Of an address with the
// tag private only the host is.

// ServeOptions are the settings of serve.
type ServeOptions struct {
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

// faults returns all that is wrong with the limits.
func (l Limits) faults() error {
	return errors.Join(
		unless(l.Person >= 0, "LIMIT_PERSON must not be negative (%d)", l.Person),
		unless(l.Channel >= 0, "LIMIT_CHANNEL must not be negative (%d)", l.Channel),
	)
}

// Web are the settings of the chat in the browser, which needs none.
type Web struct {
	On        string        `name:"web" env:"WEB" enum:"on,off" default:"on" placeholder:"on|off" help:"Whether the chat page is served where the program listens: on or off. The default is ${default}."`
	PublicURL string        `name:"public-url" env:"PUBLIC_URL" placeholder:"URL" help:"Where people reach the pages, such as https://hjelp.example.no; for the links that are shown and for secure cookies."`
	Frames    []string      `name:"web-frames" env:"WEB_FRAMES" placeholder:"ORIGIN" help:"Origins of pages that may show the chat by the script /widget.js, such as https://intranet.example.no. Without it, none may."`
	Keep      time.Duration `name:"web-keep" env:"WEB_KEEP" default:"2160h" help:"For how long a conversation stays on the chat page after its last message. The default is ${default}."`
	// TrustedProxies are named by address or by network.
	TrustedProxies []string `name:"trusted-proxies" env:"TRUSTED_PROXIES" placeholder:"NETWORK" help:"Addresses or networks of proxies in front, such as 10.0.0.0/8, whose X-Forwarded-For tells where a sign-in at /desk comes from. Without it, all who come by one proxy share one limit of attempts."`
}

// Slack are the settings of Slack; it is not served without a token, or an app that workspaces install.
type Slack struct {
	Token         string `name:"slack-bot-token" env:"SLACK_BOT_TOKEN" secret:"" placeholder:"xoxb-…" help:"The bot's token; without it Slack is not served. ${env} or ${env}_FILE."`
	AppToken      string `name:"slack-app-token" env:"SLACK_APP_TOKEN" secret:"" placeholder:"xapp-…" help:"The app's token for Socket Mode. ${env} or ${env}_FILE."`
	SigningSecret string `name:"slack-signing-secret" env:"SLACK_SIGNING_SECRET" secret:"" placeholder:"SECRET" help:"The secret that Slack signs its requests with. ${env} or ${env}_FILE."`
	ClientID      string `name:"slack-client-id" env:"SLACK_CLIENT_ID" placeholder:"ID" help:"The client id of an app that several workspaces install at /slack/install, in place of a bot's token."`
	ClientSecret  string `name:"slack-client-secret" env:"SLACK_CLIENT_SECRET" secret:"" placeholder:"SECRET" help:"The client secret of that app. ${env} or ${env}_FILE."`
	APIURL        string `name:"slack-api-url" env:"SLACK_API_URL" placeholder:"URL" help:"The address of Slack's API, if it is not Slack's own."`
	// Connections is at most maxSlackConnections; 0 leaves it to the adapter.
	Connections int    `name:"slack-connections" env:"SLACK_CONNECTIONS" default:"2" placeholder:"N" help:"How many connections Socket Mode keeps, at most 10. The default is ${default}."`
	DeskAlert   string `name:"slack-desk-alert" env:"SLACK_DESK_ALERT" placeholder:"WHO" help:"Whom to notify of a case in the desk's channel: here, channel, or the id of a user group."`
	AgentGroup  string `name:"slack-agent-group" env:"SLACK_AGENT_GROUP" placeholder:"S…" help:"The user group, by id, whose members may act at the desk. Without it, everybody in the desk's channel may."`
	// AdministratorChannels are of those who look after the PCs of others.
	AdministratorChannels []string `name:"slack-administrator-channels" env:"SLACK_ADMINISTRATOR_CHANNELS" placeholder:"C…" help:"Channels, by id, where administrators ask: articles for administrators come first there."`
	SupportChannels       []string `name:"slack-support-channels" env:"SLACK_SUPPORT_CHANNELS" placeholder:"C…" help:"Channels, by id, where messages are answered that are certain to be about a documented problem."`
}

// Discord are the settings of Discord; it is not served without a token.
type Discord struct {
	Token     string `name:"discord-token" env:"DISCORD_TOKEN" secret:"" placeholder:"TOKEN" help:"The bot's token; without it Discord is not served. ${env} or ${env}_FILE."`
	PublicKey string `name:"discord-public-key" env:"DISCORD_PUBLIC_KEY" placeholder:"KEY" help:"The application's public key; turns on the HTTP endpoint /discord/interactions."`
	APIURL    string `name:"discord-api-url" env:"DISCORD_API_URL" placeholder:"URL" help:"The address of Discord's API, if it is not Discord's own."`
	// AdministratorChannels are of those who look after the PCs of others.
	AdministratorChannels []string `name:"discord-administrator-channels" env:"DISCORD_ADMINISTRATOR_CHANNELS" placeholder:"ID" help:"Channels, by id, where administrators ask: articles for administrators come first there."`
	SupportChannels       []string `name:"discord-support-channels" env:"DISCORD_SUPPORT_CHANNELS" placeholder:"ID" help:"Channels and forums, by id, where messages are answered that are certain to be about a documented problem."`
	AgentRole             string   `name:"discord-agent-role" env:"DISCORD_AGENT_ROLE" placeholder:"ID" help:"The role, by id, that is notified of cases and whose members may act at the desk. Without it, everybody in the desk's channel may."`
}

// Desk are the settings of all commands by which people can be helped by an agent; nobody
// takes over without a platform.
type Desk struct {
	Platform       bot.Platform  `name:"desk" env:"DESK" enum:"slack,discord,web,none," default:"" placeholder:"PLATFORM" help:"Where agents work: slack, discord, or web for the pages at /desk; none lets nobody take over. Without it, web if neither Slack nor Discord is set up, else none."`
	SlackChannel   string        `name:"slack-desk-channel" env:"SLACK_DESK_CHANNEL" placeholder:"C…" help:"The channel in Slack where agents work, by id."`
	DiscordChannel string        `name:"discord-desk-channel" env:"DISCORD_DESK_CHANNEL" placeholder:"ID" help:"The channel in Discord where agents work, by id."`
	Workspaces     string        `name:"workspaces-file" env:"WORKSPACES_FILE" placeholder:"FILE" help:"A YAML file with the settings of single workspaces of Slack and servers of Discord: language, channels, packs and a desk of their own."`
	Language       Lang          `name:"desk-language" env:"DESK_LANGUAGE" enum:"${languages}" default:"${language}" placeholder:"LANG" help:"The language that agents are written to in: ${a_language}. The default is ${default}."`
	Hours          string        `name:"desk-hours" env:"DESK_HOURS" placeholder:"HOURS" help:"When agents are at work, such as man-fre 08:00-16:00, with several spans (man-tor 08-16, fre 08-14), nights (man-fre 22-06), or 24/7. Never on Norwegian public holidays, except with 24/7. Without it, always."`
	Timezone       string        `name:"desk-timezone" env:"DESK_TIMEZONE" default:"Europe/Oslo" placeholder:"ZONE" help:"The time zone of DESK_HOURS, and of the reminders that people ask for. The default is ${default}."`
	Texts          []string      `name:"desk-texts" env:"DESK_TEXTS" placeholder:"DIR" help:"A folder with texts that agents send often, in addition to the built-in ones. Can be repeated."`
	Team           string        `name:"desk-team" env:"DESK_TEAM" placeholder:"NAME" help:"What people are told instead of the agents' names."`
	Replies        string        `name:"desk-replies" env:"DESK_REPLIES" enum:"marked,all" default:"marked" placeholder:"RULE" help:"Which messages in the thread of a case go to the person: those marked as an answer (marked), or all that are not marked as a note (all). The default is ${default}."`
	WebhookURL     string        `name:"webhook-url" env:"WEBHOOK_URL" private:"" placeholder:"URL" help:"The address that events of cases are posted to."`
	Claim          time.Duration `name:"desk-claim" env:"DESK_CLAIM" default:"15m" help:"How long a case may wait before the desk is notified again. The default is ${default}."`
	Answer         time.Duration `name:"desk-answer" env:"DESK_ANSWER" default:"1h" help:"How long a person may wait for an agent's answer before the agent is reminded. The default is ${default}."`
	Resolve        time.Duration `name:"desk-resolve" env:"DESK_RESOLVE" default:"24h" help:"How long a case may take in all, in hours of work, before the desk is reminded. The default is ${default}."`
	Stale          time.Duration `name:"desk-stale" env:"DESK_STALE" default:"48h" help:"How long an agent's answer may stay unanswered before the person is reminded, and before the case is closed after that. The default is ${default}."`
	BurstPeople    int           `name:"desk-burst-people" env:"DESK_BURST_PEOPLE" default:"5" placeholder:"N" help:"How many people with the same error code within DESK_BURST_WITHIN the desk is told of, so that it can make that a known problem. 0 turns it off. The default is ${default}."`
	BurstWithin    time.Duration `name:"desk-burst-within" env:"DESK_BURST_WITHIN" default:"30m" help:"The time within which they are counted. The default is ${default}."`
}

// ChatOptions are the settings of a conversation in the terminal.
type ChatOptions struct {
	Database Database
	Keep     Keep `embed:"" group:"Privacy"`
	// Desk is where an agent can take over. Another process must serve it.
	Desk Desk `embed:"" group:"Desk"`
	// Language is what to begin in; empty means as before, or as the environment says.
	Language Lang   `name:"lang" enum:"${languages}," default:"" placeholder:"LANG" help:"Begin in ${a_language}."`
	Name     string `name:"as" default:"local" placeholder:"NAME" help:"Who you are; your conversation goes on where it was. The default is ${default}."`
}

// HealthOptions tell where the bot is that is asked for its health.
type HealthOptions struct {
	HTTPAddr ListenAddr `help:"Where the bot listens. The default is ${default}."`
}

// Question is one question and what is known beside its words.
type Question struct {
	// Language is empty for the language of the question.
	Language Lang `name:"lang" enum:"${languages}," default:"" placeholder:"LANG" help:"Answer in ${a_language}; without it, in the language of the question."`
	// Windows is empty where the version is not known.
	Windows string `enum:"10,11," default:"" placeholder:"N" help:"The version of Windows: 10 or 11."`
	Short   bool   `help:"Answer with the first reply of a conversation, not with everything."`
	// JSON asks for an Answer.
	JSON bool     `name:"json" help:"Print a JSON object."`
	Text []string `arg:"" optional:"" help:"The question: an error code or what happens. Without it, the standard input is read."`
}

// OutboxQuery selects what is listed of the outbox.
type OutboxQuery struct {
	Database Database
	All      bool `help:"List also what was delivered and what was dropped."`
	Limit    int  `default:"200" help:"How many to list at most, oldest first; 0 is all. The default is ${default}."`
	// JSON asks for an OutboxItem a line.
	JSON bool `name:"json" help:"Print a JSON object for each."`
}

// RetryOptions name replies that were given up.
type RetryOptions struct {
	Database Database
	Keys     []string `arg:"" help:"The keys, as data outbox lists them."`
}

// Database is where conversations are kept: a path, sqlite:///path, or how PostgreSQL is
// reached: postgres://user:password@host/database, or keywords and values such as
// host=db user=x password=y dbname=z.
type Database string

// Signature is the tags of a setting of this type, for kong.
func (Database) Signature() string {
	return `name:"database" env:"DATABASE_URL" secret:"" default:"aktivering.db" placeholder:"URL" help:"Where conversations are kept: a file, sqlite:///path or postgres://user@host/database. ${env} or ${env}_FILE; the default is aktivering.db in the working directory."`
}

// ListenAddr is where the program listens, as host:port.
type ListenAddr string

// Signature is the tags of a setting of this type, for kong; the command adds the help.
func (ListenAddr) Signature() string {
	return `name:"http-addr" env:"HTTP_ADDR" default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
}

// Lang is a language, for the command line.
type Lang = knowledge.Lang

// LanguageVars returns what stands for languages in the tags of settings: those that can be
// chosen, the same in words, and the one of those who have not chosen; and the kinds of files
// that there are schemas of.
func LanguageVars() (map[string]string, error) {
	languages, err := knowledge.LoadLanguages()
	if err != nil {
		return nil, fmt.Errorf("languages: %w", err)
	}
	var ids []string
	for _, id := range languages.IDs() {
		ids = append(ids, string(id))
	}
	last := len(ids) - 1
	words := strings.Join(ids[:last], ", ") + " or " + ids[last]
	return map[string]string{"languages": strings.Join(ids, ","), "a_language": strings.TrimPrefix(words, " or "), "language": string(knowledge.DefaultLang), "schemas": strings.Join(knowledge.SchemaNames(), ",")}, nil
}

// Faults returns all that is wrong with the settings, as *SettingError joined.
func (o ServeOptions) Faults() error {
	return errors.Join(
		o.Database.Faults(),
		o.HTTPAddr.Faults(),
		o.Web.faults(),
		o.Limits.faults(),
		o.Secrets.faults(),
		unless(o.Grace >= 0, "--grace must not be negative (%s)", o.Grace),
		o.Slack.faults(o.Desk.SlackChannel),
		o.installFaults(),
		o.deskFaults(),
		o.Discord.faults(o.Desk.DiscordChannel),
		o.webDeskFaults(),
		o.Mail.faults(o.Web),
		o.Traces.faults(),
	)
}

// deskFaults returns what is wrong with the settings of the desk, which has to be on a
// platform that is served.
func (o ServeOptions) deskFaults() error {
	var served []bot.Platform
	if o.Slack.on() {
		served = append(served, slack.Platform)
	}
	o.Desk = o.desk()
	if o.Discord.Token != "" {
		served = append(served, discord.Platform)
	}
	faults := o.Desk.faults(served...)
	if o.Desk.WebhookURL == "" {
		return faults
	}
	_, err := o.webhook(nil)
	return errors.Join(faults, err)
}

// Faults returns all that is wrong with the settings, as *SettingError joined. Whether the
// desk is reached is for the process that serves it.
func (o ChatOptions) Faults() error {
	return errors.Join(o.Database.Faults(), o.Desk.faults(o.Desk.Platform))
}

// Faults returns what is wrong with the settings, as a *SettingError.
func (o HealthOptions) Faults() error { return o.HTTPAddr.Faults() }

// Faults returns what is wrong with the settings, as a *SettingError.
func (q OutboxQuery) Faults() error { return q.Database.Faults() }

// Faults returns what is wrong with the settings, as a *SettingError.
func (o RetryOptions) Faults() error { return o.Database.Faults() }
