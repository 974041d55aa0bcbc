package app

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"aktivering/bot"
	"aktivering/bot/desk"
	"aktivering/bot/engine"
	"aktivering/bot/port"
	"aktivering/bot/redact"
	"aktivering/internal/serving"
	"aktivering/internal/watch"
	"aktivering/knowledge"
)

const (
	// tellAfter is for how long the knowledge must have faults before the desk is told:
	// whoever copies several files leaves some until the last one is there.
	tellAfter = 2 * time.Second
	// toldFor is for how long no other process tells the desk of the same faults.
	toldFor = 24 * time.Hour
	// tellTimeout is how long it may take to tell the desk.
	tellTimeout = 20 * time.Second
)

// follower takes over changes of the folders with knowledge while they are served.
type follower struct {
	log     zerolog.Logger
	folders *watch.Folders
	places  *workspaceSettings
	engine  *engine.Engine
	leases  port.Leases
	// load loads the knowledge as it is now.
	load func(context.Context) (desk.Manager, error)
	// faulty holds why the folders are not taken over; nil where they are.
	faulty serving.Failure
	// holder names this process among those that share the leases.
	holder string
	// told are the faults that the desk was told last, empty where it was told that there are
	// none any more.
	told string
	// tell rings when the desk is to be told.
	tell *time.Timer
}

// follow begins to watch the folders; nil where there are none. It is called before they are
// read, so that no change is missed.
func (a *App) follow(ctx context.Context) *follower {
	if len(a.Folders) == 0 {
		return nil
	}
	folders, err := watch.New(a.Folders)
	if err != nil {
		a.Log.Warn().Ctx(ctx).Err(err).Msg("the system does not tell of changes in the folders with knowledge; they are looked at every few seconds")
	}
	f := &follower{log: a.Log, folders: folders, holder: rand.Text(), tell: time.NewTimer(tellAfter)}
	f.tell.Stop()
	return f
}

// close ends the watch of a start that failed.
func (f *follower) close() {
	if f != nil {
		f.folders.Close()
	}
}

// Run takes over changes until ctx ends.
func (f *follower) Run(ctx context.Context) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f.folders.Run(ctx, func() { f.takeOver(ctx) })
	}()
	for {
		select {
		case <-done:
			f.tell.Stop()
			return
		case <-f.tell.C:
			f.tellDesk(ctx)
		}
	}
}

// takeOver lets the knowledge decide as it is in the folders now, or says why it does not. It is
// checked as at the start, and taken over as a whole.
func (f *follower) takeOver(ctx context.Context) {
	before := f.faulty.Get()
	manager, err := f.loadSafely(ctx)
	if err == nil {
		err = f.places.rebase(manager)
	}
	if err == nil {
		f.log.Info().Ctx(ctx).Int("articles", len(manager.Knowledge.Articles())).Int("codes", len(manager.Knowledge.Codes())).Msg("knowledge taken over")
	}
	f.faulty.Set(err)
	if (err == nil) == (before == nil) && (err == nil || err.Error() == before.Error()) {
		return
	}
	f.tell.Reset(tellAfter)
	if err != nil {
		f.log.Error().Ctx(ctx).Strs("faults", faultsOf(err)).Msg("the knowledge has faults, and is not taken over; what was known before is served")
	}
}

var errLoading = errors.New("the knowledge could not be loaded")

// loadSafely is load of knowledge that may bring out a fault of the program: that ends nothing.
func (f *follower) loadSafely(ctx context.Context) (_ desk.Manager, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: panic: %v", errLoading, p)
			f.log.Error().Ctx(ctx).Err(err).Bytes("stack", debug.Stack()).Msg("knowledge")
		}
	}()
	return f.load(ctx)
}

// Ready returns what a probe is told of the knowledge; nil where the folders are taken over.
func (f *follower) Ready() error {
	err := f.faulty.Get()
	if err == nil {
		return nil
	}
	faults := faultsOf(err)
	first, _ := redact.Redact(faults[0])
	if n := len(faults) - 1; n > 0 {
		first += fmt.Sprintf(" (and %d more)", n)
	}
	return fmt.Errorf("%w: %s", errNotTakenOver, first)
}

var errNotTakenOver = errors.New("the folders have faults and are not taken over; what was known before is served")

// faultsOf are the faults that an error names, or the error.
func faultsOf(err error) []string {
	faults, ok := errors.AsType[knowledge.Faults](err)
	if !ok {
		return []string{err.Error()}
	}
	list := make([]string, len(faults))
	for i, fault := range faults {
		list[i] = fault.String()
	}
	return list
}

// tellDesk tells the desk of faults, or that there are none any more: of the same faults once,
// also where several processes share the folders.
func (f *follower) tellDesk(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, tellTimeout)
	defer cancel()
	var faults []string
	about := ""
	if err := f.faulty.Get(); err != nil {
		faults = faultsOf(err)
		about = strings.Join(faults, "\n")
	}
	if about == f.told {
		return
	}
	subject := about
	if faults == nil {
		subject = "no more: " + f.told
	}
	hash := sha256.Sum256([]byte(subject))
	key := hex.EncodeToString(hash[:])[:24]
	mine, err := f.leases.Lease(ctx, "knowledge/"+key, f.holder, toldFor)
	switch {
	case err != nil: // it is not known whether another one tells it
		f.log.Warn().Ctx(ctx).Err(err).Msg("the desk is not told of the knowledge")
		f.tell.Reset(tellTimeout)
		return
	case mine:
		err = f.engine.TellDesks(ctx, key, func(m desk.Manager, d *bot.Desk) bot.Reply {
			if faults == nil {
				return m.KnowledgeSound(d)
			}
			return m.KnowledgeFaults(d, faults)
		})
		if err != nil {
			f.log.Warn().Ctx(ctx).Err(err).Msg("the desk was not told of the knowledge")
		}
	}
	f.told = about
}
