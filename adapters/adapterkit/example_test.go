package adapterkit_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"aktivering/adapters/adapterkit"
)

// An adapter adds each event to the lane of its channel. An event that cannot be handed over
// is tried again, and what comes after it in its lane waits for it.
func ExampleQueue() {
	q := adapterkit.NewQueue(context.Background(), adapterkit.QueueOptions{Workers: 2, Now: time.Now})
	away := true // the store, at first
	done := make(chan string, 2)
	add := func(lane, text string) {
		q.Add(context.Background(), adapterkit.Event{
			Lane: lane, Size: len(text),
			Do: func(context.Context) error { // usually port.Inbox.Handle
				if text == "first" && away {
					away = false
					return errors.New("the store does not answer")
				}
				done <- text
				return nil
			},
		})
	}
	add("C1", "first")
	add("C1", "second")
	fmt.Println(<-done)
	fmt.Println(<-done)
	fmt.Println("lost:", q.Close())
	// Output:
	// first
	// second
	// lost: 0
}
