package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"aktivering/adapters/terminal"
	"aktivering/bot/desk"
	"aktivering/bot/dialogue"
	"aktivering/bot/match"
	"aktivering/bot/port"
	"aktivering/bot/understand"
	"aktivering/internal/files"
	"aktivering/internal/settings"
	"aktivering/internal/store"
	"aktivering/knowledge"
)

// App is the program and what it runs with.
type App struct {
	In       io.Reader
	Out, Err io.Writer
	Getenv   func(string) string
	Now      func() time.Time
	Log      zerolog.Logger
	// Folders are folders with articles beside the embedded ones.
	Folders []string
	// Packs are the built-in packs whose articles count; none means all of them.
	Packs []string
	// Adapters are those that Serve serves.
	Adapters []port.Adapter
	// Started is called when a command has started, and stops in order from then on. It
	// may be nil.
	Started func()
}

func (a *App) started() {
	if a.Started != nil {
		a.Started()
	}
}

// ErrNotUnderstood means that a question was answered with nothing but that.
var ErrNotUnderstood = errors.New("not understood")

// UsageError is something that the user of a command got wrong.
type UsageError struct{ Message string }

func (e *UsageError) Error() string { return e.Message }

// IsSettingError reports whether a change of the settings fixes an error.
func IsSettingError(err error) bool {
	_, setting := errors.AsType[*settings.Error](err)
	_, place := errors.AsType[*store.PlaceError](err)
	return setting || place
}

// maxQuestion bounds a question that is read from a file or a pipe, in bytes.
const maxQuestion = 64 << 10

// load reads the knowledge; an error of kind knowledge.Faults says all that is
// wrong with it.
func (a *App) load(ctx context.Context) (*knowledge.Base, error) {
	return a.loadWith(ctx, knowledge.LoadLanguage)
}

func (a *App) loadWith(ctx context.Context, language func() (*knowledge.Language, error)) (*knowledge.Base, error) {
	kb, err := a.loadAll(ctx, language)
	if err != nil {
		return nil, err
	}
	if kb, err = kb.Choose(a.Packs); err != nil {
		return nil, settings.Errorf("PACKS: %v", err)
	}
	return kb, nil
}

// loadAll is loadWith with the articles of every pack.
func (a *App) loadAll(ctx context.Context, language func() (*knowledge.Language, error)) (*knowledge.Base, error) {
	defer a.deferGC()()
	start := a.Now()
	packs := make([]fs.FS, len(a.Folders))
	for i, folder := range a.Folders {
		packs[i] = knowledge.Folder{FS: files.Folder(folder), Name: folder}
	}
	kb, err := knowledge.LoadWith(language, packs...)
	if err != nil {
		return nil, fmt.Errorf("knowledge: %w", err)
	}
	if e := a.Log.Debug(); e.Enabled() { // to count the articles reads them all
		e.Ctx(ctx).Int("articles", len(kb.Articles())).Dur("took", a.Now().Sub(start)).Msg("knowledge loaded")
	}
	return kb, nil
}

// manager loads the knowledge and returns what decides about events.
func (a *App) manager(ctx context.Context) (desk.Manager, *match.Matcher, error) {
	return a.managerWith(ctx, match.Prepare)
}

// managerWith is manager with words that a function makes of language data.
func (a *App) managerWith(ctx context.Context, prepare func(*knowledge.Language) *match.Words) (desk.Manager, *match.Matcher, error) {
	defer a.deferGC()()
	// The matcher learns its words while the articles are read: a command that
	// answers one question spends most of its time on these two.
	language := sync.OnceValues(knowledge.LoadLanguage)
	var words *match.Words
	var beside sync.WaitGroup
	beside.Go(func() {
		if l, err := language(); err == nil {
			words = prepare(l)
		}
	})
	kb, err := a.loadWith(ctx, language)
	beside.Wait()
	if err != nil {
		return desk.Manager{}, nil, err
	}
	matcher := words.Matcher(kb)
	model, err := understand.LoadModel()
	if err != nil {
		return desk.Manager{}, nil, err //nolint:wrapcheck // it says what it is about
	}
	return desk.Manager{Manager: dialogue.Manager{Knowledge: kb, Matcher: matcher, Texts: understand.NewReader(model, kb.Language())}}, matcher, nil
}

// setUp gives the core the desk and the zone of its times.
func setUp(m *desk.Manager, d settings.Desk) (err error) {
	if m.Zone, err = d.Zone(); err != nil {
		return err
	}
	m.Desks, err = d.Desks()
	return err
}

// deferGC puts off the garbage collector, which takes a third of the time to start,
// until the function it returns is called. What is embedded is small; what an
// operator adds may not be.
func (a *App) deferGC() (done func()) {
	if len(a.Folders) > 0 {
		return func() {}
	}
	before := debug.SetGCPercent(-1)
	return func() { debug.SetGCPercent(before) }
}

// style is how replies look on the standard output.
func (a *App) style() terminal.Style { return terminal.StyleOf(a.Out, a.Getenv) }

// locale is what the environment says of the person's language, such as nb-NO;
// empty when it says nothing.
func (a *App) locale() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := a.Getenv(name); value != "" {
			value, _, _ = strings.Cut(value, ".")
			if value == "C" || value == "POSIX" {
				return ""
			}
			return strings.ReplaceAll(value, "_", "-")
		}
	}
	return ""
}
