package browser

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// Event is one Server-Sent Event.
type Event struct{ ID, Name, Data string }

// Follow calls back for each event of a stream, from the one after an id on, until the stream or
// ctx ends or the callback returns false. The opened one, which may be nil, is called when the
// stream is there.
func (b *Browser) Follow(ctx context.Context, address, after string, opened func(), each func(Event) bool) error {
	r, err := b.request(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	if after != "" {
		r.Header.Set("Last-Event-ID", after)
	}
	resp, err := b.client.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }() // whoever streams is told by that
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", address, resp.Status)
	}
	if opened != nil {
		opened()
	}
	lines := bufio.NewReader(resp.Body)
	var e Event
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			if ctx.Err() != nil {
				return nil // it was ended here
			}
			return errors.Join(errEnded, err)
		}
		line = strings.TrimSuffix(line, "\n")
		switch name, value, _ := strings.Cut(line, ": "); {
		case line == "":
			if e.Name != "" && !each(e) {
				return nil
			}
			e = Event{ID: e.ID}
		case name == "id":
			e.ID = value
		case name == "event":
			e.Name = value
		case name == "data":
			e.Data = strings.TrimPrefix(e.Data+"\n"+value, "\n")
		}
	}
}

var errEnded = errors.New("the stream ended")
