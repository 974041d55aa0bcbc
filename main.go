// Aktivering helps people whose Windows will not activate.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
	"github.com/rs/zerolog"

	"aktivering/internal/app"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], world{os.Stdin, os.Stdout, os.Stderr, os.Getenv})
	stop()
	os.Exit(code)
}

// Exit codes.
const (
	exitOK            = 0
	exitFailure       = 1
	exitNotUnderstood = 2  // ask: nothing documented was recognized
	exitUsage         = 64 // the command was used wrongly
	exitKnowledge     = 65 // the knowledge has faults
)

// world is what surrounds the program.
type world struct {
	in       io.Reader
	out, err io.Writer
	getenv   func(string) string
}

// commands is the command line: flags, environment and help in one place.
type commands struct {
	LogLevel  string   `enum:"trace,debug,info,warn,error" default:"warn" help:"How much to log to standard error: ${enum}."`
	Knowledge []string `name:"knowledge" placeholder:"DIR" help:"A folder with articles that add to the built-in ones or take their place. Can be repeated."`

	Ask   askCommand   `cmd:"" help:"Answer one question with everything documented that applies."`
	Chat  chatCommand  `cmd:"" help:"Talk with the bot in the terminal."`
	Match matchCommand `cmd:"" help:"Print what is understood of each line of the standard input, as JSON lines."`
	Know  struct {
		List listCommand `cmd:"" help:"List the articles."`
		Show showCommand `cmd:"" help:"Show an article with its conditions and sources."`
		Lint lintCommand `cmd:"" help:"Check every article, phrase and reference."`
	} `cmd:"" name:"knowledge" help:"Look at what the bot knows, and check it."`
}

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

type chatCommand struct {
	Lang string `enum:"nb,nn,en," default:"" placeholder:"LANG" help:"Begin in nb, nn or en."`
}

func (c *chatCommand) Run(ctx context.Context, a *app.App) error {
	return a.Chat(ctx, app.Lang(c.Lang))
}

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

type lintCommand struct{}

func (c *lintCommand) Run(ctx context.Context, a *app.App) error { return a.KnowledgeLint(ctx) }

// run is the program: it carries out one command and returns the exit code.
func run(ctx context.Context, args []string, w world) (code int) {
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
	parser, err := kong.New(&c,
		kong.Name("aktivering"),
		kong.Description("Helps people whose Windows will not activate: from an error code or a symptom to the documented remedy, offline, with its source."),
		kong.DefaultEnvars("AKTIVERING"),
		kong.Writers(w.out, w.err),
		kong.Exit(func(code int) { panic(exit(code)) }),
		kong.UsageOnError(),
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
	if err != nil {
		return fail(w, err)
	}
	command, err := parser.Parse(numbersAsWords(args))
	if err != nil {
		_, _ = fmt.Fprintf(w.err, "aktivering: %v\nSee aktivering --help.\n", err)
		return exitUsage
	}
	return fail(w, command.Run(&app.App{
		In:      w.in,
		Out:     w.out,
		Err:     w.err,
		Getenv:  w.getenv,
		Now:     time.Now,
		Log:     logger(w.err, c.LogLevel),
		Folders: c.Knowledge,
	}))
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

// fail tells what went wrong, if anything did, and returns the exit code.
func fail(w world, err error) int {
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
	if app.IsFaults(err) {
		code = exitKnowledge
	}
	_, _ = fmt.Fprintf(w.err, "aktivering: %v\n", err)
	return code
}

// logger writes for people on standard error. The flag has been checked.
func logger(w io.Writer, level string) zerolog.Logger {
	l, err := zerolog.ParseLevel(level)
	if err != nil {
		l = zerolog.WarnLevel
	}
	return zerolog.New(w).Level(l).With().Timestamp().Logger()
}
