package app

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"aktivering/bot/outcome"
	"aktivering/internal/settings"
)

// platform is Slack or Discord, played over its own protocol. All that people do is
// delivered twice.
type platform interface {
	// set makes the program serve it, as the desk too or for persons alone.
	set(s *settings.Serve, desk bool)
	// says is what a person says to the bot, writes what an agent writes in a thread of
	// the desk; both return the message.
	says(person, text string) string
	writes(agent, thread, text string) string
	// commands is a command that a person gives where others are, answers what they say in
	// direct messages to a message of the bot, and mainBox what they say there to none.
	commands(person, text string)
	answers(person string, to message, text string)
	mainBox(person, text string)
	edits(id, text string)
	deletes(id string)
	presses(agent string, on message, act string)
	// attach puts a picture on what is said or written next, and pictures are those that
	// the bot has shown: the name and, at the desk, "desk".
	attach(name string)
	pictures() []string
	// marks are the messages under which the bot has put a sign.
	marks() []string
	// shown are the messages of the bot, in order.
	shown() []message
	// fail lets it be down, or refuse some messages for the moment.
	fail(down bool, refuse func(text string) bool)
}

// message is one that the bot has shown.
type message struct {
	id, thread string
	desk       bool
	// first is what it said at first, and now what it says.
	first, now string
	body       any
}

// handoffs is the real program between two platforms.
type handoffs struct {
	*testing.T
	persons, desk platform
	slack         *workspace
	discord       *guild
	serving       settings.Serve
	p             *program
	mu            sync.Mutex
	url           string
}

// across runs a test with persons on Discord and the desk on Slack, and the other way
// round.
func across(t *testing.T, test func(h *handoffs)) {
	t.Helper()
	for _, desk := range []string{"slack", "discord"} {
		t.Run("desk on "+desk, func(t *testing.T) {
			t.Parallel()
			test(newHandoffs(t, desk))
		})
	}
}

func newHandoffs(t *testing.T, desk string) *handoffs {
	t.Helper()
	h := prepareHandoffs(t, desk)
	h.start()
	return h
}

// prepareHandoffs is the program before it has started.
func prepareHandoffs(t *testing.T, desk string) *handoffs {
	t.Helper()
	h := &handoffs{T: t, discord: newGuild(t)}
	h.slack = newWorkspace(t, h.at)
	h.persons, h.desk = h.discord, h.slack
	if desk == "discord" {
		h.persons, h.desk = h.slack, h.discord
	}
	h.serving = settings.Serve{Database: settings.Database(filepath.Join(t.TempDir(), "a.db")), HTTPAddr: "127.0.0.1:0", Grace: 2 * time.Second}
	h.persons.set(&h.serving, false)
	h.desk.set(&h.serving, true)
	return h
}

// at is where the program listens.
func (h *handoffs) at() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.url
}

// start serves until the end of the test, or of the program.
func (h *handoffs) start() {
	h.Helper()
	ctx, cancel := context.WithCancel(h.Context())
	h.p = &program{t: h.T, out: new(lines), stop: cancel, done: make(chan error, 1)}
	out := h.p.out
	done := h.p.done
	go func() { done <- newApp(out).Serve(ctx, h.serving) }()
	h.Cleanup(cancel)
	eventually(h.T, "the program listens", func() bool {
		h.p.url = regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(out.String())
		return h.p.url != ""
	})
	h.mu.Lock()
	h.url = h.p.url
	h.mu.Unlock()
	eventually(h.T, "both platforms are ready", func() bool {
		ready, _ := h.p.ready()
		return ready
	})
}

// texts are all texts of a message, in order.
func texts(v any) (list []string) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			list = append(list, texts(e)...)
		}
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			if s, ok := v[k].(string); ok && (k == "text" || k == "title" || k == "description") {
				list = append(list, s)
				continue
			}
			list = append(list, texts(v[k])...)
		}
	}
	return list
}

// holding finds the value of a key that ends with a text.
func holding(v any, key, end string) string {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			if s := holding(e, key, end); s != "" {
				return s
			}
		}
	case map[string]any:
		if s, ok := v[key].(string); ok && strings.HasSuffix(s, end) {
			return s
		}
		for _, e := range v {
			if s := holding(e, key, end); s != "" {
				return s
			}
		}
	}
	return ""
}

// buttonOf is how the value of a button ends: that of an act, or of a choice of another kind.
func buttonOf(act string) string {
	if strings.Contains(act, ":") {
		return "/" + act
	}
	return "/d:" + act
}

// sees waits for a message that says something now, and returns it.
func (h *handoffs) sees(p platform, text string) (found message) {
	h.Helper()
	eventually(h.T, "shown: "+text, func() bool {
		for _, m := range p.shown() {
			if strings.Contains(m.now, text) && !transcript.MatchString(m.now) {
				found = m
				return true
			}
		}
		return false
	})
	return found
}

// decided waits until a turn came to an outcome.
func (h *handoffs) decided(kind outcome.Kind) {
	h.Helper()
	eventually(h.T, "decided: "+string(kind), func() bool {
		code, metrics := h.p.do(http.MethodGet, "/metrics", "")
		return code == http.StatusOK && strings.Contains(metrics, `kind="`+string(kind)+`"`)
	})
}

// transcript is what the desk is shown of the whole conversation.
var transcript = regexp.MustCompile(`^\W*\d\d[.:]\d\d `)

// times counts the messages that said something at first.
func (h *handoffs) times(p platform, text string) (n int) {
	for _, m := range p.shown() {
		if strings.Contains(m.first, text) && !transcript.MatchString(m.first) {
			n++
		}
	}
	return n
}

// never fails if a text was shown.
func (h *handoffs) never(p platform, text string) {
	h.Helper()
	if n := h.times(p, text); n > 0 {
		h.Errorf("%q was shown %d times", text, n)
	}
}

// once fails if texts were not shown once each, in order.
func (h *handoffs) once(p platform, list ...string) {
	h.Helper()
	last := -1
	for _, text := range list {
		if n := h.times(p, text); n != 1 {
			h.Errorf("%q was shown %d times", text, n)
		}
		at := slices.IndexFunc(p.shown(), func(m message) bool { return strings.Contains(m.first, text) && !transcript.MatchString(m.first) })
		if at < last {
			h.Errorf("%q came too early", text)
		}
		last = at
	}
}

// asks lets Kari ask for a human, and waits for the case.
func (h *handoffs) asks() (card message) {
	h.Helper()
	h.persons.says("Kari", "snakk med et menneske")
	h.sees(h.desk, "Kari trenger hjelp.")
	return h.sees(h.desk, "Ny sak #1")
}

// claimed lets Bente have a case of Kari's.
func (h *handoffs) claimed() (card message) {
	h.Helper()
	card = h.asks()
	h.desk.presses("Bente", card, "claim")
	h.sees(h.persons, "Bente har tatt saken din")
	return card
}

// A whole handoff: two agents claim at once, what they write among themselves stays
// there, and changes reach the other side.
func TestHandoff(t *testing.T) {
	t.Parallel()
	across(t, func(h *handoffs) {
		h.persons.says("Kari", "0xC004F213")
		h.sees(h.persons, "Windows fant ingen")
		card := h.asks()
		var race sync.WaitGroup
		for _, agent := range []string{"Bente", "Per"} {
			race.Go(func() { h.desk.presses(agent, card, "claim") })
		}
		race.Wait()
		h.sees(h.desk, " har saken.")
		owner, other := "Bente", "Per"
		if h.times(h.desk, "Per har tatt saken.") > 0 {
			owner, other = other, owner
		}
		h.sees(h.persons, owner+" har tatt saken din")

		h.desk.writes(owner, card.id, "notat1 til oss")
		h.desk.writes(other, card.id, "svar: uten1 saken")
		h.desk.writes(owner, card.id, "svar: svar1 her")
		told := h.desk.writes(owner, card.id, "svar: svar2 der")
		h.sees(h.persons, "svar2")
		word := h.persons.says("Kari", "ord1 fra meg")
		gone := h.persons.says("Kari", "ord2 fra meg, 0xC004C003")
		h.sees(h.desk, "ord2")
		h.desk.edits(told, "svar: rettet2 der")
		h.persons.edits(word, "rettet1 fra meg")
		h.sees(h.persons, "rettet2")
		h.sees(h.desk, "rettet1")
		h.persons.deletes(gone)
		h.desk.deletes(told)
		h.sees(h.desk, "Kari har slettet denne meldingen.")
		h.sees(h.persons, "Meldingen er trukket tilbake.")
		h.desk.writes(owner, card.id, "lukk: løst, slutt1")
		h.sees(h.persons, "slutt1")
		h.sees(h.desk, owner+" har lukket saken")

		h.once(h.persons, "har tatt saken din", "svar1", "svar2", "slutt1")
		h.once(h.desk, owner+" har tatt saken.", "ord1", "ord2")
		for _, text := range []string{"notat1", "uten1", "rettet2", other + " har tatt"} {
			h.never(h.persons, text) // a change is no new message
		}
		h.never(h.desk, "rettet1")
		h.never(h.desk, other+" har tatt saken.")
		h.p.end()
	})
}

// An agent who answers a case that nobody has takes it by that.
func TestHandoffByAnswer(t *testing.T) {
	t.Parallel()
	across(t, func(h *handoffs) {
		card := h.asks()
		h.desk.writes("Bente", card.id, "svar: hei1")
		h.sees(h.persons, "hei1")
		h.once(h.persons, "Bente har tatt saken din", "hei1")
		h.desk.writes("Per", card.id, "svar: hei2")
		h.sees(h.desk, "Bente har saken.")
		h.never(h.persons, "hei2")
		h.p.end()
	})
}

// What an agent takes the mark off is taken back, links keep their address, and what the
// person removes is gone, also for those who look at the whole conversation later.
func TestHandoffTakesBack(t *testing.T) {
	t.Parallel()
	across(t, func(h *handoffs) {
		card := h.claimed()
		told := h.desk.writes("Bente", card.id, "svar: hemmelig1 her")
		h.sees(h.persons, "hemmelig1")
		h.desk.edits(told, "hemmelig1 her")
		h.sees(h.persons, "Meldingen er trukket tilbake.")
		h.sees(h.desk, "Svaret er trukket tilbake hos Kari.")

		link := "se <https://x.test/a|lenke1>"
		if h.persons == platform(h.discord) {
			link = "se [lenke1](https://x.test/a)"
		}
		gone := h.persons.says("Kari", link)
		h.sees(h.desk, "se lenke1 (https")
		h.persons.deletes(gone)
		h.sees(h.desk, "Kari har slettet denne meldingen.")
		h.desk.writes("Bente", card.id, "samtale:")
		eventually(h.T, "the whole conversation is shown", func() bool {
			return slices.ContainsFunc(h.desk.shown(), func(m message) bool { return strings.Contains(m.now, "(slettet)") })
		})
		for _, m := range h.desk.shown() {
			if strings.Contains(m.now, "lenke1") {
				h.Errorf("the desk shows %q", m.now)
			}
		}
		h.p.end()
	})
}

// A picture reaches the other side as a picture, also one that the bot was shown before
// there was a case; what cannot be fetched is said.
func TestHandoffWithPictures(t *testing.T) {
	t.Parallel()
	across(t, func(h *handoffs) {
		h.persons.attach("forst.png")
		h.persons.says("Kari", "0xC004F213")
		h.sees(h.persons, "Windows fant ingen")
		card := h.claimed()
		h.persons.attach("skjerm.png")
		h.persons.says("Kari", "ser1 det ut")
		h.sees(h.desk, "ser1 det ut")
		h.desk.attach("svar.png")
		h.desk.writes("Bente", card.id, "svar: trykk1 her")
		h.sees(h.persons, "trykk1 her")
		h.desk.attach("borte.png")
		h.desk.writes("Bente", card.id, "svar: eller2 der")
		h.sees(h.persons, "det lot seg ikke hente")
		h.sees(h.desk, "Kari ser ikke bildet")
		if got := strings.Join(h.desk.pictures(), ", "); got != "forst.png desk, skjerm.png desk" {
			h.Errorf("the desk sees %q", got)
		}
		if got := strings.Join(h.persons.pictures(), ", "); got != "svar.png" {
			h.Errorf("the person sees %q", got)
		}
		h.once(h.persons, "trykk1", "eller2")
		h.p.end()
	})
}

// attachments are what people attach to messages, and what the bot shows.
type attachments struct {
	mu       sync.Mutex
	next     string // on the next message
	pictured []string
}

func (a *attachments) attach(name string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.next = name
}

func (a *attachments) pictures() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.pictured)
}

// attached is what the next message holds, once.
func (a *attachments) attached() (name string, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	name, a.next = a.next, ""
	return name, name != ""
}

// picture keeps what the bot has shown.
func (a *attachments) picture(name string, desk bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if desk {
		name += " desk"
	}
	a.pictured = append(a.pictured, name)
}

// pictureOf is what a platform keeps under a name.
func pictureOf(name string) (data string, ok bool) {
	return "\x89PNG\r\n\x1a\n" + name, name != "borte.png"
}

// A reply of the bot's that the platform has delayed is dropped when an agent takes
// over meanwhile.
func TestHandoffDropsWhatIsPending(t *testing.T) {
	t.Parallel()
	across(t, func(h *handoffs) {
		h.persons.fail(true, nil)
		h.persons.says("Kari", "0xC004F213")
		card := h.asks()
		h.desk.presses("Bente", card, "claim")
		h.sees(h.desk, "Bente har tatt saken.")
		h.persons.fail(false, nil)
		h.sees(h.persons, "Bente har tatt saken din")
		h.never(h.persons, "Windows fant ingen")
		h.once(h.persons, "Jeg henter noen", "Bente har tatt saken din")
		h.p.end()
	})
}

// A restart in the middle changes nothing, and what is said meanwhile comes later.
func TestHandoffRestarts(t *testing.T) {
	t.Parallel()
	across(t, func(h *handoffs) {
		card := h.claimed()
		told := h.desk.writes("Bente", card.id, "svar: hei1")
		h.sees(h.persons, "hei1")
		h.persons.fail(true, nil)
		h.desk.fail(true, nil)
		word, gone := h.persons.says("Kari", "ord1 her"), h.persons.says("Kari", "ord2 her")
		h.desk.writes("Bente", card.id, "svar: hei2")
		eventually(h.T, "all is taken in", func() bool {
			return strings.Count(h.p.out.String(), `"fate":"again"`) >= 2
		})
		h.p.end()
		h.start()
		h.persons.says("Kari", "ord3 her")
		h.persons.edits(word, "rettet1 her")
		h.decided(outcome.CaseEdited) // before anything is relayed
		h.persons.fail(false, nil)
		h.desk.fail(false, nil)
		h.desk.writes("Bente", card.id, "svar: hei3")
		h.sees(h.persons, "hei3")
		h.sees(h.desk, "ord3")
		h.sees(h.desk, "rettet1")
		h.once(h.persons, "hei1", "hei2", "hei3")
		// What was changed before it was relayed is relayed as it is now, in its place.
		h.never(h.desk, "ord1")
		h.once(h.desk, "rettet1", "ord2", "ord3")
		h.desk.deletes(told)
		h.sees(h.persons, "Meldingen er trukket tilbake.")
		h.persons.deletes(gone)
		h.sees(h.desk, "Kari har slettet denne meldingen.")
		// The button of the card is as good as before.
		for _, m := range h.desk.shown() {
			if m.id == card.id {
				card = m
			}
		}
		h.desk.presses("Bente", card, "release")
		h.sees(h.persons, "Saken din er tilbake i køen")
		h.p.end()
	})
}

// What is said in Discord while the program does not run is read at its start.
func TestHandoffReadsWhatWasMissed(t *testing.T) {
	t.Parallel()
	across(t, func(h *handoffs) {
		card := h.claimed()
		h.persons.says("Kari", "ord1 her")
		h.sees(h.desk, "ord1")
		h.p.end()
		persons := h.persons == platform(h.discord)
		if persons {
			h.discord.message("Kari", discordDM, "ord2 her")
			h.discord.message("Kari", discordDM, "ord3 her")
		} else {
			h.discord.message("Bente", card.id, "svar: ord2 her")
			h.discord.message("Bente", card.id, "svar: ord3 her")
		}
		h.start()
		to := h.persons
		if persons {
			to = h.desk
		}
		h.sees(to, "ord2 her")
		h.sees(to, "ord3 her")
		h.once(to, "ord2", "ord3")
		h.once(h.desk, "ord1")
		h.p.end()
	})
}

// While the desk's platform is down nothing is lost, and the order is kept.
func TestHandoffWhileTheDeskIsDown(t *testing.T) {
	t.Parallel()
	across(t, func(h *handoffs) {
		// First from before the case is there, then in the middle of it.
		for round := range 2 {
			tried := strings.Count(h.p.out.String(), `"fate":"again"`)
			h.desk.fail(true, nil)
			if round == 0 {
				h.persons.says("Kari", "snakk med et menneske")
			}
			var words []string
			for n := range 4 {
				words = append(words, fmt.Sprintf("ord%d%d", round, n))
				h.persons.says("Kari", words[n])
			}
			eventually(h.T, "it is tried", func() bool { return strings.Count(h.p.out.String(), `"fate":"again"`) > tried })
			h.desk.fail(false, nil)
			h.sees(h.desk, words[3])
			h.once(h.desk, append([]string{"Ny sak #1"}, words...)...)
			h.desk.presses("Bente", h.sees(h.desk, "ak #1"), "show")
		}
		h.once(h.persons, "Saksnummeret ditt er 1.")
		for _, m := range h.desk.shown()[1:] {
			if m.thread != h.desk.shown()[0].id {
				h.Errorf("outside of the thread: %q", m.now)
			}
		}
		h.p.end()
	})
}

// A person who has closed their direct messages cannot be answered there, and the
// agent is told so.
func TestHandoffToClosedMessages(t *testing.T) {
	t.Parallel()
	h := newHandoffs(t, "slack")
	card := h.claimed()
	h.discord.mu.Lock()
	h.discord.closed = true
	h.discord.mu.Unlock()
	h.desk.writes("Bente", card.id, "svar: hei1")
	h.sees(h.desk, "Dette kom ikke fram til Kari")
	told := h.sees(h.desk, "hei1")
	if told.thread != card.id {
		t.Errorf("told outside of the thread: %+v", told)
	}
	h.once(h.desk, "Dette kom ikke fram til Kari")
	h.p.end()
}

// Discord may tell that a message was removed before it tells of the message, and does not
// say whose it was: it is neither answered nor relayed, nor is a change of it.
func TestHandoffRemovedBeforeItCame(t *testing.T) {
	t.Parallel()
	across(t, func(h *handoffs) {
		card := h.claimed()
		other, who, channel, mark := h.desk, "Kari", discordDM, ""
		if h.desk == platform(h.discord) {
			other, who, channel, mark = h.persons, "Bente", card.id, "svar: "
		}
		for _, word := range []string{"slettet1", "slettet2"} {
			id, m := h.discord.message(who, channel, mark+word+" 0xC004F213")
			if word == "slettet1" {
				h.discord.deletes(id)
			} else {
				h.discord.push("MESSAGE_DELETE_BULK", map[string]any{"ids": []string{id}, "channel_id": channel, "guild_id": m["guild_id"]})
			}
			h.discord.push("MESSAGE_CREATE", m)
			h.discord.edits(id, mark+word+" igjen")
		}
		if mark == "" {
			h.persons.says("Kari", "ord1 her")
		} else {
			h.desk.writes("Bente", card.id, "svar: ord1 her")
		}
		h.sees(other, "ord1")
		for _, p := range []platform{h.persons, h.desk} {
			h.never(p, "slettet")
		}
		if mark == "" {
			h.desk.writes("Bente", card.id, "samtale:") // what is kept
			h.sees(h.desk, "ord1")
		}
		h.p.end()
		h.never(h.desk, "slettet")
	})
}
