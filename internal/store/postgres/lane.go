package postgres

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/riverqueue/river"
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

func (l lane) of() lane { return l }

// head is the query for the first effect of a lane that waits.
func (l lane) head() (sql string, args []any) {
	if l.Timer != 0 {
		return selectTask + ` WHERE e.id = $1 AND e.fate = ''`, []any{l.Timer}
	}
	return selectTask + ` WHERE e.conversation = $1 AND e.platform = $2 AND e.channel = $3 AND e.fate = '' AND e.kind = 'say' ORDER BY e.id LIMIT 1`,
		[]any{l.Conversation, l.Platform, l.Channel}
}

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

// InsertOpts are those of every job of the kind.
func (w wake) InsertOpts() river.InsertOpts { return insertOpts("wake-" + queueName(w.Platform)) }

// olderQueue is where earlier versions put their jobs, of which each is for all that
// is said of a conversation on a platform. They do not look into the queue of deliver,
// whose jobs they would take for one of theirs.
func olderQueue(p bot.Platform) string { return "say-" + queueName(p) }

// queuesOf are all queues of a platform.
func queuesOf(p bot.Platform) []string {
	l := lane{Platform: p}
	return []string{deliver{l}.InsertOpts().Queue, wake{l}.InsertOpts().Queue, olderQueue(p)}
}

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
