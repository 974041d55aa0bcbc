package store_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"aktivering/internal/store"
)

// All who ask while a check is under way, or while its result holds, get that result; who
// cannot wait gets the result before.
func TestSharedCheck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		made := 0
		check := store.SharedCheck[int]{Every: time.Second, Now: time.Now, Do: func(context.Context) int {
			made++
			time.Sleep(100 * time.Millisecond)
			return made
		}}
		ask := func(patience time.Duration, want int, wantOK bool) {
			t.Helper()
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			if got, ok := check.Get(ctx); got != want || ok != wantOK {
				t.Errorf("got %d, %t; want %d, %t", got, ok, want, wantOK)
			}
		}
		ask(50*time.Millisecond, 0, false)
		var all sync.WaitGroup
		for range 10 {
			all.Go(func() { ask(time.Minute, 1, true) })
		}
		all.Wait()
		ask(time.Nanosecond, 1, true)
		time.Sleep(time.Second)
		ask(50*time.Millisecond, 1, false)
		ask(time.Minute, 2, true)
		if made != 2 {
			t.Errorf("%d checks were made, want 2", made)
		}
	})
}
