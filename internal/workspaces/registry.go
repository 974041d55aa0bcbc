package workspaces

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"aktivering/internal/files"
	"aktivering/internal/store"
)

// Registry knows the settings of all workspaces: those of a file, and those that are kept in a
// database. Where both have a workspace, the file's hold.
type Registry struct {
	// File is a path; empty is none.
	File    string
	Store   Store
	Checker Checker
	Now     func() time.Time
}

// Store keeps settings; see store.Workspaces.
type Store interface {
	WorkspaceSettings(ctx context.Context) ([]store.WorkspaceSettings, error)
	SaveWorkspaceSettings(ctx context.Context, w store.WorkspaceSettings, before time.Time) (bool, error)
}

// Entry are settings, and where they are from.
type Entry struct {
	Settings
	// InFile tells that they are the file's, and cannot be changed elsewhere.
	InFile bool
	// By and Changed are who set them, and when; zero of those of a file.
	By      string
	Changed time.Time
	// Faults are what is wrong with settings that are kept, so that they do not hold: a later version
	// may know more, or a pack may be gone.
	Faults []Fault
}

// FileError is what is wrong with the file.
type FileError struct {
	File   string
	Faults []string
}

func (e *FileError) Error() string { return strings.Join(e.Lines(), "; ") }

// Lines are the faults, each with the file before it.
func (e *FileError) Lines() []string {
	lines := make([]string, len(e.Faults))
	for i, f := range e.Faults {
		lines[i] = e.File + ": " + f
	}
	return lines
}

// ReadFile reads the settings of the file. It fails with a *FileError.
func (r Registry) ReadFile() ([]Settings, error) {
	if r.File == "" {
		return nil, nil
	}
	content, err := files.ReadFile(r.File)
	if err != nil {
		if path, ok := errors.AsType[*fs.PathError](err); ok {
			err = path.Err
		}
		return nil, &FileError{r.File, []string{err.Error() + "; WORKSPACES_FILE has to name a file, which is read again every few seconds"}}
	}
	list, err := Read(content)
	if err != nil {
		return nil, &FileError{r.File, []string{err.Error()}}
	}
	if faults := r.Checker.CheckAll(list); len(faults) > 0 {
		return nil, &FileError{r.File, faults}
	}
	return list, nil
}

// All returns the settings of all workspaces, by platform and id. A *FileError comes with those that
// are kept.
func (r Registry) All(ctx context.Context) ([]Entry, error) {
	inFile, fault := r.ReadFile()
	var all []Entry
	for _, s := range inFile {
		all = append(all, Entry{Settings: s, InFile: true})
	}
	if r.Store != nil {
		kept, err := r.Store.WorkspaceSettings(ctx)
		if err != nil {
			return nil, err //nolint:wrapcheck // it says what it is about
		}
		for _, k := range kept {
			s, err := FromJSON(k.Settings)
			if err != nil {
				return nil, err
			}
			s.Platform, s.ID = k.Platform, k.Workspace
			if slices.ContainsFunc(inFile, func(o Settings) bool { return o.Key() == s.Key() }) {
				continue
			}
			e := Entry{Settings: s, By: k.By, Changed: k.Changed, Faults: r.Checker.Check(s)}
			if channel, _ := s.Shares(settingsOf(all)); channel != "" {
				e.Faults = append(e.Faults, Fault{"channels", FaultTwice, channel, "another workspace has the channel"})
			}
			all = append(all, e)
		}
	}
	slices.SortFunc(all, func(a, b Entry) int { return cmp.Or(cmp.Compare(a.Platform, b.Platform), cmp.Compare(a.ID, b.ID)) })
	return all, fault
}

func settingsOf(list []Entry) []Settings {
	all := make([]Settings, len(list))
	for i, e := range list {
		all[i] = e.Settings
	}
	return all
}

// InForce are those that hold.
func InForce(list []Entry) (all []Settings) {
	for _, e := range list {
		if len(e.Faults) == 0 {
			all = append(all, e.Settings)
		}
	}
	return all
}

// Errors of Save and Remove.
var (
	// ErrInFile means that the file has the settings of the workspace.
	ErrInFile = errors.New("the settings of the workspace are in a file")
	// ErrChanged means that somebody else has changed them meanwhile.
	ErrChanged = errors.New("somebody else has changed the settings of the workspace")
	// ErrFull means that there are as many workspaces as can be set.
	ErrFull = fmt.Errorf("at most %d workspaces", MaxWorkspaces)
)

// Save keeps the settings of a workspace, in the place of those that were changed at a time (the zero
// time for none), or returns what is wrong with them.
func (r Registry) Save(ctx context.Context, s Settings, by string, before time.Time) ([]Fault, error) {
	all, err := r.All(ctx)
	if err != nil {
		return nil, err
	}
	faults := r.Checker.Check(s)
	if channel, with := s.Shares(settingsOf(all)); channel != "" {
		field := "channels"
		if s.Desk != nil && s.Desk.Channel == channel {
			field = "desk.channel"
		}
		faults = append(faults, Fault{field, FaultTwice, channel, "it is also " + with.String() + "'s"})
	}
	at := slices.IndexFunc(all, func(e Entry) bool { return e.Key() == s.Key() })
	switch {
	case at >= 0 && all[at].InFile:
		return nil, ErrInFile
	case at >= 0 && before.IsZero():
		faults = append(faults, Fault{"id", FaultTwice, s.ID, "it is there already"})
	case at < 0 && len(all) >= MaxWorkspaces:
		return nil, ErrFull
	}
	if len(faults) > 0 {
		return faults, nil
	}
	b, err := s.JSON()
	if err != nil {
		return nil, err
	}
	return nil, r.put(ctx, store.WorkspaceSettings{Platform: s.Platform, Workspace: s.ID, Settings: b, By: by, Changed: r.later(before)}, before)
}

// Remove removes the settings of a workspace that were changed at a time.
func (r Registry) Remove(ctx context.Context, k Key, before time.Time) error {
	return r.put(ctx, store.WorkspaceSettings{Platform: k.Platform, Workspace: k.ID}, before)
}

func (r Registry) put(ctx context.Context, w store.WorkspaceSettings, before time.Time) error {
	saved, err := r.Store.SaveWorkspaceSettings(ctx, w, before)
	if err == nil && !saved {
		err = ErrChanged
	}
	return err //nolint:wrapcheck // it says what it is about
}

// later is now, and later than the change before.
func (r Registry) later(before time.Time) time.Time {
	now := r.Now().Truncate(time.Microsecond)
	if !now.After(before) {
		return before.Add(time.Microsecond)
	}
	return now
}
