package discord

import (
	"errors"
	"maps"
	"slices"
	"sync"
)

// What can be wrong besides single channels, which go by their id.
const (
	aboutToken    = " token" // a space sorts first
	aboutGateway  = " gateway"
	aboutStart    = " start"
	aboutContent  = "content"
	aboutCommands = "commands"
	aboutThreads  = "/threads" // behind the channel's id
)

// maxFaults bounds how many are remembered.
const maxFaults = 100

// faults are what is in the way and only an administrator can mend, by what it is
// about.
type faults struct {
	mu  sync.Mutex
	all map[string]error
}

// note keeps that something is wrong, or with nil that it is not any more. It
// returns true where that is news.
func (f *faults) note(about string, err error) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	before, known := f.all[about]
	if err == nil {
		delete(f.all, about)
		return known
	}
	if f.all == nil {
		f.all = make(map[string]error)
	}
	if !known && len(f.all) >= maxFaults {
		return false
	}
	f.all[about] = err
	return !known || before.Error() != err.Error()
}

// list returns all that is wrong, the gravest first, or nil.
func (f *faults) list() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	var list []error
	for _, about := range slices.Sorted(maps.Keys(f.all)) {
		list = append(list, f.all[about])
	}
	return errors.Join(list...)
}
