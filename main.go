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
	"runtime/debug"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
	"github.com/rs/zerolog"

	"aktivering/internal/app"
	"aktivering/internal/config"
	"aktivering/internal/manual"
	"aktivering/internal/settings"
)

func main() {
	// What reads the command line allocates less than a collection is worth.
	percent := debug.SetGCPercent(-1)
	parsed := func() { debug.SetGCPercent(percent) }
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// A second signal ends the program at once.
	context.AfterFunc(ctx, stop)
	code := run(ctx, os.Args[1:], environment{os.Stdin, os.Stdout, os.Stderr, os.Getenv, parsed})
	stop()
	os.Exit(code)
}

// Exit codes.
const (
	exitOK            = 0
	exitFailure       = 1
	exitNotUnderstood = 2  // ask: nothing documented was recognized
	exitRows          = 2  // knowledge test: a row cannot be read
	exitPage          = 2  // knowledge diff: a page cannot be read
	exitUsage         = 64 // wrong usage of the command line
	exitKnowledge     = 65 // the knowledge is invalid
	exitConfig        = 78 // the settings are invalid, or name something that cannot be used
)

// exits tell what the exit codes mean.
func exits() []manual.Exit {
	return []manual.Exit{
		{Code: exitOK, Help: "What was asked for is done; also of a program that was asked to stop."},
		{Code: exitFailure, Help: "It failed, or a check found a fault. The standard error says what, or the lines of the check."},
		{Code: exitNotUnderstood, Help: "ask: nothing documented was recognized. knowledge test and knowledge diff: a row or a page cannot be read."},
		{Code: exitUsage, Help: "The command line was used wrongly."},
		{Code: exitKnowledge, Help: "The knowledge is invalid."},
		{Code: exitConfig, Help: "The settings are invalid, or name something that cannot be used. A restart does not help."},
	}
}

// environment is what the program reads from and writes to.
type environment struct {
	in       io.Reader
	out, err io.Writer
	getenv   func(string) string
	// parsed is called when the command line was read, before the command runs. It may be nil.
	parsed func()
}

// globals are the flags of all commands.
type globals struct {
	Config    config.File      `placeholder:"FILE" help:"A YAML file with settings: flags by name, without the dashes. Also a pipe, such as a shell's <(command)."`
	LogLevel  string           `enum:"trace,debug,info,warn,error," default:"" placeholder:"LEVEL" help:"How much to log to standard error: trace, debug, info, warn or error. The default is info for serve and warn for the other commands."`
	Version   kong.VersionFlag `env:"-" help:"Print the version, the commit it was built from, and the version of Go."`
	Packs     []string         `name:"packs" env:"PACKS" placeholder:"NAME" help:"Which built-in packs of articles count, such as consumer,volume. Without it, all of them; a folder of --knowledge always counts."`
	Knowledge []string         `name:"knowledge" placeholder:"DIR" help:"A folder with articles, files of at most 1 MiB, that add to the built-in ones or take their place. Can be repeated."`
}

// commands is the command line: flags, environment and help in one place. A command with the
// tag whole needs the flags of the others too.
type commands struct {
	Global globals `embed:""`

	Serve serveCommand `cmd:"" help:"Answer people on every platform that is set up, until stopped."`
	Ask   askCommand   `cmd:"" help:"Answer one question with everything documented that applies."`
	Chat  chatCommand  `cmd:"" help:"Talk with the bot in the terminal."`
	Match matchCommand `cmd:"" help:"Print what is understood of each line of the standard input, as JSON lines."`
	Talk  talkCommand  `cmd:"" help:"Hold a whole conversation for each line of the standard input, as JSON lines: what was understood, and the replies."`
	MCP   mcpCommand   `cmd:"" name:"mcp" help:"Let an assistant look codes, texts and articles up, by the Model Context Protocol on the standard input and output. It is read only, and needs no network."`
	Know  struct {
		List   listCommand   `cmd:"" help:"List the articles, terms and asides."`
		Show   showCommand   `cmd:"" help:"Show an article, a term or an aside with its conditions and sources."`
		Init   initCommand   `cmd:"" help:"Write an example of a folder with knowledge of your own, with comments. No file is overwritten."`
		Schema schemaCommand `cmd:"" help:"Print the JSON Schema of a kind of file, by which an editor completes and checks it."`
		Lint   lintCommand   `cmd:"" help:"Check every article, term, aside, phrase and reference."`
		Diff   diffCommand   `cmd:"" help:"Compare two versions of a saved source page: which codes are new, gone or changed, and which articles to read again. Exits with 0 when codes and sections are the same, 1 when not, and 2 when a page cannot be read."`
		Stale  staleCommand  `cmd:"" help:"List the documents that were read too long ago, with the articles that cite them. Exits with 0 when there are none, and 1 when there are."`
		Gaps   gapsCommand   `cmd:"" help:"Tell where knowledge falls short: questions without an answer, codes that no article has, near misses, and articles whose remedies seldom help."`
		Test   testCommand   `cmd:"" help:"Ask the bot first messages and whole conversations, and compare what comes with what is expected. Exits with 0 when enough rows hold, 1 when not, and 2 when a row cannot be read."`
	} `cmd:"" name:"knowledge" help:"List, show, check and test what the bot knows, and compare it with its sources."`
	Check      checkCommand      `cmd:"" help:"Check the settings of serve, the database, the knowledge, the tokens and what they may do, the web pages and who signs in to them, the webhook, the clock and the disk. A line each: state, what, and what to do. Nothing is changed. Exits with 0 when nothing is wrong but for warnings, and 1 when something is."`
	Show       configCommand     `cmd:"" whole:"" name:"config" help:"Print the settings of serve that are in force, without secrets, and where each comes from: a flag, the environment, a file or the default. Exits with 78 when some are invalid."`
	Completion completionCommand `cmd:"" whole:"" help:"Print a script by which a shell completes commands and flags: bash, zsh, fish or powershell. The script says where it belongs."`
	Man        manCommand        `cmd:"" whole:"" help:"Print the man page, such as for man -l."`
	Health     healthCommand     `cmd:"" help:"Check that the bot that serves on this machine is alive, as a container's health check."`
	Data       dataCommands      `cmd:"" help:"List the outbox, retry replies that were given up, list, close and move cases, and see to what is kept of people: find, export, forget, prune, back up."`
}

// validator is what a command has that checks its settings before it runs: Faults returns
// all that is wrong with them.
type validator interface{ Faults() error }

// hinter is what a command has that can look up what should be set where something is wrong.
type hinter interface {
	Hints(ctx context.Context) []string
}

// The settings of each command stand in app, and are the command's flags here.
type (
	serveCommand  struct{ settings.Serve }
	chatCommand   struct{ app.ChatOptions }
	askCommand    struct{ app.Question }
	healthCommand struct{ app.HealthOptions }
	checkCommand  struct{ app.CheckOptions }
	configCommand struct{ app.ConfigOptions }
	testCommand   struct{ app.TestOptions }
	diffCommand   struct{ app.DiffOptions }
	staleCommand  struct{ app.StaleOptions }
	gapsCommand   struct{ app.GapsOptions }
	matchCommand  struct {
		Plain   bool `help:"Read plain lines, not JSON objects with a query."`
		Explain bool `help:"Print also why each text is read as it is: clauses, evidence and weights."`
	}
	talkCommand struct {
		Explain bool `help:"Print also why each text is read as it is: clauses, evidence and weights."`
	}
	listCommand struct {
		Lang settings.Lang `enum:"${languages}" default:"${language}" placeholder:"LANG" help:"The language of the titles: ${enum}."`
	}
	showCommand struct {
		Lang    settings.Lang `enum:"${languages}" default:"${language}" placeholder:"LANG" help:"The language: ${enum}."`
		Windows string        `enum:"10,11" default:"11" placeholder:"N" help:"The version of Windows: ${enum}."`
		ID      string        `arg:"" help:"The id of an article, a term or an aside, or a code."`
	}
	completionCommand struct {
		Shell string `arg:"" enum:"bash,zsh,fish,powershell" help:"The shell: ${enum}."`
	}
	manCommand  struct{}
	lintCommand struct{}
	mcpCommand  struct{}
	initCommand struct {
		Dir string `arg:"" help:"The folder; it is made where there is none."`
	}
	schemaCommand struct {
		Name string `arg:"" optional:"" enum:"${schemas}" default:"article" help:"The kind of file: ${enum}. The default is ${default}."`
	}
)

func (c *serveCommand) Run(ctx context.Context, a *app.App) error {
	return a.Serve(ctx, c.Serve)
}

func (c *chatCommand) Run(ctx context.Context, a *app.App) error { return a.Chat(ctx, c.ChatOptions) }

func (c *askCommand) Run(ctx context.Context, a *app.App) error { return a.Ask(ctx, c.Question) }

func (c *healthCommand) Run(ctx context.Context, a *app.App) error {
	return a.Health(ctx, c.HealthOptions)
}

func (c *checkCommand) Run(ctx context.Context, a *app.App) error {
	return a.Check(ctx, c.CheckOptions)
}

func (c *configCommand) Run(a *app.App, parsed *kong.Context, source *config.Source) error {
	return a.Config(source.Settings(parsed), c.ConfigOptions)
}

func (c *matchCommand) Run(ctx context.Context, a *app.App) error {
	return a.Match(ctx, c.Plain, c.Explain)
}

func (c *talkCommand) Run(ctx context.Context, a *app.App) error { return a.Talk(ctx, c.Explain) }

func (*mcpCommand) Run(ctx context.Context, a *app.App) error { return a.MCP(ctx) }

func (c *completionCommand) Run(k *kong.Kong, a *app.App) error {
	return manual.Completion(a.Out, c.Shell, k.Model) //nolint:wrapcheck // it says what it is about
}

func (*manCommand) Run(k *kong.Kong, a *app.App) error {
	return manual.Man(a.Out, k.Model, exits()) //nolint:wrapcheck // likewise
}

func (c *listCommand) Run(ctx context.Context, a *app.App) error { return a.KnowledgeList(ctx, c.Lang) }

func (c *showCommand) Run(ctx context.Context, a *app.App) error {
	return a.KnowledgeShow(ctx, c.ID, c.Lang, c.Windows)
}

func (c *initCommand) Run(a *app.App) error { return a.KnowledgeInit(c.Dir) }

func (c *schemaCommand) Run(a *app.App) error { return a.KnowledgeSchema(c.Name) }

func (c *lintCommand) Run(ctx context.Context, a *app.App) error { return a.KnowledgeLint(ctx) }

func (c *testCommand) Run(ctx context.Context, a *app.App) error {
	return a.KnowledgeTest(ctx, c.TestOptions)
}

func (c *diffCommand) Run(ctx context.Context, a *app.App) error {
	return a.KnowledgeDiff(ctx, c.DiffOptions)
}

func (c *staleCommand) Run(ctx context.Context, a *app.App) error {
	return a.KnowledgeStale(ctx, c.StaleOptions)
}

func (c *gapsCommand) Run(ctx context.Context, a *app.App) error {
	return a.KnowledgeGaps(ctx, c.GapsOptions)
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
	source := &config.Source{Getenv: env.getenv}
	commandLine, global := commandLineFor(args, env.getenv)
	languages, err := settings.LanguageVars()
	if err != nil {
		return fail(env, err)
	}
	parser, err := kong.New(commandLine, append(source.Options(),
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
		_, _ = fmt.Fprintf(env.err, "aktivering: %s\nSee aktivering --help.\n", config.Hide(wrongUsage(err)))
		printFaults(env, source.Faults())
		return exitUsage
	}
	faults := source.Faults()
	if target, ok := reflect.TypeAssert[validator](command.Selected().Target.Addr()); ok {
		faults = append(faults, relevantFaults(target.Faults(), source.Invalid())...)
	}
	if len(faults) > 0 {
		if target, ok := reflect.TypeAssert[hinter](command.Selected().Target.Addr()); ok {
			faults = append(faults, target.Hints(ctx)...)
		}
		printFaults(env, faults)
		return exitConfig
	}
	if env.parsed != nil {
		env.parsed()
	}
	err = command.Run(&app.App{
		In:      env.in,
		Out:     env.out,
		Err:     env.err,
		Getenv:  env.getenv,
		Now:     time.Now,
		Log:     logger(env.err, levelOf(global.LogLevel, command.Command())),
		Folders: global.Knowledge,
		Packs:   global.Packs,
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
	if _, ok := errors.AsType[*app.PageError](err); ok {
		code = exitPage
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
