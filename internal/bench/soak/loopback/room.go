package loopback

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	"aktivering/adapters/terminal"
	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// The platforms of a handoff, and the channel of the desk.
const (
	Persons = bot.Platform("persons")
	Desk    = bot.Platform("desk")
	Cases   = "cases"
)

// Happened is what somebody does in a room: they say something, change what they
// said, or pick a choice.
type Happened struct {
	Room    bot.Platform  `json:"room"`
	Key     string        `json:"key"`
	Channel string        `json:"channel"`
	Thread  string        `json:"thread,omitempty"`
	Person  string        `json:"person"`
	Message bot.MessageID `json:"message,omitempty"`
	Text    string        `json:"text,omitempty"`
	Edited  bool          `json:"edited,omitempty"`
	Picked  bot.ChoiceID  `json:"picked,omitempty"`
}

// Post posts to a program; a nil error is its acknowledgement.
func (h Happened) Post(ctx context.Context, client *http.Client, url string) error {
	_, err := post(ctx, client, url+pathOf(h.Room), h)
	return err
}

func pathOf(room bot.Platform) string { return "/loopback/" + string(room) }

func (h Happened) inbound(at time.Time) event.Inbound {
	in := event.Inbound{
		Key: h.Key, At: at, Person: event.Person{ID: h.Person, Name: h.Person},
		From: bot.Address{Platform: h.Room, Channel: h.Channel, Thread: h.Thread},
	}
	said := event.Message{Text: h.Text, Message: h.Message, Addressed: h.Room == Persons, InThread: h.Thread != ""}
	switch {
	case h.Picked != "":
		in.Event = event.ChoicePicked{Choice: h.Picked}
	case h.Edited:
		in.Event = event.MessageEdited{Now: said}
	default:
		in.Event = said
	}
	return in
}

// Shown is what is posted to the sink, which answers with the message's id.
type Shown struct {
	Room    bot.Platform `json:"room"`
	Key     string       `json:"key"`
	Channel string       `json:"channel"`
	Thread  string       `json:"thread,omitempty"`
	Text    string       `json:"text"`
	// Edits is the message that this takes the place of.
	Edits   bot.MessageID `json:"edits,omitempty"`
	Process int           `json:"process"`
}

// Room is the adapter of a platform with channels, threads, buttons and messages that
// can be changed.
type Room struct {
	Name bot.Platform
	// Sink, Early and Client are those of Adapter.
	Sink   string
	Early  time.Duration
	Client *http.Client

	inbox atomic.Pointer[port.Inbox]
}

// Platform names the platform.
func (r *Room) Platform() bot.Platform { return r.Name }

// Limits let a longer answer to a person become several messages.
func (r *Room) Limits() port.Limits {
	l := port.Limits{TextRunes: 500, Choices: 25, LabelRunes: 75, Buttons: true, Threads: true, Edits: true}
	if r.Name == Desk {
		l.TextRunes = 3000
	}
	return l
}

// Run lets events in until ctx ends.
func (r *Room) Run(ctx context.Context, inbox port.Inbox) error {
	r.inbox.Store(&inbox)
	<-ctx.Done()
	r.inbox.Store(nil)
	return nil
}

// Mount adds the path where events are taken.
func (r *Room) Mount(mux *http.ServeMux) {
	mux.HandleFunc("POST "+pathOf(r.Name), func(w http.ResponseWriter, request *http.Request) {
		var h Happened
		if err := json.NewDecoder(io.LimitReader(request.Body, 1<<16)).Decode(&h); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		keep(w, request, r.inbox.Load(), r.Early, h.inbound(time.Now()))
	})
}

// Send posts a reply to the sink.
func (r *Room) Send(ctx context.Context, out port.Outbound) (bot.MessageID, error) {
	return r.show(ctx, out, "")
}

// OpenThread returns the address of the thread on a message, which has the message's id.
func (r *Room) OpenThread(_ context.Context, desk bot.Address, card bot.MessageID) (bot.Address, error) {
	desk.Thread = string(card)
	return desk, nil
}

// Edit posts a reply that takes the place of another.
func (r *Room) Edit(ctx context.Context, out port.Outbound, id bot.MessageID) error {
	_, err := r.show(ctx, out, id)
	return err
}

func (r *Room) show(ctx context.Context, out port.Outbound, edits bot.MessageID) (bot.MessageID, error) {
	answer, err := post(ctx, r.Client, r.Sink, Shown{
		Room: r.Name, Key: out.Key, Channel: out.To.Channel, Thread: out.To.Thread, Edits: edits,
		Text: terminal.Render(out.Reply, terminal.Style{}), Process: os.Getpid(),
	})
	if err != nil {
		return "", judged(err)
	}
	var id bot.MessageID
	if err := json.Unmarshal(answer, &id); err != nil {
		return "", fmt.Errorf("the sink says %q: %w", answer, err)
	}
	return id, nil
}

var (
	_ port.Editor   = (*Room)(nil)
	_ port.Threader = (*Room)(nil)
)
