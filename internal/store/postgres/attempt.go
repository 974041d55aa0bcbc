package postgres

import (
	"encoding/json"
	"fmt"
	"strings"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// attempt is one turn that is being made: the event, what it is decided on, the decision, and what
// came of it.
type attempt struct {
	in    event.Inbound // storable
	hand  bool
	trace port.Trace
	// known is the conversation as this process saved it last; nil where it is not at hand.
	known *knownConversation
	before
	plan
	// handed is the effect that is handed over; nil where none is.
	handed *item
	// sending is the effect that this process performs at once; nil where none is.
	sending *sending
}

// before is the state before a turn.
type before struct {
	id int64 // 0 of a new conversation
	// locked tells that the transaction has the conversation's row.
	locked bool
	// state is the conversation as JSON, without what is kept elsewhere, which is in was; nil where
	// it is the one that is known.
	state []byte
	same  bool
	// saving is the version that the row gets.
	saving int64
	was    bot.Conversation
	seen   bool
	// waits tells that something waits to be said to the person.
	waits bool
	// effect is the id of the turn's first effect, and fresh that of the conversation where it is
	// a new one.
	effect, fresh int64
}

// plan is a decision, and what is made of it before it is saved.
type plan struct {
	bot.Decision
	after  string // the conversation's state, as JSON
	bodies []string
}

// kept tells that the event counts.
func (a *attempt) kept() bool { return a.Conversation.Turn != a.was.Turn }

// decide decides a turn that was loaded.
func (a *attempt) decide(step port.Step) error {
	seen, language := a.was.KeySeen, a.was.PersonLanguage
	switch {
	case a.same:
		a.was = a.known.Conversation
	case a.state != nil:
		a.was = bot.Conversation{}
		if err := json.Unmarshal(a.state, &a.was); err != nil {
			return fmt.Errorf("read the conversation: %w", err)
		}
	}
	a.was.KeySeen, a.was.PersonLanguage = seen, language
	a.Decision = step(a.was)
	if !a.kept() {
		return nil
	}
	state, err := json.Marshal(&a.Conversation)
	if err != nil {
		return fmt.Errorf("write the conversation: %w", err)
	}
	a.after, a.bodies = string(state), make([]string, len(a.Effects))
	for n, e := range a.Effects {
		body, err := bot.EncodeEffect(e)
		if err != nil {
			return err
		}
		a.bodies[n] = string(body)
	}
	return nil
}

// storableEvent returns an event whose stored texts are storable. step gets the event as it
// came.
func storableEvent(in event.Inbound) event.Inbound {
	in.Key, in.Person.ID = storable(in.Key), storable(in.Person.ID)
	for _, a := range []*bot.Address{&in.From, &in.Conversation} {
		a.Space, a.Channel, a.Thread = storable(a.Space), storable(a.Channel), storable(a.Thread)
	}
	return in
}

// locksOf are the names of what a turn locks. Only one transaction at a time has a person's
// conversations in a channel, also one that is not there yet: the parts of a key are counted over
// all of them. And then a message: nobody takes it in while somebody else removes it.
func locksOf(a *attempt) (names [2]string) {
	from, known := a.in.From, store.KnownOf(a.in)
	names[0] = strings.Join([]string{string(from.Platform), from.Space, from.Channel, a.in.Person.ID}, "\x1f")
	names[1] = names[0] // none
	if id, _ := a.in.Message(); id != "" {
		names[1] = strings.Join([]string{"message", string(known.At.Platform), storable(known.At.Channel), storable(string(id))}, "\x1f")
	}
	return names
}
