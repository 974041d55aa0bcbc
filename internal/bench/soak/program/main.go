// Command program is the real bot, serving one platform more: a loopback of the
// test's, on the bot's own HTTP port.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/rs/zerolog"

	"aktivering/adapters/terminal"
	"aktivering/bot"
	"aktivering/internal/app"
)

func main() {
	database := flag.String("database", "", "as serve's --database")
	sink := flag.String("sink", "", "where replies are posted")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *database, *sink); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, database, sink string) error {
	d, err := app.ParseDatabase(database)
	if err != nil {
		return err
	}
	a := &app.App{
		In: strings.NewReader(""), Out: os.Stdout, Err: os.Stderr, Getenv: func(string) string { return "" }, Now: time.Now,
		Log: zerolog.New(os.Stderr).Level(zerolog.ErrorLevel).With().Timestamp().Logger(),
		Adapters: []bot.Adapter{&loopback{
			sink:   sink,
			client: &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 100}},
		}},
	}
	return a.Serve(ctx, app.Serving{Database: d, HTTPAddr: "127.0.0.1:0", Grace: 5 * time.Second})
}

// loopback is a platform that is a port and a sink. A message is acknowledged
// with 200, and only when it is kept.
type loopback struct {
	sink   string
	client *http.Client
	inbox  atomic.Pointer[bot.Inbox]
}

const platform bot.Platform = "loopback"

func (*loopback) Platform() bot.Platform { return platform }

func (*loopback) Limits() bot.Limits { return bot.Limits{Buttons: true} }

func (l *loopback) Run(ctx context.Context, inbox bot.Inbox) error {
	l.inbox.Store(&inbox)
	<-ctx.Done()
	l.inbox.Store(nil)
	return nil
}

func (l *loopback) Mount(mux *http.ServeMux) { mux.HandleFunc("POST /loopback/messages", l.receive) }

func (l *loopback) receive(w http.ResponseWriter, r *http.Request) {
	var message struct{ Key, Person, Text string }
	if err := json.NewDecoder(io.LimitReader(r.Body, 1<<16)).Decode(&message); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	inbox := l.inbox.Load()
	if inbox == nil {
		http.Error(w, "not receiving", http.StatusServiceUnavailable)
		return
	}
	err := (*inbox).Handle(r.Context(), bot.Inbound{
		Key:    message.Key,
		At:     time.Now(),
		From:   bot.Address{Platform: platform, Channel: message.Person},
		Person: bot.Person{ID: message.Person},
		Event:  bot.Said{Text: message.Text, Addressed: true},
	})
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
	}
}

func (l *loopback) Send(ctx context.Context, out bot.Outbound) (bot.MessageID, error) {
	body, err := json.Marshal(map[string]any{
		"key": out.Key, "person": out.To.Channel, "turn": out.Reply.Turn, "text": terminal.Render(out.Reply, terminal.Style{}),
	})
	if err != nil {
		return "", err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, l.sink, bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	response, err := l.client.Do(request)
	if err != nil {
		return "", fmt.Errorf("%w: %w", bot.RetryLater{Why: "the sink cannot be reached"}, err)
	}
	defer func() { _ = response.Body.Close() }() // it was read
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return "", err
	}
	switch code := response.StatusCode; {
	case code == http.StatusOK:
		return bot.MessageID(out.Key), nil
	case code == http.StatusTooManyRequests:
		seconds, _ := strconv.Atoi(response.Header.Get("Retry-After")) // 0 is no wait
		return "", bot.RetryLater{After: time.Duration(seconds) * time.Second, Why: response.Status}
	case code == http.StatusGone:
		return "", fmt.Errorf("%s: %w", response.Status, bot.ErrGone)
	case code >= http.StatusInternalServerError:
		return "", bot.RetryLater{Why: response.Status}
	default:
		return "", fmt.Errorf("%s: %w", response.Status, bot.ErrRejected)
	}
}
