package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"aktivering/internal/bench/soak/loopback"
)

// hostile are words of the lexicon repeated, which a matcher may try to split.
func hostile() []fault {
	var list []fault
	for _, size := range []int{600, 2_000, 6_000, 64_000} {
		list = append(list, fault{
			fmt.Sprint("hostile-", size),
			fmt.Sprintf("one person sends ten messages of %d bytes at once, \"day\" and \"aktiver\" repeated without a space, while 20 others ask ordinary things; SQLite; their answers in 20 s", size),
			func(ctx context.Context, b *bench) (figures, error) { return b.repeatWords(ctx, size) },
		})
	}
	return list
}

const (
	// ordinary is how many ask ordinary things.
	ordinary = 20
	// bearable is how long an answer may take: Slack waits for three seconds.
	bearable = 3 * time.Second
)

func (b *bench) repeatWords(ctx context.Context, size int) (f figures, err error) {
	r, err := b.newRooms(0)
	if err != nil {
		return f, err
	}
	p, err := b.talking(ctx, filepath.Join(b.folder, "bot.db"), r)
	if err != nil {
		return f, err
	}
	c := newCrowd(r, p.at)
	talking, stop := context.WithCancel(ctx)
	var all sync.WaitGroup
	defer all.Wait()
	defer stop()
	all.Go(func() { c.talk(talking, b.scaled(ordinary), 300*time.Millisecond) })
	pause(ctx, 2*time.Second) // all is warm
	began := time.Now()
	for n := range 10 {
		all.Go(func() {
			text := strings.Repeat([]string{"day", "aktiver"}[n%2], size)[:size]
			h := loopback.Happened{Room: loopback.Persons, Key: fmt.Sprint("hostile/", n), Channel: "hostile", Person: "hostile", Text: text}
			_ = h.Post(talking, c.client, p.at()) // whether it is taken in is no matter
		})
	}
	pause(ctx, b.lasting(20*time.Second))
	ended := time.Now()
	stop()
	all.Wait()
	f.count(b.log, c, &r.sights)
	f.Lost = none // who still waits is in the times
	f.Recovered, f.Caught = none, none
	waits := c.waits(began, ended)
	longest := quantile(waits, 100)
	f.note("others' answers: median %s, p99 %s, longest %s", took(quantile(waits, 50)), took(quantile(waits, 99)), took(longest))
	f.want(longest <= bearable, "an answer took more than %s", bearable)
	return f, p.measured(&f)
}
