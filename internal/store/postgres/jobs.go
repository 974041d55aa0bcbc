package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"aktivering/bot"
)

// lane names effects that are performed one after another: those of one conversation in one
// channel, or one timer. It is the arguments of a job.
type lane struct {
	Conversation int64        `json:"conversation"`
	Platform     bot.Platform `json:"platform"`
	// Channel is empty of a timer.
	Channel string `json:"channel,omitempty"`
	// Timer is the effect's id, of a timer.
	Timer int64 `json:"timer,omitempty"`
}

func laneOf(kind string, conversation int64, to place, effect int64) lane {
	l := lane{Conversation: conversation, Platform: to.platform}
	if kind == kindWake {
		l.Timer = effect
	} else {
		l.Channel = to.channel
	}
	return l
}

func (l lane) place() place { return place{l.Platform, l.Channel} }

// deliver is the job that performs what waits in a lane, and wake the one that fires a timer.
type (
	deliver struct{ lane }
	wake    struct{ lane }
)

// The names of jobs and queues stand in the database: they must not change.

func (deliver) Kind() string { return "deliver" }
func (wake) Kind() string    { return "wake" }

// InsertOpts are those of every job of the kind.
func (d deliver) InsertOpts() river.InsertOpts { return insertOpts("lane-" + queueName(d.Platform)) }

// olderQueue is where earlier versions put their jobs, of which each is for all that
// is said of a conversation on a platform. They do not look into the queue of deliver,
// whose jobs they would take for one of theirs.
func olderQueue(p bot.Platform) string { return "say-" + queueName(p) }

// queuesOf are all queues of a platform.
func queuesOf(p bot.Platform) []string {
	l := lane{Platform: p}
	return []string{deliver{l}.InsertOpts().Queue, wake{l}.InsertOpts().Queue, olderQueue(p)}
}

// InsertOpts are those of every job of the kind.
func (w wake) InsertOpts() river.InsertOpts { return insertOpts("wake-" + queueName(w.Platform)) }

// insertOpts let a lane have one job at a time, which is not discarded while there is something
// to do. It has as many attempts as River can count, and only those count that failed without
// an outcome, which is a fault of the database or the program.
func insertOpts(queue string) river.InsertOpts {
	return river.InsertOpts{
		Queue:       queue,
		MaxAttempts: 1<<15 - 1,
		UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
			rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable,
			rivertype.JobStateRunning, rivertype.JobStateScheduled,
		}},
	}
}

// queueName returns the part of a queue's name that stands for a platform. A name that a queue
// cannot have becomes a digest, so that different platforms have different queues.
func queueName(p bot.Platform) string {
	plain := strings.Trim(string(p), "abcdefghijklmnopqrstuvwxyz0123456789") == ""
	if plain && len(p) > 0 && len(p) <= 40 {
		return string(p)
	}
	sum := sha256.Sum256([]byte(p))
	return "x-" + hex.EncodeToString(sum[:16])
}

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
