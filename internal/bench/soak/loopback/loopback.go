// Package loopback is a platform that consists of a port and a sink: what a person
// says is posted to the program, and what the bot replies to the sink.
package loopback

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"sync/atomic"
	"time"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/terminal"
	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// Platform is the platform's name, and Path where the program takes messages.
const (
	Platform = bot.Platform("loopback")
	Path     = "/loopback/messages"
)

// Message is what a person says.
type Message struct {
	Key    string `json:"key"`
	Person string `json:"person"`
	Text   string `json:"text"`
}

// Inbound is the message as the bot gets it.
func (m Message) Inbound(at time.Time) event.Inbound {
	return event.Inbound{
		Key:    m.Key,
		At:     at,
		From:   bot.Address{Platform: Platform, Channel: m.Person},
		Person: event.Person{ID: m.Person},
		Event:  event.Message{Text: m.Text, Addressed: true},
	}
}

// Post posts the message to a program; a nil error is its acknowledgement, which may hold a reply.
func (m Message) Post(ctx context.Context, client *http.Client, url string) (*Reply, error) {
	answer, err := post(ctx, client, url+Path, m)
	if err != nil || len(answer) == 0 {
		return nil, err
	}
	r := new(Reply)
	return r, json.Unmarshal(answer, r)
}

// post posts a body as JSON and returns the answer. Its error is a *refusal where
// there was another answer than 200.
func post(ctx context.Context, client *http.Client, url string, body any) (answer []byte, err error) {
	encoded, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(encoded))
	if err != nil {
		return nil, err
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }() // it was read
	if answer, err = io.ReadAll(response.Body); err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, &refusal{response.StatusCode, response.Header.Get("Retry-After")}
	}
	return answer, nil
}

// refusal is an answer other than 200.
type refusal struct {
	code  int
	after string
}

func (r *refusal) Error() string { return http.StatusText(r.code) }

// Reply is what is posted to the sink.
type Reply struct {
	Key    string `json:"key"`
	Person string `json:"person"`
	Turn   int    `json:"turn"`
	Text   string `json:"text"`
	// Process is the id of the process that sends it.
	Process int `json:"process"`
}

// ReplyOf is the reply that a message of the bot becomes.
func ReplyOf(out port.Outbound) Reply {
	return Reply{
		Key: out.Key, Person: out.To.Channel, Turn: out.Reply.Turn,
		Text: terminal.Render(out.Reply, terminal.Style{}), Process: os.Getpid(),
	}
}

// Adapter is the adapter of the platform.
type Adapter struct {
	// Sink is where replies are posted.
	Sink string
	// Early makes the adapter break its promise: a message is acknowledged so long
	// before it is kept. A soak must notice.
	Early time.Duration
	// Client posts to the sink.
	Client *http.Client

	inbox atomic.Pointer[port.Inbox]
}

// Platform names the platform.
func (*Adapter) Platform() bot.Platform { return Platform }

// Limits are so narrow that a longer answer becomes several messages, whose order
// a kill may not disturb.
func (*Adapter) Limits() port.Limits { return port.Limits{TextRunes: 500} }

// Run lets messages in until ctx ends.
func (a *Adapter) Run(ctx context.Context, inbox port.Inbox) error {
	a.inbox.Store(&inbox)
	<-ctx.Done()
	a.inbox.Store(nil)
	return nil
}

// Mount adds the path where messages are taken.
func (a *Adapter) Mount(mux *http.ServeMux) { mux.HandleFunc("POST "+Path, a.receive) }

// receive answers 200 when the message is kept: that is the acknowledgement.
func (a *Adapter) receive(w http.ResponseWriter, r *http.Request) {
	var m Message
	if err := json.NewDecoder(io.LimitReader(r.Body, 1<<16)).Decode(&m); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	in, inbox := m.Inbound(time.Now()), a.inbox.Load()
	if inbox != nil && a.Early == 0 {
		if responder, ok := (*inbox).(port.Responder); ok {
			respond(w, r, responder, in)
			return
		}
	}
	keep(w, r, inbox, a.Early, in)
}

// respond hands an event over, and answers when it is kept, with the reply where it is left to the
// adapter.
func respond(w http.ResponseWriter, r *http.Request, inbox port.Responder, in event.Inbound) {
	response, err := inbox.Respond(r.Context(), in)
	switch {
	case err != nil:
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
	case response != nil:
		body, err := json.Marshal(ReplyOf(response.Outbound))
		if err == nil {
			err = adapterkit.WriteResponse(w, r, "application/json", body)
		}
		response.Written(err == nil)
	}
}

// keep hands an event over, and answers when it is kept, or early.
func keep(w http.ResponseWriter, r *http.Request, inbox *port.Inbox, early time.Duration, in event.Inbound) {
	if inbox == nil {
		http.Error(w, "not receiving", http.StatusServiceUnavailable)
		return
	}
	if early > 0 {
		ctx := context.WithoutCancel(r.Context())
		time.AfterFunc(early, func() { _ = (*inbox).Handle(ctx, in) }) // too late for an error
		return
	}
	if err := (*inbox).Handle(r.Context(), in); err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
	}
}

// Send posts a reply to the sink.
func (a *Adapter) Send(ctx context.Context, out port.Outbound) (bot.MessageID, error) {
	if _, err := post(ctx, a.Client, a.Sink, ReplyOf(out)); err != nil {
		return "", judged(err)
	}
	return bot.MessageID(out.Key), nil
}

// judged is an error of post as Send returns it.
func judged(err error) error {
	refused, answered := errors.AsType[*refusal](err)
	switch {
	case !answered:
		return fmt.Errorf("%w: %w", port.RetryLater{Why: "the sink cannot be reached"}, err)
	case refused.code == http.StatusTooManyRequests:
		seconds, _ := strconv.Atoi(refused.after) // 0 is no wait
		return port.RetryLater{After: time.Duration(seconds) * time.Second, Why: err.Error()}
	case refused.code >= http.StatusInternalServerError:
		return port.RetryLater{Why: err.Error()}
	case refused.code == http.StatusGone:
		return fmt.Errorf("%w: %w", port.ErrGone, err)
	}
	return fmt.Errorf("%w: %w", port.ErrRejected, err)
}
