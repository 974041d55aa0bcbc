package adapterkit

import (
	"sync"

	"aktivering/bot/port"
)

// maxTold bounds how many people are remembered to have been told.
const maxTold = 10_000

// Refused remembers the events that a queue refused since the store was last reached: the
// places to read again, and the people who were told. The zero value is ready.
type Refused struct {
	mu     sync.Mutex
	open   bool
	places map[string]port.OpenChannel
	told   map[string]bool
}

// Add remembers a refused event at a place, by the place's key. It returns whether it is the
// first one, and whether the person is to be told, which happens once; an empty person never
// is.
func (r *Refused) Add(key string, place port.OpenChannel, person string) (first, tell bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.open {
		first, r.open = true, true
		r.places, r.told = make(map[string]port.OpenChannel), make(map[string]bool)
	}
	if before, known := r.places[key]; !known && len(r.places) < MaxPlaces || known && place.Since.Before(before.Since) {
		r.places[key] = place
	}
	if person != "" && !r.told[person] && len(r.told) < maxTold {
		tell, r.told[person] = true, true
	}
	return first, tell
}

// Take returns the places, and forgets everything.
func (r *Refused) Take() (places []port.OpenChannel) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range r.places {
		places = append(places, p)
	}
	r.open, r.places, r.told = false, nil, nil
	return places
}
