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
	exitRows          = 2  // knowledge test: a row cannot be read
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
	LogLevel  string           `enum:"trace,debug,info,warn,error," default:"" placeholder:"LEVEL" help:"How much to log to standard error: trace, debug, info, warn or error. The default is info for serve and warn for the other commands."`
	Version   kong.VersionFlag `env:"-" help:"Print the version, the commit it was built from, and the version of Go."`
	Knowledge []string         `name:"knowledge" placeholder:"DIR" help:"A folder with articles, files of at most 1 MiB, that add to the built-in ones or take their place. Can be repeated."`

	Serve serveCommand `cmd:"" help:"Answer people on every platform that is set up, until stopped."`
	Ask   askCommand   `cmd:"" help:"Answer one question with everything documented that applies."`
	Chat  chatCommand  `cmd:"" help:"Talk with the bot in the terminal."`
	Match matchCommand `cmd:"" help:"Print what is understood of each line of the standard input, as JSON lines."`
	Talk  talkCommand  `cmd:"" help:"Hold a whole conversation for each line of the standard input, as JSON lines: what was understood, and the replies."`
	Know  struct {
		List listCommand `cmd:"" help:"List the articles, terms and asides."`
		Show showCommand `cmd:"" help:"Show an article, a term or an aside with its conditions and sources."`
		Lint lintCommand `cmd:"" help:"Check every article, term, aside, phrase and reference."`
		Test testCommand `cmd:"" help:"Ask the bot first messages and whole conversations, and compare what comes with what is expected. Exits with 0 when enough rows hold, 1 when not, and 2 when a row cannot be read."`
	} `cmd:"" name:"knowledge" help:"List, show, check and test what the bot knows."`
	Health healthCommand `cmd:"" help:"Check that the bot that serves on this machine is alive, as a container's health check."`
	Data   struct {
		Outbox outboxCommand `cmd:"" help:"List the replies that wait to be delivered and those that were given up."`
		Retry  retryCommand  `cmd:"" help:"Put replies that were given up back in the outbox."`
	} `cmd:"" help:"List the outbox, and retry replies that were given up."`
}

// validator is what a command has that checks its settings before it runs: Faults returns
// all that is wrong with them.
type validator interface{ Faults() error }

// The settings of each command stand in app, and are the command's flags here.
type (
	serveCommand  struct{ app.ServeOptions }
	chatCommand   struct{ app.ChatOptions }
	askCommand    struct{ app.Question }
	healthCommand struct{ app.HealthOptions }
	outboxCommand struct{ app.OutboxQuery }
	retryCommand  struct{ app.RetryOptions }
	testCommand   struct{ app.TestOptions }
	matchCommand  struct {
		Plain   bool `help:"Read plain lines, not JSON objects with a query."`
		Explain bool `help:"Print also why each text is read as it is: clauses, evidence and weights."`
	}
	talkCommand struct {
		Explain bool `help:"Print also why each text is read as it is: clauses, evidence and weights."`
	}
	listCommand struct {
		Lang app.Lang `enum:"${languages}" default:"${language}" placeholder:"LANG" help:"The language of the titles: ${enum}."`
	}
	showCommand struct {
		Lang    app.Lang `enum:"${languages}" default:"${language}" placeholder:"LANG" help:"The language: ${enum}."`
		Windows string   `enum:"10,11" default:"11" placeholder:"N" help:"The version of Windows: ${enum}."`
		ID      string   `arg:"" help:"The id of an article, a term or an aside, or a code."`
	}
	lintCommand struct{}
)

func (c *serveCommand) Run(ctx context.Context, a *app.App) error {
	return a.Serve(ctx, c.ServeOptions)
}

func (c *chatCommand) Run(ctx context.Context, a *app.App) error { return a.Chat(ctx, c.ChatOptions) }

func (c *askCommand) Run(ctx context.Context, a *app.App) error { return a.Ask(ctx, c.Question) }

func (c *healthCommand) Run(ctx context.Context, a *app.App) error {
	return a.Health(ctx, c.HealthOptions)
}

func (c *outboxCommand) Run(ctx context.Context, a *app.App) error {
	return a.Outbox(ctx, c.OutboxQuery)
}

func (c *retryCommand) Run(ctx context.Context, a *app.App) error {
	return a.Retry(ctx, c.RetryOptions)
}

func (c *matchCommand) Run(ctx context.Context, a *app.App) error {
	return a.Match(ctx, c.Plain, c.Explain)
}

func (c *talkCommand) Run(ctx context.Context, a *app.App) error { return a.Talk(ctx, c.Explain) }

func (c *listCommand) Run(ctx context.Context, a *app.App) error { return a.KnowledgeList(ctx, c.Lang) }

func (c *showCommand) Run(ctx context.Context, a *app.App) error {
	return a.KnowledgeShow(ctx, c.ID, c.Lang, c.Windows)
}

func (c *lintCommand) Run(ctx context.Context, a *app.App) error { return a.KnowledgeLint(ctx) }

func (c *testCommand) Run(ctx context.Context, a *app.App) error {
	return a.KnowledgeTest(ctx, c.TestOptions)
}

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
	languages, err := app.LanguageVars()
	if err != nil {
		return fail(env, err)
	}
	parser, err := kong.New(&c, append(source.Options(),
		kong.Name("aktivering"),
		kong.Description("Helps people whose Windows will not activate: from an error code or a symptom to the documented remedy, offline, with its source."),
		kong.DefaultEnvars("AKTIVERING"),
		kong.Vars{"version": "aktivering " + app.Version()},
		kong.Vars(languages),
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
		faults = append(faults, relevantFaults(target.Faults(), source.Invalid())...)
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
	if _, ok := errors.AsType[*app.RowsError](err); ok {
		code = exitRows
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
