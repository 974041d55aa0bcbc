package adapterkit

import (
	"errors"
	"maps"
	"slices"
	"sync"
)

// maxFaults bounds how many faults are remembered.
const maxFaults = 100

// Health is what keeps an adapter from working, by what it is about: a channel's id, or a
// name of the adapter's own. The zero value is in good health.
type Health struct {
	mu     sync.Mutex
	faults map[string]error
}

// Set remembers a fault, or with nil that there is none any more. It returns whether that
// is news.
func (h *Health) Set(about string, fault error) (news bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	before, known := h.faults[about]
	if fault == nil {
		delete(h.faults, about)
		return known
	}
	if h.faults == nil {
		h.faults = make(map[string]error)
	}
	if !known && len(h.faults) >= maxFaults {
		return false
	}
	h.faults[about] = fault
	return !known || before.Error() != fault.Error()
}

// Err returns all faults, in the order of what they are about; nil where there is none.
func (h *Health) Err() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	var list []error
	for _, about := range slices.Sorted(maps.Keys(h.faults)) {
		list = append(list, h.faults[about])
	}
	return errors.Join(list...)
}
