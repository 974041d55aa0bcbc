package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"aktivering/bot"
)

// job is a lane that has something to do at a time; the zero time is now.
type job struct {
	lane
	at time.Time
	// first tells that nothing waits in the conversation before it.
	first bool
}

func (j job) params() river.InsertManyParams {
	opts := &river.InsertOpts{ScheduledAt: j.at}
	if j.Timer != 0 {
		return river.InsertManyParams{Args: wake{j.lane}, InsertOpts: opts}
	}
	return river.InsertManyParams{Args: deliver{j.lane}, InsertOpts: opts}
}

// jobsOf are the jobs that effects need; first tells that nothing waits before them.
func jobsOf(effects []effect, first bool) []job {
	var jobs []job
	for _, e := range effects {
		if e.reason == reasonHanded {
			continue
		}
		j := job{lane: e.lane, first: first && !e.later}
		if e.later {
			j.at = e.due
		}
		if !slices.Contains(jobs, j) {
			jobs = append(jobs, j)
		}
	}
	return jobs
}

// pending tells where a transaction has left something to do at once: in which of River's
// queues, and whether on a local platform.
type pending struct {
	queues []string
	local  bool
	// scheduled are jobs that existed already and wait for their time, and ahead those of them whose
	// lane has nothing else to wait for.
	scheduled, ahead []int64
}

// insertJobs inserts the jobs of lanes that have none, within a transaction.
func (s *Store) insertJobs(ctx context.Context, t pgx.Tx, jobs []job) (n pending, err error) {
	var params []river.InsertManyParams
	first := make(map[lane]bool)
	for _, j := range jobs {
		first[j.lane] = j.first
		if s.isLocal(j.Platform) {
			n.local = true
			continue
		}
		params = append(params, j.params())
	}
	if len(params) == 0 {
		return n, nil
	}
	results, err := s.jobs.InsertManyTx(ctx, t, params)
	if err != nil {
		return n, fmt.Errorf("insert jobs: %w", err)
	}
	for _, r := range results {
		switch r.Job.State {
		case rivertype.JobStateAvailable:
			// Also where the job was there already: a fetch may just have passed over
			// it, while this transaction held it.
			n.queues = append(n.queues, r.Job.Queue)
		case rivertype.JobStateScheduled, rivertype.JobStateRetryable:
			if r.UniqueSkippedAsDuplicate {
				n.scheduled = append(n.scheduled, r.Job.ID)
				var of lane
				if err := json.Unmarshal(r.Job.EncodedArgs, &of); err == nil && first[of] {
					n.ahead = append(n.ahead, r.Job.ID)
				}
			}
		default: // it runs
		}
	}
	return n, nil
}

func (s *Store) isLocal(p bot.Platform) bool { return slices.Contains(s.local, p) }

// announce notifies those who serve what has something to do.
func (s *Store) announce(n pending) {
	s.notifier.add(n.queues)
	if n.local {
		s.serving.signal()
	}
}

// wake makes jobs available within a transaction, that existed already and wait for their time: they
// look again how long their lane has to wait.
func (s *Store) wake(ctx context.Context, t tx, left *pending, jobs []int64) error {
	for _, id := range jobs {
		woken, err := s.jobs.JobRetryTx(ctx, t, id)
		if err != nil {
			return fmt.Errorf("make a job available: %w", err)
		}
		left.queues = append(left.queues, woken.Queue)
	}
	return nil
}
