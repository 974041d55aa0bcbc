package engine_test

import (
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
)

// privately is a harness in which Ola speaks with the bot where nobody else is.
type privately struct {
	*bottest.Harness
	t *testing.T
	// token is the reply token of what happens.
	token string
}

func newPrivately(t *testing.T) *privately {
	t.Helper()
	manager := bottest.Manager(t)
	manager.Desks = bot.Desks{{At: bottest.DeskAddress()}}
	return &privately{Harness: bottest.New(manager, t.Fatalf), t: t}
}

// does lets Ola do something at an address.
func (w *privately) does(at bot.Address, as event.Audience, ev event.Event) {
	w.t.Helper()
	w.Events++
	in := event.Inbound{Key: "p" + string(rune('a'+w.Events)), At: w.Now, From: at, Person: event.Person{ID: "Ola", Name: "Ola"}, Audience: as, ReplyToken: w.token, Event: ev}
	if err := w.Engine.Handle(w.t.Context(), in); err != nil {
		w.t.Fatal(err)
	}
	w.Settle()
}

func (w *privately) commands(at bot.Address, text string) {
	w.t.Helper()
	w.token = "by command"
	w.does(at, event.AudienceEphemeral, event.Message{Text: text, Addressed: true})
	w.token = ""
}

func (w *privately) writes(thread, text string) {
	w.t.Helper()
	id := bot.MessageID("m" + text)
	w.does(bottest.DirectOf("Ola", thread), event.AudienceDirect, event.Message{Text: text, Message: id, Addressed: true, InThread: thread != ""})
}

func (w *privately) of(at bot.Address) bot.Conversation {
	return w.Conversation(bot.Ref{Address: at, Person: "Ola"})
}

// last returns what was shown last on a platform, where, and of which conversation.
func (w *privately) last(on bot.Platform) (text string, to, of bot.Address) {
	all := w.Adapters[on].Shown
	if len(all) == 0 {
		return "", to, of
	}
	m := all[len(all)-1]
	return bottest.Text(m.Reply.Blocks), m.To, m.Conversation
}

// With an open case that began by a command, all that the person writes in direct messages goes
// to the case, in any thread of them; the agent's answers come where the person wrote last.
func TestOpenCaseKeepsThePerson(t *testing.T) {
	w := newPrivately(t)
	at := bottest.CommandOf("c")
	w.commands(at, "0xC004C003")
	w.does(at, event.AudienceEphemeral, event.ChoicePicked{Choice: "human", Turn: w.of(at).Turn})
	if w.of(at).Case == nil {
		t.Fatal("there is no case")
	}
	thread := w.of(at).Case.Thread
	w.Happens(thread, "Bente", event.ChoicePicked{Choice: "d:claim"})
	for _, in := range []string{"", "t1", "t2"} {
		words := "jeg skriver i «" + in + "»"
		w.writes(in, words)
		if got, to, _ := w.last("desk"); !strings.Contains(got, words) || to != thread {
			t.Errorf("in %q: the desk is shown %q at %v", in, got, to)
		}
		w.Happens(thread, "Bente", event.Message{Text: "svar: hei i «" + in + "»", Message: bot.MessageID("a" + in), InThread: true})
		if got, to, of := w.last("chat"); !strings.Contains(got, "hei i «"+in+"»") || to != bottest.DirectOf("Ola", in) || of != at {
			t.Errorf("in %q: the person is shown %q at %v, of %v", in, got, to, of)
		}
	}
	w.commands(bottest.CommandOf("other"), "er det noen der?")
	if got, to, _ := w.last("desk"); !strings.Contains(got, "er det noen der?") || to != thread {
		t.Errorf("by a command elsewhere: the desk is shown %q at %v", got, to)
	}
	if got, to, _ := w.last("chat"); !strings.Contains(got, "i direktemeldingene dine med meg") || to != bottest.CommandOf("other") {
		t.Errorf("the command is answered %q at %v", got, to)
	}
	if len(w.Refs()) != 2 { // with the desk's own
		t.Errorf("conversations %v", w.Refs())
	}

	// A change and a removal reach what was relayed.
	w.does(bottest.DirectOf("Ola", "t1"), event.AudienceDirect, event.MessageEdited{Now: event.Message{Text: "rettet", Message: "mjeg skriver i «t1»", Addressed: true}})
	edited := false
	for _, m := range w.Adapters["desk"].Shown {
		edited = edited || m.Edited && strings.Contains(bottest.Text(m.Reply.Blocks), "rettet")
	}
	if !edited {
		t.Error("the change did not reach the desk")
	}

	// After the case, the rating and a word of thanks are about it.
	w.Happens(thread, "Bente", event.Message{Text: "lukk: løst", InThread: true})
	w.writes("t9", "5")
	if got := w.of(at).Case.Rating; got != 5 {
		t.Errorf("the rating is %d", got)
	}
}

// What an open case leads to is told where the person can answer, and nowhere else.
func TestEphemeralMessagesAskForNoAnswer(t *testing.T) {
	w := newPrivately(t)
	at := bottest.CommandOf("c")
	w.commands(at, "snakk med et menneske")
	w.commands(at, "") // asks where the case is
	w.Happens(w.of(at).Case.Thread, "Bente", event.ChoicePicked{Choice: "d:claim"})
	w.does(at, event.AudienceEphemeral, event.Started{})
	for _, m := range w.Adapters["chat"].Shown {
		text := bottest.Text(m.Reply.Blocks)
		t.Logf("%s", text)
	}
	all := w.Adapters["chat"].Shown
	for i, want := range []struct{ has, not string }{
		{"direktemelding", "her"}, {"skrive det her", "direktemelding"}, {"", ""},
	} {
		if text := bottest.Text(all[i].Reply.Blocks); !strings.Contains(text, want.has) || want.not != "" && strings.Contains(text, " "+want.not) {
			t.Errorf("%d: shown %q", i, text)
		}
	}
	if text := bottest.Text(all[len(all)-1].Reply.Blocks); !strings.Contains(text, "i direktemeldingene dine med meg") {
		t.Errorf("shown %q", text)
	}
}

// Without a case, direct messages go on with the latest private conversation, a command with the
// one of its channel, and a button with that in which it was offered.
func TestDirectMessagesFollow(t *testing.T) {
	w := newPrivately(t)
	a, b := bottest.CommandOf("a"), bottest.CommandOf("b")
	w.commands(a, "0xC004F213")
	w.writes("", "det hjalp ikke")
	if got := w.of(a); got.Turn != 2 || len(w.Refs()) != 1 {
		t.Fatalf("turn %d of %v", got.Turn, w.Refs())
	}
	w.commands(b, "0xC004C003")
	w.writes("t1", "hva betyr det?")
	if x, y := w.of(a).Turn, w.of(b).Turn; x != 2 || y != 2 {
		t.Errorf("turns %d and %d, want 2 and 2", x, y)
	}
	w.does(a, event.AudienceEphemeral, event.ChoicePicked{Choice: "restart", Turn: 2})
	w.writes("", "0x803F7001")
	if x, y := w.of(a).Now.Article, w.of(b).Now.Article; x != "0x803F7001" || y != "0xC004C003" {
		t.Errorf("articles %q and %q", x, y)
	}
	if got, to, of := w.last("chat"); to != bottest.DirectOf("Ola", "") || of != a || got == "" {
		t.Errorf("shown at %v, of %v", to, of)
	}
}

// In direct messages there is one conversation, in the main box and in threads, and a new problem
// is taken as one.
func TestDirectMessagesAreOneConversation(t *testing.T) {
	w := newPrivately(t)
	w.writes("", "0xC004F213")
	w.writes("t1", "windows 11")
	w.writes("", "det hjalp ikke")
	main := bottest.DirectOf("Ola", "")
	if c := w.of(main); c.Turn != 3 || len(w.Refs()) != 1 || c.Now.Facts["windows"] != "11" {
		t.Errorf("turn %d, facts %v, conversations %v", c.Turn, c.Now.Facts, w.Refs())
	}
	if _, to, _ := w.last("chat"); to != main {
		t.Errorf("answered at %v", to)
	}
	w.writes("", "nå sier den 0xC004C003")
	if got := w.of(main).Now.Article; got != "0xC004C003" {
		t.Errorf("the article is %q", got)
	}
	w.writes("t2", "hovedkort byttet, og nå vil windows ha ny lisens")
	if got := w.of(main).Now.Article; got == "0xC004C003" {
		t.Errorf("the new problem is not noticed: %q", got)
	}
}

// A language that was chosen holds in every conversation of the person.
func TestChosenLanguageIsThePersons(t *testing.T) {
	w := newPrivately(t)
	at := bottest.CommandOf("a")
	w.commands(at, "0xC004F213")
	w.does(at, event.AudienceEphemeral, event.ChoicePicked{Choice: "l:nn", Turn: 1})
	public := bottest.PlaceOf("Ola")
	w.Happens(public, "Ola", event.Message{Text: "hva er 0xC004C003?", Addressed: true})
	if c := w.of(public); c.Language != "nn" || c.LanguageFrom != bot.FromChoice {
		t.Errorf("language %q from %q", c.Language, c.LanguageFrom)
	}
	w.Happens(public, "Ola", event.Message{Text: "språk english", Addressed: true})
	w.commands(at, "0xC004C003")
	if c := w.of(at); c.Language != "en" {
		t.Errorf("in the first conversation: %q", c.Language)
	}
	w.Happens(bottest.PlaceOf("Kari"), "Kari", event.Message{Text: "0xC004C003", Addressed: true})
	if c := w.Conversation(bot.Ref{Address: bottest.PlaceOf("Kari"), Person: "Kari"}); c.LanguageFrom == bot.FromChoice {
		t.Error("of another person")
	}
}

// A problem that is told many days after the one before is another one; the same on the next day
// goes on with what was tried.
func TestProblemAfterDays(t *testing.T) {
	for days, want := range map[int]int{1: 2, 6: 1} {
		w := newPrivately(t)
		w.writes("", "0xC004F213")
		w.Pass(24 * time.Hour * time.Duration(days))
		w.writes("", "0xC004C003")
		if c := w.of(bottest.DirectOf("Ola", "")); len(c.Now.Trail) != want || c.Now.Article != "0xC004C003" {
			t.Errorf("after %d days: the trail is %v in %q", days, c.Now.Trail, c.Now.Article)
		}
	}
}

// Who asks for a person where messages are read that are not addressed to the bot gets one; who
// speaks of people there does not.
func TestPersonWantedInASupportChannel(t *testing.T) {
	for text, want := range map[string]bool{
		"kan jeg få snakke med et menneske?":                                  true,
		"Jeg vil snakke med noen fra brukerstøtten":                           true,
		"snakk med et menneske":                                               true,
		"can I talk to a human please":                                        true,
		"noen som vet om kantina er åpen?":                                    false,
		"jeg snakket med et menneske på brukerstøtten i går, det gikk fint":   false,
		"du kan jo be om å få snakke med et menneske hvis boten ikke hjelper": false,
		"Hei! Kan jeg få snakke med et menneske om dette?":                    true,
		"har du prøvd å snakke med et menneske?":                              false,
		"du må snakke med et menneske":                                        false,
		"hun vil snakke med et menneske":                                      false,
		"hei alle sammen":                                                     false,
	} {
		w := newPrivately(t)
		at := bottest.PlaceOf("Ola")
		w.does(at, event.AudienceShared, event.Message{Text: text, Message: "m"})
		if got := w.of(at).Case != nil; got != want {
			t.Errorf("%q: a case %t, want %t", text, got, want)
		}
		w = newPrivately(t)
		w.does(at, event.AudienceShared, event.Message{Text: text, Message: "m", OnlyIfAddressed: true})
		if w.of(at).Turn > 0 {
			t.Errorf("%q: an answer where the bot may not speak up", text)
		}
	}
	// Nobody answered the post, and its author asks for somebody in it.
	w := newPrivately(t)
	at := bottest.PlaceOf("Ola")
	w.does(at, event.AudienceShared, event.Message{Text: "noe rart skjer med maskinen", Message: "m1"})
	w.does(at, event.AudienceShared, event.Message{Text: "kan jeg få snakke med et menneske?", Message: "m2", InThread: true})
	if w.of(at).Case == nil {
		t.Error("nobody comes to the post")
	}
}

// Conversations of a version in which each direct message had one of its own, and of which one is
// with people, go on: in it what was written in the main box, elsewhere their old buttons.
func TestEarlierDirectMessages(t *testing.T) {
	w := newPrivately(t)
	older, inCase := bottest.DirectOf("Ola", "m1"), bottest.DirectOf("Ola", "m2")
	for _, at := range []bot.Address{older, inCase} { // as that version did
		w.does(at, event.AudienceShared, event.Message{Text: "0xC004C003", Addressed: true, Message: bot.MessageID("in " + at.Thread)})
	}
	w.does(inCase, event.AudienceShared, event.ChoicePicked{Choice: "human", Turn: 1})
	turns := w.of(older).Turn
	w.writes("", "er det noen der?")
	w.writes("m1", "hallo?")
	if got, _, _ := w.last("desk"); !strings.Contains(got, "hallo?") || w.of(older).Turn != turns || w.of(bottest.DirectOf("Ola", "")).Turn != 0 {
		t.Errorf("the desk is shown %q", got)
	}
	w.does(older, event.AudienceDirect, event.MessageDeleted{Message: "in m1"})
	if w.of(older).Turn == turns {
		t.Error("the removal of an older message is lost")
	}
}

// A person whose events did not tell the name has it on the card, and in the conversation.
func TestCardHasTheName(t *testing.T) {
	w := newPrivately(t)
	w.Adapters["chat"].Names = map[string]string{"U7": "Kari N."}
	at := bottest.PlaceOf("U7")
	in := event.Inbound{Key: "1", At: w.Now, From: at, Person: event.Person{ID: "U7"}, Event: event.Message{Text: "kan jeg få snakke med et menneske?", Message: "m"}}
	if err := w.Engine.Handle(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	w.Settle()
	card := bottest.Text(w.Adapters["desk"].Shown[0].Reply.Blocks)
	if c := w.Conversation(bot.Ref{Address: at, Person: "U7"}); c.Name != "Kari N." || !strings.Contains(card, "Kari N.") {
		t.Errorf("the name is %q, the card %q", c.Name, card)
	}
}

// A person who has an open case in one organisation's place asks in another's: its people are not
// told, and the bot answers there. Direct messages go on with the case.
func TestDesksAreKeptApart(t *testing.T) {
	w := newPrivately(t)
	here, there := bottest.CommandOf("c"), bottest.CommandOf("c")
	here.Space, there.Space = "here", "there"
	other := bottest.DeskAddress()
	other.Channel += " there"
	serves := func(at bot.Address) []bot.Address { return []bot.Address{{Platform: at.Platform, Space: at.Space}} }
	manager := bottest.Manager(t)
	manager.Desks = bot.Desks{{Name: "here", At: bottest.DeskAddress(), Serves: serves(here)}, {Name: "there", At: other, Serves: serves(there)}}
	w.Harness = bottest.New(manager, t.Fatalf)
	w.commands(here, "0xC004C003")
	w.does(here, event.AudienceEphemeral, event.ChoicePicked{Choice: "human", Turn: w.of(here).Turn})
	if w.of(here).Case == nil {
		t.Fatal("there is no case")
	}
	shown := len(w.Adapters["desk"].Shown)
	w.commands(there, "0xC004F213")
	if got, to, of := w.last("chat"); to != there || of != there || !strings.Contains(got, "0xC004F213") {
		t.Errorf("shown %q at %v, of %v", got, to, of)
	}
	if all := w.Adapters["desk"].Shown; len(all) != shown {
		t.Errorf("the desks are shown %q", bottest.Text(all[len(all)-1].Reply.Blocks))
	}
	w.commands(here, "er det noen der?")
	if got, _, _ := w.last("desk"); !strings.Contains(got, "er det noen der?") {
		t.Errorf("the desk of the case is shown %q", got)
	}
	w.writes("", "her er jeg")
	if len(w.Refs()) != 2 {
		t.Errorf("conversations %v", w.Refs())
	}
}
