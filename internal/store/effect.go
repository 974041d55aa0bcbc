package store

import (
	"context"
	"time"

	"aktivering/bot"
	"aktivering/bot/port"
)

// How effects are performed.
const (
	// MaxPerPlatform is how many lanes of a platform are worked on at a time, unless a
	// store's options say otherwise: a platform that is slow takes no worker of the others.
	MaxPerPlatform = 64
	// MaxPerChannel is how many of them belong to one channel: one that hangs leaves most
	// of its platform's workers to the others.
	MaxPerChannel = 16
	// TaskTimeout is how long one task may take: as long as an adapter's request.
	TaskTimeout = 10 * time.Second
	// StopTimeout is how long tasks under way may go on when a Run is to end.
	StopTimeout = 3 * time.Second
)

// Perform carries out a task, within TaskTimeout.
func Perform(ctx context.Context, p port.Performer, t port.Task) port.Result {
	ctx, cancel := context.WithTimeout(ctx, TaskTimeout)
	defer cancel()
	return p.Perform(ctx, t)
}

// Task returns the effect as it is given to a performer: with the owner of its conversation,
// and the time.
func (i *Item) Task(owner bot.Owner, now time.Time) port.Task {
	return port.Task{Key: i.Key, Of: i.Of, Effect: i.Effect, Owner: owner, Waits: i.Waits, Tries: i.Tries, Saved: i.Saved, Now: now, Trace: i.Trace}
}

// DecodeReply completes a transcript's line of kind bot.EntryReplied with the reply that
// Item.Decode reads. It returns false for an effect that the person was not shown. One
// that cannot be read is told of in the line's text.
func DecodeReply(e *bot.Entry, body, said []byte) (shown bool) {
	effect, err := bot.DecodeEffectParts(body, said)
	if err != nil {
		e.Text = err.Error()
		return true
	}
	say, ok := effect.(bot.SendReply)
	if !ok || say.ToDesk {
		return false
	}
	e.Reply = &say.Reply
	return true
}

// Destination is where an effect is carried out; from is where the event came from that
// led to it.
func Destination(e bot.Effect, from bot.Address) bot.Address {
	switch e := e.(type) {
	case bot.SendReply:
		return e.To
	case bot.EditReply:
		return e.To
	case bot.UpdateCard:
		return e.To
	case bot.PostTranscript:
		return e.To
	case bot.AnnounceQueue:
		return e.To
	case bot.AnnounceProblem:
		return e.To
	case bot.SetBlock:
		return e.To
	case bot.CountReports:
		return e.To
	case bot.NotifyWebhook:
		return e.To
	case bot.MarkResolved:
		return e.To
	case bot.ForgetPerson:
		return e.To
	case bot.EraseAtDesk:
		return e.To
	case bot.SetTimer:
		if e.By != (bot.Address{}) {
			return e.By
		}
	}
	return from
}

// SourceOf returns the message that an effect relays, or changes where it was relayed;
// empty where it does neither.
func SourceOf(e bot.Effect) bot.MessageID {
	switch e := e.(type) {
	case bot.SendReply:
		return e.RelayOf
	case bot.EditReply:
		return e.RelayOf
	default:
		return ""
	}
}
