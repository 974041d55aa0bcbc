package adapterkit_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"aktivering/adapters/adapterkit"
)

func TestRetry(t *testing.T) {
	final := errors.New("final")
	isFinal := func(err error) bool { return errors.Is(err, final) }
	for name, test := range map[string]struct {
		fails int           // tries before the last
		last  error         // of the last one
		stop  time.Duration // after which ctx ends
		want  error
		took  time.Duration
	}{
		"at once":        {0, nil, time.Hour, nil, 0},
		"later":          {3, nil, time.Hour, nil, 7 * time.Second},
		"much later":     {8, nil, time.Hour, nil, (1 + 2 + 4 + 8 + 16 + 32 + 60 + 60) * time.Second},
		"final":          {1, final, time.Hour, final, time.Second},
		"asked to stop":  {100, nil, 5 * time.Second, context.DeadlineExceeded, 5 * time.Second},
		"stopped before": {100, nil, 0, context.DeadlineExceeded, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), test.stop)
				defer cancel()
				began, tries, told := time.Now(), 0, 0
				err := adapterkit.Retry(ctx, func(context.Context) error {
					if tries++; tries > test.fails {
						return test.last
					}
					return errors.New("away")
				}, isFinal, func(error, time.Duration) { told++ })
				if !errors.Is(err, test.want) || time.Since(began) != test.took {
					t.Errorf("got %v after %s", err, time.Since(began))
				}
				if test.stop == time.Hour && told != test.fails {
					t.Error(fmt.Sprint("told of ", told, " failures"))
				}
			})
		})
	}
}
