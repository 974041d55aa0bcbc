package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
)

// newInserter returns a client that only inserts.
func newInserter(s *Store) (*river.Client[pgx.Tx], error) {
	jobs, err := river.NewClient(silentDriver{s.driver}, &river.Config{Schema: s.schema, Logger: riverLogger(s.log), Test: river.TestConfig{Time: &s.clock}})
	if err != nil {
		return nil, fmt.Errorf("the job queue: %w", err)
	}
	return jobs, nil
}

// silentDriver is River's driver without NOTIFY: the store's notifier does that, after the
// commit. River would do it within the transaction, only for the first of several in a few
// milliseconds, and not for a job that exists already. A job that is committed just after the
// fetch that the first one led to, or was locked during it, would wait for pollEvery.
type silentDriver struct{ *riverpgxv5.Driver }

func (silentDriver) SupportsListenNotify() bool { return false }

// fetchTimeout is how long one search may take.
const fetchTimeout = 5 * time.Second

// boundedDriver is River's driver with a timeout for the one call that has none: a dead
// connection that is not known to be dead would end all deliveries.
type boundedDriver struct{ *riverpgxv5.Driver }

func (p boundedDriver) GetExecutor() riverdriver.Executor {
	return boundedExecutor{p.Driver.GetExecutor()}
}

type boundedExecutor struct{ riverdriver.Executor }

func (l boundedExecutor) JobGetAvailable(ctx context.Context, params *riverdriver.JobGetAvailableParams) (*riverdriver.JobGetAvailableResult, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	return l.Executor.JobGetAvailable(ctx, params)
}
