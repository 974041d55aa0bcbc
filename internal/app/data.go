package app

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"aktivering/adapters/terminal"
	"aktivering/bot"
	"aktivering/internal/settings"
	"aktivering/internal/store"
)

// OutboxQuery selects what is listed of the outbox.
type OutboxQuery struct {
	Database settings.Database
	All      bool `help:"List also what was delivered and what was dropped."`
	Limit    int  `default:"200" help:"How many to list at most, oldest first; 0 is all. The default is ${default}."`
	// JSON asks for an OutboxItem a line.
	JSON bool `name:"json" help:"Print a JSON object for each."`
}

// Faults returns what is wrong with the settings, as a *settings.Error.
func (q OutboxQuery) Faults() error { return q.Database.Faults() }

// RetryOptions name replies that were given up.
type RetryOptions struct {
	Database settings.Database
	Keys     []string `arg:"" help:"The keys, as data outbox lists them."`
}

// Faults returns what is wrong with the settings, as a *settings.Error.
func (o RetryOptions) Faults() error { return o.Database.Faults() }

// OutboxItem is what `data outbox --json` prints of one effect. Fields may be added,
// never renamed or removed.
type OutboxItem struct {
	Key string `json:"key"`
	// State is waiting, failed, dropped or done.
	State    string       `json:"state"`
	Kind     string       `json:"kind"`
	Platform bot.Platform `json:"platform"`
	Channel  string       `json:"channel"`
	Person   string       `json:"person"`
	Saved    time.Time    `json:"saved"`
	Due      time.Time    `json:"due"`
	Ended    *time.Time   `json:"ended,omitempty"`
	Tries    int          `json:"tries"`
	Reason   string       `json:"reason"`
	// Begins is how the reply begins.
	Begins string `json:"begins"`
}

// Outbox lists what waits to be delivered and what was given up.
func (a *App) Outbox(ctx context.Context, q OutboxQuery) (err error) {
	s, err := a.openExisting(ctx, q.Database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	statuses := []bot.Status{bot.Failed, ""}
	if q.All {
		statuses = append(statuses, bot.Dropped, bot.Done)
	}
	items, err := s.Effects(ctx, store.Filter{Statuses: statuses, Limit: max(q.Limit, 0)})
	if err != nil {
		return err
	}
	if q.JSON {
		for _, i := range items {
			if err := writeJSON(a.Out, newOutboxItem(i)); err != nil {
				return err
			}
		}
		return nil
	}
	if len(items) == 0 {
		_, err := fmt.Fprintln(a.Out, "Nothing is waiting, and nothing was given up.")
		return err
	}
	w := tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "KEY\tSTATE\tSAVED\tTO\tREPLY\tWHY") // Flush tells
	for _, i := range items {
		o := newOutboxItem(i)
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", o.Key, o.State, o.Saved.Format("2006-01-02 15:04:05"),
			cell(strings.Trim(string(o.Platform)+" "+o.Channel+" "+o.Person, " ")), cell(o.Begins), cell(o.Reason))
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("data outbox: %w", err)
	}
	return nil
}

// Retry puts replies that were given up back in the outbox.
func (a *App) Retry(ctx context.Context, o RetryOptions) (err error) {
	s, err := a.openExisting(ctx, o.Database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	for _, key := range o.Keys {
		err := s.Retry(ctx, key)
		if errors.Is(err, store.ErrNoItem) {
			return &UsageError{fmt.Sprintf("%s: %v; aktivering data outbox lists the keys", key, store.ErrNoItem)}
		}
		if err != nil {
			return fmt.Errorf("data retry: %w", err)
		}
		if _, err := fmt.Fprintf(a.Out, "%s waits to be delivered again.\n", key); err != nil {
			return fmt.Errorf("data retry: %w", err)
		}
	}
	return nil
}

func newOutboxItem(i store.Item) OutboxItem {
	o := OutboxItem{
		Key: i.Key, State: string(i.Status), Platform: i.Of.Address.Platform, Channel: i.Of.Address.Channel, Person: i.Of.Person,
		Saved: i.Saved, Due: i.Due, Tries: i.Tries, Reason: i.Reason,
	}
	if i.Status == "" {
		o.State = "waiting"
	}
	if !i.Ended.IsZero() {
		o.Ended = &i.Ended
	}
	switch e := i.Effect.(type) {
	case nil:
		o.Kind = "unreadable"
	case bot.SendReply:
		o.Kind, o.Begins = "reply", excerpt(e.Reply)
		o.Platform, o.Channel = e.To.Platform, e.To.Channel
	case bot.EditReply:
		o.Kind, o.Begins = "change", excerpt(e.Reply)
		o.Platform, o.Channel = e.To.Platform, e.To.Channel
	case bot.UpdateCard:
		o.Kind, o.Platform, o.Channel = "card", e.To.Platform, e.To.Channel
	case bot.PostTranscript:
		o.Kind, o.Platform, o.Channel = "transcript", e.To.Platform, e.To.Channel
	case bot.MarkResolved:
		o.Kind, o.Platform, o.Channel = "mark", e.To.Platform, e.To.Channel
	case bot.NotifyWebhook:
		o.Kind, o.Begins, o.Platform, o.Channel = "notice", string(e.Notice.Type), e.To.Platform, ""
	case bot.AnnounceProblem:
		o.Kind, o.Platform, o.Channel = "problem", e.To.Platform, e.To.Channel
	case bot.SetBlock:
		o.Kind, o.Platform, o.Channel = "block", e.To.Platform, e.To.Channel
	case bot.CountReports:
		o.Kind, o.Platform, o.Channel = "burst", e.To.Platform, e.To.Channel
	case bot.AnnounceQueue:
		o.Kind, o.Platform, o.Channel = "queue", e.To.Platform, e.To.Channel
	case bot.ForgetPerson:
		o.Kind, o.Platform, o.Channel = "forget", e.To.Platform, e.To.Channel
	case bot.EraseAtDesk:
		o.Kind, o.Platform, o.Channel = "erase", e.To.Platform, e.To.Channel
	case bot.SetTimer:
		o.Kind, o.Begins = "timer", "(a timer, due "+e.At.Format("2006-01-02 15:04")+")"
	}
	return o
}

// maxExcerpt is how much of a reply is shown, in characters.
const maxExcerpt = 50

// excerpt returns the first words of a reply.
func excerpt(r bot.Reply) string {
	text := []rune(strings.Join(strings.Fields(terminal.Render(r, terminal.Style{})), " "))
	if len(text) > maxExcerpt {
		return string(text[:maxExcerpt]) + "…"
	}
	return string(text)
}
