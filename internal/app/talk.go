package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"

	"aktivering/adapters/terminal"
	"aktivering/bot"
	"aktivering/bot/desk"
	"aktivering/bot/event"
	"aktivering/bot/outcome"
	"aktivering/bot/understand"
)

// maxTurns bounds the messages of one conversation of `talk`.
const maxTurns = 200

// conversation is one line that `talk` reads.
type conversation struct {
	// ID is a text or a number, and is printed as it was given.
	ID json.RawMessage `json:"id"`
	// Lang is the language of the person's own program, where the texts do not tell one.
	Lang  bot.Lang `json:"lang"`
	Turns []string `json:"turns"`
	// explain asks why each text is read as it is.
	explain bool
}

// held is one line that `talk` prints.
type held struct {
	ID    json.RawMessage `json:"id"`
	Turns []heldTurn      `json:"turns"`
}

// heldTurn is what became of one message.
type heldTurn struct {
	// Heard is what the person did with the message: an Act of bot/understand.
	Heard string `json:"heard"`
	// Decided is what the turn came to: a outcome.Kind.
	Decided outcome.Kind `json:"decided"`
	// Article is the one that is followed after the turn, and Facts are what is known then.
	Article string            `json:"article"`
	Facts   map[string]string `json:"facts"`
	// Reply is the reply as plain text, without the labels of its Choices.
	Reply   string   `json:"reply"`
	Choices []string `json:"choices"`
	// Explained tells why the text is read as it is, where that is asked for.
	Explained *understand.Explanation `json:"explained,omitempty"`
}

// Talk reads conversations, one a line, holds each from its beginning, and prints what was
// understood of every message and what the bot replied. Nothing is stored.
func (a *App) Talk(ctx context.Context, explain bool) error {
	manager, matcher, err := a.manager(ctx)
	if err != nil {
		return err
	}
	matcher.Ready()
	return a.eachLine(ctx, "talk", func(line []byte) (any, error) {
		var c conversation
		if err := json.Unmarshal(line, &c); err != nil {
			return nil, fmt.Errorf(`the line is no JSON object such as {"id": "1", "lang": "nb", "turns": ["..."]}: %w`, err)
		}
		c.explain = explain
		return a.hold(manager, c)
	})
}

var (
	errNoTurns = errors.New(`the object has no "turns"`)
	errLong    = fmt.Errorf("a conversation has at most %d turns", maxTurns)
)

// hold holds a conversation.
func (a *App) hold(manager desk.Manager, c conversation) (held, error) {
	switch {
	case len(c.Turns) == 0:
		return held{}, errNoTurns
	case len(c.Turns) > maxTurns:
		return held{}, errLong
	}
	if !manager.Knowledge.Languages().Known(c.Lang) {
		c.Lang = "" // such as und or mix: the texts tell it
	}
	result := held{ID: c.ID}
	var state bot.Conversation
	for _, text := range c.Turns {
		in := messageOf(text, c.Lang)
		in.At = a.Now()
		d := manager.Step(state, in.Masked())
		turn := heldTurnOf(d)
		if c.explain {
			turn.Explained = explained(manager, state, text)
		}
		state = d.Conversation
		result.Turns = append(result.Turns, turn)
	}
	return result, nil
}

// messageOf is a message of a person who writes in the terminal.
func messageOf(text string, lang bot.Lang) event.Inbound {
	return event.Inbound{
		From: bot.Address{Platform: terminal.Platform}, Person: event.Person{ID: "person", Locale: string(lang)},
		Event: event.Message{Text: text, Addressed: true},
	}
}

func heldTurnOf(d bot.Decision) heldTurn {
	now := d.Conversation.Now
	h := heldTurn{Heard: d.Act, Decided: d.Outcome.Kind, Article: now.Article, Facts: map[string]string{}, Choices: []string{}}
	maps.Copy(h.Facts, now.Facts)
	var replies []string
	for _, e := range d.Effects {
		say, ok := e.(bot.SendReply)
		if !ok {
			continue
		}
		for _, c := range say.Reply.Choices {
			h.Choices = append(h.Choices, c.Label)
		}
		said := say.Reply
		said.Choices = nil
		replies = append(replies, strings.TrimSpace(terminal.Render(said, terminal.Style{})))
	}
	h.Reply = strings.Join(replies, "\n\n")
	return h
}
