// Aktivering helps people whose Windows will not activate.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
	"github.com/rs/zerolog"

	"aktivering/internal/app"
	"aktivering/internal/config"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// A second signal ends the program at once.
	context.AfterFunc(ctx, stop)
	code := run(ctx, os.Args[1:], environment{os.Stdin, os.Stdout, os.Stderr, os.Getenv})
	stop()
	os.Exit(code)
}

// Exit codes.
const (
	exitOK            = 0
	exitFailure       = 1
	exitNotUnderstood = 2  // ask: nothing documented was recognized
	exitUsage         = 64 // wrong usage of the command line
	exitKnowledge     = 65 // the knowledge is invalid
	exitConfig        = 78 // the settings are invalid, or name something that cannot be used
)

// environment is what the program reads from and writes to.
type environment struct {
	in       io.Reader
	out, err io.Writer
	getenv   func(string) string
}

// commands is the command line: flags, environment and help in one place.
type commands struct {
	Config    config.File      `placeholder:"FILE" help:"A YAML file with settings: flags by name, without the dashes. Also a pipe, such as a shell's <(command)."`
	LogLevel  string           `enum:"trace,debug,info,warn,error," default:"" placeholder:"LEVEL" help:"How much to log to standard error: trace, debug, info, warn or error. The default is info for serve and warn for all else."`
	Version   kong.VersionFlag `env:"-" help:"Print the version, the commit it was built from, and the version of Go."`
	Knowledge []string         `name:"knowledge" placeholder:"DIR" help:"A folder with articles, files of at most 1 MiB, that add to the built-in ones or take their place. Can be repeated."`

	Serve serveCommand `cmd:"" help:"Serve every platform that is set up, until stopped."`
	Ask   askCommand   `cmd:"" help:"Answer one question with everything documented that applies."`
	Chat  chatCommand  `cmd:"" help:"Talk with the bot in the terminal."`
	Match matchCommand `cmd:"" help:"Print what is understood of each line of the standard input, as JSON lines."`
	Know  struct {
		List listCommand `cmd:"" help:"List the articles."`
		Show showCommand `cmd:"" help:"Show an article with its conditions and sources."`
		Lint lintCommand `cmd:"" help:"Check every article, phrase and reference."`
	} `cmd:"" name:"knowledge" help:"Look at what the bot knows, and check it."`
	Health healthCommand `cmd:"" help:"Ask the bot that serves here whether it is well, for a container's health check."`
	Data   struct {
		Outbox outboxCommand `cmd:"" help:"List the replies that wait to be delivered and those that were given up."`
		Retry  retryCommand  `cmd:"" help:"Put replies that were given up back in the outbox."`
	} `cmd:"" help:"Look at the outbox, and retry what was given up."`
}

// databaseFlag is shared by all commands that remember.
type databaseFlag struct {
	Database string `env:"DATABASE_URL" secret:"" default:"aktivering.db" placeholder:"URL" help:"Where conversations are kept: a file, sqlite:///path or postgres://user@host/database. ${env} or ${env}_FILE; the default is aktivering.db in the working directory."`
}

// parsed reads the flag; what is wrong with it is a fault of the settings.
func (f *databaseFlag) parsed(to *app.Database) (err error) {
	*to, err = app.ParseDatabase(f.Database)
	return err
}

// validator is a command that checks its settings before it runs.
type validator interface{ faults() []error }

type serveCommand struct {
	databaseFlag
	deskFlags
	HTTPAddr string        `name:"http-addr" env:"HTTP_ADDR" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Where to listen. The default is ${default}."`
	Grace    time.Duration `name:"grace" default:"8s" help:"How long a stop may take to deliver what is due. The default is ${default}."`

	SlackBotToken        string   `name:"slack-bot-token" env:"SLACK_BOT_TOKEN" secret:"" placeholder:"xoxb-…" group:"Slack" help:"The bot's token; without it Slack is not served. ${env} or ${env}_FILE."`
	SlackAppToken        string   `name:"slack-app-token" env:"SLACK_APP_TOKEN" secret:"" placeholder:"xapp-…" group:"Slack" help:"The app's token for Socket Mode. ${env} or ${env}_FILE."`
	SlackSigningSecret   string   `name:"slack-signing-secret" env:"SLACK_SIGNING_SECRET" secret:"" placeholder:"SECRET" group:"Slack" help:"What Slack signs its requests with. ${env} or ${env}_FILE."`
	SlackAPIURL          string   `name:"slack-api-url" env:"SLACK_API_URL" placeholder:"URL" group:"Slack" help:"Where Slack's methods are, if not at Slack."`
	SlackConnections     int      `name:"slack-connections" env:"SLACK_CONNECTIONS" default:"2" placeholder:"N" group:"Slack" help:"How many connections Socket Mode keeps, at most 10. The default is ${default}."`
	SlackDeskAlert       string   `name:"slack-desk-alert" env:"SLACK_DESK_ALERT" placeholder:"WHO" group:"Slack" help:"Whom to call in the desk's channel: here, channel, or the id of a user group."`
	SlackAgentGroup      string   `name:"slack-agent-group" env:"SLACK_AGENT_GROUP" placeholder:"S…" group:"Slack" help:"The user group, by id, whose members may act at the desk. Without it, everybody in the desk's channel may."`
	SlackSupportChannels []string `name:"slack-support-channels" env:"SLACK_SUPPORT_CHANNELS" placeholder:"C…" group:"Slack" help:"Channels, by id, where messages are answered that are certain to be about a documented problem."`

	WebhookSecret string `name:"webhook-secret" env:"WEBHOOK_SECRET" secret:"" placeholder:"whsec_…" group:"Desk" help:"What these events are signed with: base64. ${env} or ${env}_FILE."`

	discordFlags

	serving app.ServeOptions
}

// discordFlags are the settings of Discord.
type discordFlags struct {
	DiscordToken           string   `name:"discord-token" env:"DISCORD_TOKEN" secret:"" placeholder:"TOKEN" group:"Discord" help:"The bot's token; without it Discord is not served. ${env} or ${env}_FILE."`
	DiscordPublicKey       string   `name:"discord-public-key" env:"DISCORD_PUBLIC_KEY" placeholder:"KEY" group:"Discord" help:"The application's public key; turns on the HTTP endpoint /discord/interactions."`
	DiscordAPIURL          string   `name:"discord-api-url" env:"DISCORD_API_URL" placeholder:"URL" group:"Discord" help:"Where Discord's methods are, if not at Discord."`
	DiscordSupportChannels []string `name:"discord-support-channels" env:"DISCORD_SUPPORT_CHANNELS" placeholder:"ID" group:"Discord" help:"Channels and forums, by id, where messages are answered that are certain to be about a documented problem."`
	DiscordAgentRole       string   `name:"discord-agent-role" env:"DISCORD_AGENT_ROLE" placeholder:"ID" group:"Discord" help:"The role, by id, that is called to the desk and may act there. Without it, everybody in the desk's channel may."`
}

func (d discordFlags) settings() app.Discord {
	return app.Discord{
		Token: d.DiscordToken, PublicKey: d.DiscordPublicKey, APIURL: d.DiscordAPIURL, SupportChannels: d.DiscordSupportChannels,
		AgentRole: d.DiscordAgentRole,
	}
}

func (c *serveCommand) faults() []error {
	var errs [6]error
	errs[0] = c.parsed(&c.serving.Database)
	c.serving.HTTPAddr, errs[1] = app.ParseAddr(c.HTTPAddr)
	if c.serving.Grace = c.Grace; c.Grace < 0 {
		errs[2] = fmt.Errorf("--grace must not be negative (%s)", c.Grace)
	}
	c.serving.Slack = app.Slack{
		Token: c.SlackBotToken, AppToken: c.SlackAppToken, SigningSecret: c.SlackSigningSecret, APIURL: c.SlackAPIURL, SupportChannels: c.SlackSupportChannels,
		Connections: c.SlackConnections, DeskChannel: c.SlackDeskChannel, Alert: c.SlackDeskAlert, AgentGroup: c.SlackAgentGroup,
	}
	errs[3] = c.serving.Slack.Faults()
	c.serving.Discord = c.discordFlags.settings()
	c.serving.Discord.DeskChannel = c.DiscordDeskChannel
	c.serving.Desk = c.deskFlags.settings()
	c.serving.WebhookSecret = c.WebhookSecret
	errs[4] = c.serving.DeskFaults()
	errs[5] = c.serving.Discord.Faults()
	return errs[:]
}

func (c *serveCommand) Run(ctx context.Context, a *app.App) error { return a.Serve(ctx, c.serving) }

type askCommand struct {
	Lang    string   `enum:"nb,nn,en," default:"" placeholder:"LANG" help:"Answer in nb, nn or en; without it, in the language of the question."`
	Windows string   `enum:"10,11," default:"" placeholder:"N" help:"The version of Windows: 10 or 11."`
	Short   bool     `help:"Answer as a conversation begins, not with everything."`
	JSON    bool     `name:"json" help:"Print a JSON object."`
	Text    []string `arg:"" optional:"" help:"The question: an error code or what happens. Without it, the standard input is read."`
}

func (c *askCommand) Run(ctx context.Context, a *app.App) error {
	return a.Ask(ctx, app.Question{
		Text:     strings.Join(c.Text, " "),
		Language: app.Lang(c.Lang),
		Windows:  c.Windows,
		Short:    c.Short,
		JSON:     c.JSON,
	})
}

type healthCommand struct {
	HTTPAddr string `name:"http-addr" env:"HTTP_ADDR" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Where the bot listens. The default is ${default}."`
}

func (c *healthCommand) Run(ctx context.Context, a *app.App) error {
	return a.Health(ctx, c.HTTPAddr)
}

func (c *healthCommand) faults() []error {
	_, err := app.ParseAddr(c.HTTPAddr)
	return []error{err}
}

type chatCommand struct {
	databaseFlag
	deskFlags
	Lang string `enum:"nb,nn,en," default:"" placeholder:"LANG" help:"Begin in nb, nn or en."`
	As   string `default:"local" placeholder:"NAME" help:"Who you are; your conversation goes on where it was. The default is ${default}."`

	chatting app.ChatOptions
}

func (c *chatCommand) faults() []error {
	c.chatting = app.ChatOptions{Desk: c.settings(), Name: c.As, Language: app.Lang(c.Lang)}
	return []error{c.parsed(&c.chatting.Database), c.chatting.Faults()}
}

func (c *chatCommand) Run(ctx context.Context, a *app.App) error { return a.Chat(ctx, c.chatting) }

type matchCommand struct {
	Plain bool `help:"Read plain lines, not JSON objects with a query."`
}

func (c *matchCommand) Run(ctx context.Context, a *app.App) error { return a.Match(ctx, c.Plain) }

type listCommand struct {
	Lang string `enum:"nb,nn,en" default:"nb" placeholder:"LANG" help:"The language of the titles: ${enum}."`
}

func (c *listCommand) Run(ctx context.Context, a *app.App) error {
	return a.KnowledgeList(ctx, app.Lang(c.Lang))
}

type showCommand struct {
	Lang    string `enum:"nb,nn,en" default:"nb" placeholder:"LANG" help:"The language: ${enum}."`
	Windows string `enum:"10,11" default:"11" placeholder:"N" help:"The version of Windows: ${enum}."`
	ID      string `arg:"" help:"The article's id, or one of its codes."`
}

func (c *showCommand) Run(ctx context.Context, a *app.App) error {
	return a.KnowledgeShow(ctx, c.ID, app.Lang(c.Lang), c.Windows)
}

type outboxCommand struct {
	databaseFlag
	All   bool `help:"List also what was delivered and what was dropped."`
	Limit int  `default:"200" help:"How many to list at most, oldest first; 0 is all. The default is ${default}."`
	JSON  bool `name:"json" help:"Print a JSON object for each."`

	database app.Database
}

func (c *outboxCommand) faults() []error { return []error{c.parsed(&c.database)} }

func (c *outboxCommand) Run(ctx context.Context, a *app.App) error {
	return a.Outbox(ctx, app.OutboxQuery{Database: c.database, All: c.All, Limit: max(c.Limit, 0), JSON: c.JSON})
}

type retryCommand struct {
	databaseFlag
	Keys []string `arg:"" help:"The keys, as data outbox lists them."`

	database app.Database
}

func (c *retryCommand) faults() []error { return []error{c.parsed(&c.database)} }

func (c *retryCommand) Run(ctx context.Context, a *app.App) error {
	return a.Retry(ctx, c.database, c.Keys)
}

type lintCommand struct{}

func (c *lintCommand) Run(ctx context.Context, a *app.App) error { return a.KnowledgeLint(ctx) }

// startTimeout is how long a command that is still starting may take to stop.
const startTimeout = time.Second

// run is the program: it carries out one command and returns the exit code. A command
// that is asked to stop while it starts ends within startTimeout, whatever it waits for:
// nothing was acknowledged yet, and a file system or a server may never answer.
func run(ctx context.Context, args []string, env environment) int {
	started, done := make(chan struct{}), make(chan int, 1)
	go func() { done <- runCommand(ctx, args, env, sync.OnceFunc(func() { close(started) })) }()
	select {
	case code := <-done:
		return code
	case <-ctx.Done():
	}
	select {
	case code := <-done:
		return code
	case <-started:
		return <-done
	case <-time.After(startTimeout):
		return exitOK
	}
}

// runCommand carries out one command and returns the exit code. It calls started when the
// start is made: the command stops in order from then on.
func runCommand(ctx context.Context, args []string, env environment, started func()) (code int) {
	// kong ends the program after printing help; here that ends run alone.
	type exit int
	defer func() {
		if e := recover(); e != nil {
			asked, ok := e.(exit)
			if !ok {
				panic(e)
			}
			code = int(asked)
		}
	}()
	var c commands
	source := &config.Source{Getenv: env.getenv}
	parser, err := kong.New(&c, append(source.Options(),
		kong.Name("aktivering"),
		kong.Description("Helps people whose Windows will not activate: from an error code or a symptom to the documented remedy, offline, with its source."),
		kong.DefaultEnvars("AKTIVERING"),
		kong.Vars{"version": "aktivering " + app.Version()},
		kong.Writers(env.out, env.err),
		kong.Exit(func(code int) { panic(exit(code)) }),
		kong.UsageOnError(),
		kong.BindTo(ctx, (*context.Context)(nil)),
	)...)
	if err != nil {
		return fail(env, err)
	}
	command, err := parser.Parse(numbersAsWords(args))
	if err != nil {
		_, _ = fmt.Fprintf(env.err, "aktivering: %s\nSee aktivering --help.\n", config.Hide(err.Error()))
		printFaults(env, source.Faults())
		return exitUsage
	}
	faults := source.Faults()
	if target, ok := reflect.TypeAssert[validator](command.Selected().Target.Addr()); ok {
		faults = append(faults, relevantFaults(target.faults(), source.Invalid())...)
	}
	if len(faults) > 0 {
		printFaults(env, faults)
		return exitConfig
	}
	err = command.Run(&app.App{
		In:      env.in,
		Out:     env.out,
		Err:     env.err,
		Getenv:  env.getenv,
		Now:     time.Now,
		Log:     logger(env.err, levelOf(c.LogLevel, command.Command())),
		Folders: c.Knowledge,
		Started: started,
	})
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		return exitOK // it was asked to stop while it started
	}
	return fail(env, err)
}

// numbersAsWords keeps negative numbers from being read as flags: -1073417709 is
// how some programs write 0xC004F213.
func numbersAsWords(args []string) []string {
	words := slices.Clone(args)
	for i, arg := range words {
		if n, err := strconv.ParseInt(arg, 10, 64); err == nil && n < 0 {
			words[i] = " " + arg
		}
	}
	return words
}

// fail prints an error, if there is one, and returns the exit code.
func fail(env environment, err error) int {
	if err == nil {
		return exitOK
	}
	if errors.Is(err, app.ErrNotUnderstood) {
		return exitNotUnderstood
	}
	code := exitFailure
	if _, ok := errors.AsType[*app.UsageError](err); ok {
		code = exitUsage
	}
	if app.IsSettingError(err) {
		code = exitConfig
	}
	if app.IsKnowledgeError(err) {
		code = exitKnowledge
	}
	_, _ = fmt.Fprintf(app.MaskedLog(env.err), "aktivering: %v\n", err)
	return code
}

// levelOf returns how much to log: what the flag says, which has been checked, or
// what suits the command.
func levelOf(flag, command string) zerolog.Level {
	level, err := zerolog.ParseLevel(flag)
	switch {
	case err == nil && flag != "":
		return level
	case command == "serve":
		return zerolog.InfoLevel
	}
	return zerolog.WarnLevel
}

// logger writes on standard error, without secrets.
func logger(w io.Writer, level zerolog.Level) zerolog.Logger {
	return zerolog.New(app.MaskedLog(w)).Level(level).With().Timestamp().Logger()
}
