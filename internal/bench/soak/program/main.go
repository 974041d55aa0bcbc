// Command program is the real bot, serving one platform more: a loopback of the
// soak's, on the bot's own HTTP port. It ends when its standard input does, so that
// it does not outlive whoever started it.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/rs/zerolog"

	"aktivering/bot/port"
	"aktivering/internal/app"
	"aktivering/internal/bench/soak/loopback"
	"aktivering/internal/settings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	database := flag.String("database", "", "as serve's --database")
	sink := flag.String("sink", "", "where replies are posted")
	early := flag.Duration("early", 0, "acknowledge so long before a message is kept, which is wrong")
	rooms := flag.Bool("rooms", false, "serve a room of persons and a desk in place of the loopback")
	flag.Parse()
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // until whoever started it is gone
		os.Exit(1)
	}()
	client := &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 100}}
	serving := settings.Serve{Database: settings.Database(*database), HTTPAddr: "127.0.0.1:0", Grace: 5 * time.Second}
	adapters := []port.Adapter{&loopback.Adapter{Sink: *sink, Early: *early, Client: client}}
	if *rooms {
		adapters = []port.Adapter{
			&loopback.Room{Name: loopback.Persons, Sink: *sink, Early: *early, Client: client},
			&loopback.Room{Name: loopback.Desk, Sink: *sink, Early: *early, Client: client},
		}
		serving.Desk = settings.Desk{Platform: loopback.Desk, SlackChannel: loopback.Cases, Timezone: "UTC"}
	}
	a := &app.App{
		In: strings.NewReader(""), Out: os.Stdout, Err: os.Stderr, Getenv: func(string) string { return "" }, Now: time.Now,
		Log:      zerolog.New(os.Stderr).Level(zerolog.ErrorLevel).With().Timestamp().Logger(),
		Adapters: adapters,
	}
	return a.Serve(ctx, serving)
}
