package bottest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"aktivering/bot"
)

// line is an entry of a transcript. replied is the effect of a reply, nil for an event.
type line struct {
	bot.Entry
	replied *PendingEffect
}

type fatalf func(string, ...any)

func (f fatalf) Fatalf(format string, args ...any) { f(format, args...) }

// Turn implements [bot.Store]. It runs the step twice to check that it is pure, and encodes
// and decodes the conversation and its effects as the stores do.
func (w *Harness) Turn(_ context.Context, in bot.Inbound, step bot.Step) error {
	if w.Away != nil {
		if err := w.Away(in); err != nil {
			return err
		}
	}
	key := string(in.From.Platform) + "/" + in.Key
	message, _ := bot.MessageOf(in.Event)
	at := in.MessageAt()
	stands := fmt.Sprint(at.Platform, " ", at.Channel, " ", message)
	known, changed := w.changes[stands]
	if in.Key != "" && w.heard[key] || changed && !bot.IsRemoval(in.Event) && known.Outdates(in.Event, in.At) {
		return nil
	}
	before := w.Conversations[in.Ref()]
	w.turning = true
	tried, decided := step(before), step(before)
	if !reflect.DeepEqual(tried, decided) {
		w.fatal("the same step decides otherwise the second time: %+v and %+v", tried, decided)
	}
	after, effects := decided.Conversation, decided.Effects
	w.turning = false
	if eraser, ok := bot.NewEraser(in.Event, after.Turn != before.Turn, effects); ok {
		w.erase(in.Ref(), eraser)
	}
	if now, ok := bot.ChangeOf(in); ok && !known.Removed && (now.Removed || !now.At.Before(known.At)) {
		w.changes[stands] = now
	}
	if after.Turn == before.Turn {
		return nil
	}
	encoded, err := json.Marshal(after)
	if err != nil {
		return err
	}
	var stored bot.Conversation
	if err := json.Unmarshal(encoded, &stored); err != nil {
		return err
	}
	if !reflect.DeepEqual(Encode(fatalf(w.fatal), stored), encoded) {
		w.fatal("the conversation does not survive: %s", encoded)
	}
	w.heard[key] = true
	if _, known := w.Conversations[in.Ref()]; !known {
		w.order = append(w.order, in.Ref())
	}
	w.Conversations[in.Ref()] = stored
	if c := stored.Case; c != nil {
		name := fmt.Sprint(in.Ref(), c.Opened)
		if w.numbers[name] == 0 {
			w.numbers[name] = len(w.numbers) + 1
		}
		if c.Agent.ID != "" {
			w.agents[c.Agent.ID] = true
		}
	}
	w.entries[in.Ref()] = append(w.entries[in.Ref()], line{decided.Entry, nil})
	for _, e := range effects {
		body, err := bot.EncodeEffect(e)
		if err != nil {
			return err
		}
		decoded, err := bot.DecodeEffect(body)
		if err != nil {
			return err
		}
		u := &PendingEffect{key: "k" + strconv.Itoa(len(w.Effects)), of: in.Ref(), Effect: decoded, saved: w.Now, Due: w.Now}
		if wake, ok := e.(bot.SetTimer); ok {
			u.Due = wake.At
		}
		w.Effects = append(w.Effects, u)
		if say, ok := decoded.(bot.SendReply); ok && !say.ToDesk {
			w.entries[in.Ref()] = append(w.entries[in.Ref()], line{bot.Entry{Turn: after.Turn, At: w.Now, Kind: bot.EntryReplied}, u})
		}
	}
	return nil
}

// Encode returns a conversation as JSON, as the stores keep it.
func Encode(t interface{ Fatalf(string, ...any) }, c bot.Conversation) []byte {
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return b
}

// erase removes the words of a message from the transcript and the effects.
func (w *Harness) erase(ref bot.Ref, eraser *bot.Eraser) {
	for i, l := range w.entries[ref] {
		if l.Message == eraser.Message {
			w.entries[ref][i].Entry = eraser.Entry(l.Entry)
		}
	}
	for _, u := range w.Effects {
		if u.of == ref {
			u.Effect, _ = eraser.Effect(u.Effect, u.Status == "")
		}
	}
}

// Kept returns all that is stored as text, for a search: conversations, transcripts and
// effects.
func (w *Harness) Kept(fatal func(string, ...any)) string {
	var all strings.Builder
	for ref, c := range w.Conversations {
		b, err := json.Marshal(c)
		if err != nil {
			fatal("%v", err)
		}
		all.Write(b)
		for _, l := range w.entries[ref] {
			all.WriteString("\n" + string(l.Kind) + " " + l.Text)
		}
	}
	for _, u := range w.Effects {
		b, err := bot.EncodeEffect(u.Effect)
		if err != nil {
			fatal("%v", err)
		}
		all.WriteString("\n" + string(b))
	}
	return all.String()
}

// Conversation and the methods below implement [bot.Cases].
func (w *Harness) Conversation(_ context.Context, ref bot.Ref) (bot.Conversation, error) {
	return w.Conversations[ref], nil
}

// Transcript returns the entries of a conversation; those of replies have the reply as it
// was saved, or erased.
func (w *Harness) Transcript(_ context.Context, ref bot.Ref) ([]bot.Entry, error) {
	return w.Entries(ref), nil
}

// Entries returns the transcript of a conversation.
func (w *Harness) Entries(ref bot.Ref) []bot.Entry {
	var entries []bot.Entry
	for _, l := range w.entries[ref] {
		if l.replied != nil {
			say, _ := l.replied.Effect.(bot.SendReply)
			l.Reply = &say.Reply
		}
		entries = append(entries, l.Entry)
	}
	return entries
}

// WriterOf finds the conversation at an address that has a message in its transcript.
func (w *Harness) WriterOf(_ context.Context, at bot.Address, id bot.MessageID) (bot.Ref, bool, error) {
	for _, ref := range w.order {
		for _, l := range w.entries[ref] {
			if ref.Address == at && l.Message == id && id != "" {
				return ref, true, nil
			}
		}
	}
	return bot.Ref{}, false, nil
}

// CaseNumber fails where the conversation opened no case in that turn.
func (w *Harness) CaseNumber(_ context.Context, ref bot.Ref, opened int) (int, error) {
	n, ok := w.numbers[fmt.Sprint(ref, opened)]
	if !ok {
		return 0, errors.New("no such case")
	}
	return n, nil
}

// CaseAt finds the conversation whose case has its card and thread at the address.
func (w *Harness) CaseAt(_ context.Context, at bot.Address) (bot.Ref, bool, error) {
	for _, ref := range w.order {
		if c := w.Conversations[ref].Case; c != nil && c.Card != "" && c.Thread == at {
			return ref, true, nil
		}
	}
	return bot.Ref{}, false, nil
}

// Queue returns at most so many waiting conversations, in the order they began to wait.
func (w *Harness) Queue(_ context.Context, most int) ([]bot.Ref, error) {
	var refs []bot.Ref
	for _, ref := range w.order {
		if c := w.Conversations[ref].Case; c != nil && c.State == bot.CaseQueued {
			refs = append(refs, ref)
		}
	}
	slices.SortStableFunc(refs, func(a, b bot.Ref) int {
		return w.Conversations[a].Case.QueuedAt.Compare(w.Conversations[b].Case.QueuedAt)
	})
	return refs[:min(most, len(refs))], nil
}

// OpenChannels returns none: the harness has no adapter that reads channels again.
func (w *Harness) OpenChannels(context.Context, bot.Platform, int) ([]bot.OpenChannel, error) {
	return nil, nil
}

// Recent returns none, as OpenChannels does.
func (w *Harness) Recent(context.Context, bot.Platform, time.Time, time.Time, int) ([]bot.OpenChannel, error) {
	return nil, nil
}

// HasHadCase reports whether the id has had a case, on whichever platform.
func (w *Harness) HasHadCase(_ context.Context, _ bot.Platform, id string) (bool, error) {
	return w.agents[id], nil
}

// ConversationsAt returns the conversations at an address, oldest first.
func (w *Harness) ConversationsAt(_ context.Context, at bot.Address) ([]bot.Ref, error) {
	var refs []bot.Ref
	for _, ref := range w.order {
		if ref.Address == at {
			refs = append(refs, ref)
		}
	}
	return refs, nil
}

// RelayedMessages returns the ids under which effects that were performed relayed a message.
func (w *Harness) RelayedMessages(_ context.Context, ref bot.Ref, to bot.Platform, source bot.MessageID) (ids []bot.MessageID, found bool, err error) {
	for _, u := range w.Effects {
		if source != "" && u.of == ref && bot.Destination(u.Effect, ref.Address).Platform == to && bot.SourceOf(u.Effect) == source && u.Status == bot.Done {
			found = true
			if !slices.Contains(ids, u.message) {
				ids = append(ids, u.message)
			}
		}
	}
	return ids, found, nil
}
