package main

import (
	"context"
	"fmt"
	"strconv"

	"aktivering/bot"
	"aktivering/bot/desk"
	"aktivering/bot/dialogue"
	"aktivering/bot/engine"
	"aktivering/bot/event"
	"aktivering/bot/match"
	"aktivering/bot/port"
	"aktivering/bot/understand"
	"aktivering/internal/bench/soak/loopback"
	"aktivering/knowledge"
)

// message is the nth message of a person.
type message struct{ person, n int }

func (m message) key() string { return fmt.Sprintf("%s/%d", name(m.person), m.n) }

// posted is the message as it is posted.
func (m message) posted() loopback.Message {
	return loopback.Message{Key: m.key(), Person: name(m.person), Text: m.text()}
}

// messageOf is the message with a key.
func messageOf(key string) (m message, err error) {
	if _, err := fmt.Sscanf(key, "p%d/%d", &m.person, &m.n); err != nil {
		return m, fmt.Errorf("the key %q is no message's: %w", key, err)
	}
	return m, nil
}

func name(person int) string { return "p" + strconv.Itoa(person) }

// maxPeople and maxMessages are how many have a code of their own.
const maxPeople, maxMessages = 1 << 11, 1 << 10

// code is an error code that nobody else says, and no article documents, so that
// the bot repeats it.
func (m message) code() string { return fmt.Sprintf("0x%08X", 0xC3000000+m.person<<10+m.n) }

// What people say: a code of their own, and what makes dialogues.
var (
	frames = []string{"%s", "får %s når jeg skal aktivere", "windows says %s", "no står det %s her"}
	talk   = []string{
		"hovedkort byttet, og nå vil Windows ha ny lisens", "windows 11", "nei", "0xC004F213", "2", "hjalp ikke",
		"får 0x8007232B på jobb-pc-en", "vet ikke", "english please", "takk", "hva betyr 0x803F7001?", "ja",
	}
)

func (m message) text() string {
	if m.n%3 == 0 {
		return fmt.Sprintf(frames[(m.n+m.person)%len(frames)], m.code())
	}
	return talk[(m.n+m.person)%len(talk)]
}

// reply is one that a person is to get.
type reply struct {
	turn int
	text string
}

// core says what the bot's core replies, without a store and a network.
type core struct{ mind desk.Manager }

func newCore() (core, error) {
	kb, err := knowledge.Default()
	if err != nil {
		return core{}, fmt.Errorf("load: %w", err)
	}
	model, err := understand.LoadModel()
	if err != nil {
		return core{}, fmt.Errorf("load: %w", err)
	}
	return core{desk.Manager{Manager: dialogue.Manager{Knowledge: kb, Matcher: match.New(kb), Texts: understand.NewReader(model, kb.Language())}}}, nil
}

// replies are those to a person's messages, in order, at the times when they were sent: what is
// offered follows the time of day.
func (c core) replies(ctx context.Context, said []message, when map[message]saying) ([]reply, error) {
	var once once
	eng := engine.New(c.mind, &once, new(loopback.Adapter))
	for _, m := range said {
		if err := eng.Handle(ctx, m.posted().Inbound(when[m].sent)); err != nil {
			return nil, err
		}
	}
	return once.replies, nil
}

// once is a port.Store of one conversation that is not kept.
type once struct {
	conversation bot.Conversation
	replies      []reply
}

func (o *once) Turn(_ context.Context, _ event.Inbound, step port.Step) (dropped bool, err error) {
	d := step(o.conversation)
	o.conversation = d.Conversation
	for _, e := range d.Effects {
		if say, ok := e.(bot.SendReply); ok {
			out := loopback.ReplyOf(port.Outbound{To: say.To, Reply: say.Reply})
			o.replies = append(o.replies, reply{out.Turn, out.Text})
		}
	}
	return false, nil
}
