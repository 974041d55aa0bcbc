package desk_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// model plays random events between people, agents, platforms that fail and a
// program that dies, and holds what people can count on.
type model struct {
	t *rapid.T
	w *bottest.Harness
	n int
	// said are the words that people said in a case, answered those that the owner
	// answered, and noted those that must not leave the desk.
	said, answered, noted []string
	turns                 map[bot.Ref]int
	// wrote are the words of each person that still stand there, and gone those that
	// they have removed or changed.
	wrote map[string][]string
	gone  []string
	// problems are the words of those that agents told of, by the message, and solved the words
	// of their solutions.
	problems map[string]bot.MessageID
	solved   []string
	// withdrawn are the words of problems that were taken back before they were solved.
	withdrawn []string
}

func (m *model) handle(in event.Inbound) {
	m.n++
	in.Key, in.At = fmt.Sprint("m", m.n), m.w.Now
	for range rapid.IntRange(1, 2).Draw(m.t, "deliveries") {
		if err := m.w.Engine.Handle(context.Background(), in); err != nil {
			m.t.Fatalf("handle: %v", err)
		}
	}
}

// word is one that nobody has said before.
func (m *model) word(kind string) string {
	return fmt.Sprint(kind, "-", len(m.said)+len(m.answered)+len(m.noted), "-", m.n)
}

func (m *model) person(name string) {
	ref := bot.Ref{Address: bottest.PlaceOf(name), Person: name}
	c := m.w.Conversation(ref)
	in := event.Inbound{From: ref.Address, Person: event.Person{ID: name, Name: name}}
	active := c.Case != nil && c.Case.State != bot.CaseClosed
	switch rapid.IntRange(0, 8).Draw(m.t, "does") {
	case 8:
		m.removes(in)
		return
	case 0:
		in.Event = event.Message{Text: "snakk med et menneske", Addressed: true}
	case 1:
		in.Event = event.Message{Text: "tilbake til boten", Addressed: true}
	case 2:
		in.Event = event.Message{Text: rapid.SampledFrom([]string{"takk", "0xC004F213", "nei", "5", "ja"}).Draw(m.t, "words"), Addressed: true}
	case 3:
		if len(c.Offered) == 0 {
			return
		}
		in.Event = event.ChoicePicked{Choice: rapid.SampledFrom(c.Offered).Draw(m.t, "choice").ID, Turn: c.OfferedIn}
	default:
		word := m.word("said")
		in.Event = event.Message{Text: word + " xyzzy", Addressed: true, Message: bot.MessageID(word)}
		m.wrote[name] = append(m.wrote[name], word)
		if active {
			m.said = append(m.said, word)
		}
	}
	m.handle(in)
}

// removes takes away or changes something that the person has written.
func (m *model) removes(in event.Inbound) {
	wrote := m.wrote[in.Person.ID]
	if len(wrote) == 0 {
		return
	}
	i := rapid.IntRange(0, len(wrote)-1).Draw(m.t, "message")
	word := wrote[i]
	in.Event = event.MessageDeleted{Message: bot.MessageID(word)}
	if rapid.Bool().Draw(m.t, "changes") {
		in.Event = event.MessageEdited{Now: event.Message{Text: "rettet", Addressed: true, Message: bot.MessageID(word)}}
	}
	m.wrote[in.Person.ID] = slices.Delete(wrote, i, i+1)
	m.said = slices.DeleteFunc(m.said, func(s string) bool { return s == word })
	m.handle(in)
	m.gone = append(m.gone, word+" xyzzy")
}

func (m *model) agent(name string) {
	var cases []bot.Ref
	for _, ref := range m.w.Refs() {
		if c := m.w.Conversation(ref).Case; c != nil && c.Card != "" {
			cases = append(cases, ref)
		}
	}
	if len(cases) == 0 {
		return
	}
	ref := rapid.SampledFrom(cases).Draw(m.t, "case")
	c := m.w.Conversation(ref)
	in := event.Inbound{From: c.Case.Thread, Person: event.Person{ID: name, Name: name}}
	act := rapid.SampledFrom([]bot.Action{
		bot.ActClaim, bot.ActTake, bot.ActRelease, bot.ActTransfer, bot.ActReturn, bot.ActSnooze, bot.ActReopen, bot.ActShow, bot.ActHelp,
		"answer", "answer", "answer", "note", "note", "article", "close",
	}).Draw(m.t, "act")
	if rapid.Bool().Draw(m.t, "by number") {
		m.byNumber(in, c.Case, act)
		return
	}
	in.Event = event.ChoicePicked{Choice: bot.ChoiceID("d:" + string(act))}
	switch act {
	case "answer":
		word := m.word("answer")
		in.Event = event.Message{Text: "svar: " + word, Message: bot.MessageID(word), InThread: true}
		free := c.Case.State == bot.CaseQueued || c.Case.State != bot.CaseClosed && c.Case.Agent.ID == name
		if free {
			m.answered = append(m.answered, word)
		} else {
			m.noted = append(m.noted, word) // refused, so it stays at the desk
		}
	case "note":
		word := m.word("note")
		m.noted = append(m.noted, word)
		in.Event = event.Message{Text: word, Message: bot.MessageID(word), InThread: true}
	case "article":
		in.Event = event.Message{Text: "artikkel: 0xC004C003", InThread: true}
	case bot.ActHelp:
		in.Event = event.Message{Text: "!hjelp", InThread: true}
	case "close":
		in.Event = event.Message{Text: "lukk: løst", InThread: true}
	case bot.ActSnooze:
		if rapid.Bool().Draw(m.t, "names a time") {
			in.Event = event.Message{Text: "utsett: 2 timer", InThread: true}
		}
	default:
	}
	m.handle(in)
}

// outage lets an agent tell of a problem that many have, in the channel, in other words, take it
// back, or say that it is solved.
func (m *model) outage(name string) {
	in := event.Inbound{From: bottest.DeskAddress(), Person: event.Person{ID: name, Name: name}}
	in.From.Thread = fmt.Sprint("on ", m.n)
	word := m.word("outage")
	words := slices.Sorted(maps.Keys(m.problems))
	switch rapid.IntRange(0, 5).Draw(m.t, "outage") {
	case 0, 1:
		code := rapid.SampledFrom([]string{"0xC004F213", "0xC004C003", "0xC004F074"}).Draw(m.t, "code")
		in.Event = event.Message{Text: "problem: " + code + " " + word + " xyzzy", Message: bot.MessageID(word)}
		m.problems[word] = bot.MessageID(word)
	case 2:
		in.Event = event.Message{Text: "problem"}
	case 3:
		m.solved = append(m.solved, word)
		in.Event = event.Message{Text: "problem løst: " + strconv.Itoa(rapid.IntRange(1, 4).Draw(m.t, "number")) + " " + word}
	case 4:
		in.Event = event.ChoicePicked{Choice: "k:0xC004F213"}
	default:
		if len(words) == 0 {
			return
		}
		was := rapid.SampledFrom(words).Draw(m.t, "message")
		in.Event = event.MessageDeleted{Message: m.problems[was]}
		for _, p := range m.w.Conversation((&bot.Desk{At: bottest.DeskAddress()}).Ref()).Problems {
			if p.Message == m.problems[was] && p.End == "" {
				m.withdrawn = append(m.withdrawn, was)
			}
		}
		delete(m.problems, was)
	}
	m.handle(in)
}

// problemsHold checks that a conversation has to do with each problem once, and that nobody is
// told of one again or hears twice that it is solved.
func (m *model) problemsHold(ref bot.Ref, c bot.Conversation) {
	seen := make(map[string]bool)
	for _, k := range c.Known {
		if seen[k.ID] {
			m.t.Fatalf("%s has to do with %s twice", ref.Person, k.ID)
		}
		seen[k.ID] = true
	}
	for i, p := range c.Problems {
		if (p.End == "") != p.Ended.IsZero() || p.End == "" && p.Timer == 0 || i > 0 && p.Number <= c.Problems[i-1].Number {
			m.t.Fatalf("the problem is %+v", p)
		}
	}
}

// told checks that each solution was told each person at most once, and that whoever knows of a
// problem that is solved was told.
func (m *model) told(crashes bool) {
	for _, word := range m.solved {
		for _, name := range []string{"Ola", "Kari"} {
			n := 0
			for _, s := range m.w.Adapters["chat"].Shown {
				if s.To == bottest.PlaceOf(name) && strings.Contains(bottest.Render(s.Reply), word) {
					n++
				}
			}
			if n > 1 && !crashes {
				m.t.Fatalf("%s was told %d times of %s", name, n, word)
			}
		}
	}
	kept := m.w.Kept()
	for _, word := range m.withdrawn {
		if strings.Contains(kept, word+" xyzzy") {
			m.t.Fatalf("%s was taken back, and is kept: %s", word, linesWith(kept, word))
		}
	}
	own := m.w.Conversation((&bot.Desk{At: bottest.DeskAddress()}).Ref())
	for _, ref := range m.w.Refs() {
		c := m.w.Conversation(ref)
		for _, p := range own.Problems {
			if k := c.Knows(p.ID); k != nil && !k.Over && (p.End == bot.ProblemSolved || p.End == bot.ProblemWithdrawn) {
				m.t.Fatalf("%s was not told how %+v ended", ref.Person, p)
			}
		}
	}
}

// linesWith are the lines of a text that hold a word.
func linesWith(text, word string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if strings.Contains(line, word) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

// state is what a turn changes: the conversations, and how much was said and is to be done.
func (m *model) state() string {
	var all strings.Builder
	for _, ref := range m.w.Refs() {
		fmt.Fprintf(&all, "%s %d\n", bottest.Encode(m.t, m.w.Conversation(ref)), len(m.w.Entries(ref)))
	}
	return all.String() + strconv.Itoa(len(m.w.Effects()))
}

// byNumber lets an agent act on a case by its number, once or twice with the same key. What
// is denied changes nothing, and is denied for a reason.
func (m *model) byNumber(in event.Inbound, cs *bot.Case, act bot.Action) {
	m.n++
	in.Key, in.At, in.From = fmt.Sprint("m", m.n), m.w.Now, bottest.WebDesk()
	a := event.AgentAction{Act: act}
	var word string
	switch act {
	case bot.ActAnswer, bot.ActNote:
		word = m.word(string(act))
		a.Text, a.Message = word, bot.MessageID(word)
	case bot.ActArticle:
		a.Text = "0xC004C003"
	case bot.ActClose:
		a.Closing = bot.ClosedByAgent
	case bot.ActSnooze:
		a.For = 2 * time.Hour
	default: // needs no more
	}
	in.Event = a
	closed, others := cs.State == bot.CaseClosed, cs.State != bot.CaseClosed && cs.State != bot.CaseQueued && cs.Agent.ID != in.Person.ID
	before := m.state()
	err := m.w.Engine.Act(context.Background(), cs.Number, in)
	denied, is := errors.AsType[bot.DeniedError](err)
	switch {
	case err != nil && !is:
		m.t.Fatalf("act: %v", err)
	case is && before != m.state():
		m.t.Fatalf("%s changed something, and is denied: %v", act, err)
	case is && (denied.Why != bot.DeniedClosed || !closed) && (denied.Why != bot.DeniedTaken || !others || denied.Holder != cs.Agent):
		m.t.Fatalf("%s of %s is denied in a case that is %+v: %+v", act, in.Person.ID, cs, denied)
	}
	if act == bot.ActAnswer && !is {
		m.answered = append(m.answered, word)
	} else if word != "" {
		m.noted = append(m.noted, word)
	}
	if is || !rapid.Bool().Draw(m.t, "again") {
		return
	}
	once := m.state()
	if err := m.w.Engine.Act(context.Background(), cs.Number, in); err != nil || once != m.state() {
		m.t.Fatalf("the same submission is done again: %v", err)
	}
}

// holds checks what must hold after every event.
func (m *model) holds() {
	for _, ref := range m.w.Refs() {
		c := m.w.Conversation(ref)
		if c.Turn < m.turns[ref] {
			m.t.Fatalf("turn %d after %d", c.Turn, m.turns[ref])
		}
		m.turns[ref] = c.Turn
		m.problemsHold(ref, c)
		claimed := c.Case != nil && (c.Case.State == bot.CaseClaimed || c.Case.State == bot.CaseSnoozed)
		if claimed == c.Owner.Bot() {
			m.t.Fatalf("the owner is %q in a case that is %+v", c.Owner, c.Case)
		}
		if claimed && string(c.Owner) != c.Case.Agent.ID {
			m.t.Fatalf("the owner is %q, the agent %q", c.Owner, c.Case.Agent.ID)
		}
		if c.Case != nil && c.Case.State == bot.CaseClosed && c.Case.Closing == "" {
			m.t.Fatal("closed for no reason")
		}
	}
	if len(m.gone) == 0 {
		return
	}
	kept := m.w.Kept()
	for _, words := range m.gone {
		if strings.Contains(kept, words) {
			m.t.Fatalf("%q was removed or changed, and is kept", words)
		}
	}
}

// TestDeskModel walks random ways through the life of cases, with deliveries that
// come twice, platforms that fail, and a program that dies.
func TestDeskModel(t *testing.T) {
	manager := bottest.Manager(t)
	rapid.Check(t, func(t *rapid.T) {
		manager.Desks = bot.Desks{{At: bottest.DeskAddress(), Burst: bot.BurstRule{People: 2, Within: time.Hour}}}
		w := bottest.New(manager, t.Fatalf)
		m := &model{t: t, w: w, turns: make(map[bot.Ref]int), wrote: make(map[string][]string), problems: make(map[string]bot.MessageID)}
		crashes := rapid.Bool().Draw(t, "crashes")
		if crashes {
			w.Crash = func() bool { return rapid.IntRange(0, 19).Draw(t, "crash") == 0 }
		}
		w.Performed = func(task port.Task, result port.Result) {
			if say, ok := task.Effect.(bot.SendReply); ok && result.Status == bot.Done && !task.Owner.Bot() && !say.AnyOwner {
				t.Fatalf("the bot speaks while %s owns the conversation: %s", task.Owner, bottest.Render(say.Reply))
			}
		}
		for _, s := range w.Adapters {
			s.Fail = func(port.Outbound) error {
				if rapid.IntRange(0, 19).Draw(t, "fails") > 0 {
					return nil
				}
				return rapid.SampledFrom([]error{errors.New("odd"), port.RetryLater{Why: "down"}, port.RetryLater{After: time.Minute}, port.ErrRejected}).Draw(t, "error")
			}
		}
		for range rapid.IntRange(1, 40).Draw(t, "events") {
			switch rapid.IntRange(0, 11).Draw(t, "who") {
			case 0, 1, 2, 3:
				m.person(rapid.SampledFrom([]string{"Ola", "Kari"}).Draw(t, "person"))
			case 4, 5, 6, 7:
				m.agent(rapid.SampledFrom([]string{"Bente", "Per"}).Draw(t, "agent"))
			case 8:
				w.Pass(time.Duration(rapid.IntRange(1, 60).Draw(t, "minutes")) * time.Minute)
			case 9, 10:
				m.outage(rapid.SampledFrom([]string{"Bente", "Per"}).Draw(t, "agent"))
			default: // what is to be done waits
			}
			m.holds()
			if rapid.IntRange(0, 2).Draw(t, "now") > 0 {
				w.Settle()
				m.holds()
			}
		}
		// All is well again: what was said arrives, or those who said it know better.
		for _, s := range w.Adapters {
			s.Fail = nil
		}
		w.Crash = nil
		w.Pass(20 * time.Minute)
		m.holds()
		m.delivered(crashes)
		m.told(crashes)
	})
}

// delivered checks that everything said is where it belongs, once.
func (m *model) delivered(crashes bool) {
	toPeople, toDesk := m.shownAt("chat"), m.shownAt("desk")
	for _, word := range m.said {
		if n := strings.Count(toDesk, word+" "); n == 0 && !strings.Contains(toPeople, word) {
			m.t.Fatalf("%s is lost on the way to the desk", word)
		} else if n > 1 && !crashes {
			m.t.Fatalf("%s came to the desk %d times", word, n)
		}
	}
	reports := copied.ReplaceAllString(toDesk, "")
	for _, word := range m.answered {
		if !strings.Contains(toPeople, word) && !strings.Contains(reports, word) {
			m.t.Fatalf("%s is lost on the way to the person", word)
		}
	}
	for _, word := range m.noted {
		if strings.Contains(toPeople, word) {
			m.t.Fatalf("%s leaked to the person", word)
		}
	}
}

// copied is an answer by number, as the other agents are shown it.
var copied = regexp.MustCompile(`(?m)^  (Bente|Per) til .*$`)

// clock begins the lines of a transcript.
var clock = regexp.MustCompile(`^  \d\d\.\d\d `)

// shownAt is all that a platform has shown, each message in one line.
func (m *model) shownAt(p bot.Platform) string {
	var b strings.Builder
	for _, s := range m.w.Adapters[p].Shown {
		if clock.MatchString(bottest.Render(s.Reply)) {
			continue // a transcript says all again
		}
		b.WriteString(strings.ReplaceAll(bottest.Render(s.Reply), "\n", " ") + " \n")
	}
	return b.String()
}
