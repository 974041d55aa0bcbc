package desk_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
	"aktivering/bot/notice"
	"aktivering/bot/pick"
	"aktivering/bot/port"
)

const day = 24 * time.Hour

// How long things are kept is told as it is set.
func TestPrivacyTellsHowLong(t *testing.T) {
	for _, c := range []struct {
		keep port.Retention
		want string
	}{
		{port.Retention{}, "til de som driver boten, sletter det"},
		{port.Retention{Transcripts: 90 * day}, "slettet etter 90 dager. Saker hos brukerstøtten blir tatt vare på"},
		{port.Retention{Transcripts: 90 * day, Cases: 365 * day}, "slettet etter 90 dager. Saker hos brukerstøtten blir slettet 365 dager"},
	} {
		m := bottest.Manager(t)
		m.Keep = c.keep
		_, replies := bottest.Say(m, bot.Conversation{}, "Personvern?")
		if len(replies) != 1 || !replies[0].Private || !strings.Contains(bottest.Render(replies[0]), c.want) {
			t.Errorf("%+v: %+v", c.keep, replies)
		}
	}
}

// Only a whole text asks for it, and only the bot's own question is answered by a yes.
func TestForgetIsAskedFor(t *testing.T) {
	m := bottest.Manager(t)
	for text, want := range map[string]bool{
		"glem meg": true, "Slett dataene mine!": true, "forget me": true, "gløym meg": true, "GDPR": true,
		"jeg har glemt meg ut": false, "kan jeg slette Windows-nøkkelen": false, "slett": false, "ja": false,
	} {
		c, _ := bottest.Say(m, bot.Conversation{}, text)
		if got := slices.ContainsFunc(c.Offered, func(o bot.Choice) bool { return o.ID == pick.Forget }); got != want {
			t.Errorf("%q: asked %t, want %t", text, got, want)
		}
	}
	asked, _ := bottest.Say(m, bot.Conversation{}, "glem meg")
	later, _ := bottest.Say(m, asked, "0xC004F213")
	for _, c := range []struct {
		name   string
		before bot.Conversation
		event  event.Event
		want   bool
	}{
		{"a yes", asked, event.Message{Text: "ja", Addressed: true}, true},
		{"its number", asked, event.Message{Text: "1", Addressed: true}, true},
		{"the button", asked, event.ChoicePicked{Choice: pick.Forget, Turn: asked.OfferedIn}, true},
		{"a no", asked, event.Message{Text: "nei", Addressed: true}, false},
		{"an old button", later, event.ChoicePicked{Choice: pick.Forget, Turn: asked.OfferedIn}, false},
		{"a yes to something else", later, event.Message{Text: "ja", Addressed: true}, false},
		{"a yes that is not for the bot", asked, event.Message{Text: "ja"}, false},
	} {
		d := m.Step(c.before, event.Inbound{Event: c.event})
		got := slices.ContainsFunc(d.Effects, func(e bot.Effect) bool { _, is := e.(bot.ForgetPerson); return is })
		if got != c.want {
			t.Errorf("%s: forgets %t, want %t", c.name, got, c.want)
		}
	}
}

// Nothing of the person stays in the state, and the other system is told of no more than the number.
func TestForgetLeavesNothing(t *testing.T) {
	m := bottest.Manager(t)
	m.Desks = bot.Desks{{At: bottest.DeskAddress(), Notify: "hook"}}
	full := bottest.Filled(bot.Conversation{})
	full.Case.State, full.Case.Desk, full.Forgotten, full.Owner = bot.CaseQueued, "", false, ""
	in := event.Inbound{At: bottest.Noon(), From: bot.Address{Platform: "chat", Channel: "c"}, Person: event.Person{ID: "Ola"}, Event: event.PersonForgotten{}}
	d := m.Step(full, in)
	cs := full.Case
	want := bot.Conversation{Turn: full.Turn + 1, Forgotten: true, PersonLanguage: full.PersonLanguage, Case: &bot.Case{
		Number: cs.Number, State: bot.CaseClosed, Opened: cs.Opened, Desk: cs.Desk, Thread: cs.Thread, Card: cs.Card, Agent: cs.Agent, QueuedAt: cs.QueuedAt,
		Closed: bottest.Noon(), Closing: bot.ClosedWithdrawn, MovedOn: true,
	}}
	if !reflect.DeepEqual(d.Conversation, want) {
		t.Errorf("left %+v", d.Conversation)
	}
	told := false
	for _, e := range d.Effects {
		if n, ok := e.(bot.NotifyWebhook); ok {
			told = reflect.DeepEqual(n.Notice, notice.Notice{Type: notice.Forgotten, At: bottest.Noon(), Data: notice.Data{Case: cs.Number, State: "closed"}})
		}
	}
	if !told {
		t.Errorf("the other system is told %+v", d.Effects)
	}
	if again := m.Step(d.Conversation, in); again.Conversation.Turn != d.Conversation.Turn || len(again.Effects) > 0 {
		t.Errorf("forgotten again: %+v", again)
	}
}
