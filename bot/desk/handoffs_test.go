package desk_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/knowledge"
)

// TestHandoffs plays what happens between people, the bot and the desk. A file holds
// what each does, followed by what each is shown:
//
//	Ola> text                the person says something to the bot; [Label] presses
//	Ola> (edits) text        the person changes the latest message
//	Ola> (deletes)           and removes it
//	Ola> (edited 3m ago) text   the change comes late
//	Ola> (sends name.png)    a file
//	Ola> (writes) text       a message that has not come yet; it comes with
//	Ola> (comes)
//	Bente< text              the agent writes in the thread of the latest case; [Label]
//	Bente#1< text            of case 1
//	Bente* text              in the desk's channel, beside all threads
//	Bente< (edits) text      the agent changes the latest message, or removes it:
//	Bente< (deletes)
//	Bente!1 close agent: text   the agent acts on case 1 by its number, twice with one key:
//	Bente!1 snooze 2h        an action and its text; answer, note and amend may begin with
//	Bente!1 answer (sends name.png) text
//	Bente@Ola text           the agent speaks with the person outside the desk
//	... 20m                  time passes
//	@ desk=chat              the desk is on the persons' own platform; desk=web is one
//	                         without threads and channel
//	@ team=NAME hours=no replies=all lang=nn burst=3
//	@ agents=Bente,Per       who may act at the desk; agents=? when that cannot be known
//	@ name=Ola:Bente_(svar)  what somebody calls themselves
//	! chat gone              the platform refuses from now on; "! chat well" ends it,
//	! chat fixed             or changes no messages
func TestHandoffs(t *testing.T) {
	bottest.Golden(t, "handoffs", func(t *testing.T, script string) string { return newHandoffPlay(t).play(script) })
}

// weekday is at work from 8 to 16 UTC, but at weekends.
type weekday struct{}

func (weekday) Open(at time.Time) bool {
	return at.Weekday() != time.Saturday && at.Weekday() != time.Sunday && at.Hour() >= 8 && at.Hour() < 16
}

func (h weekday) Opens(at time.Time) time.Time {
	for !h.Open(at) {
		at = at.Truncate(time.Hour).Add(time.Hour)
	}
	return at
}

func (h weekday) After(at time.Time, d time.Duration) time.Time { return h.Opens(h.Opens(at).Add(d)) }

// handoffPlay is the script of a handoff while it is played.
type handoffPlay struct {
	t     *testing.T
	w     *bottest.Harness
	desk  *bot.Desk
	out   strings.Builder
	doing func(line string) // is told of each line before it is done

	messages int
	latest   map[string]bot.MessageID // of each, by name
	choices  map[string][]onShow      // by person, or by thread at the desk
	thread   string                   // of the latest case
	threads  []string

	names  map[string]string // what people call themselves, where it is not their id
	agents string            // who may act at the desk
	unsent map[string]event.Inbound
}

var (
	byPersonLine = regexp.MustCompile(`^(\pL+)> (.*)$`)
	byAgentLine  = regexp.MustCompile(`^(\pL+)(?:#(\d+))?< (.*)$`)
	beside       = regexp.MustCompile(`^(\pL+)\* (.*)$`)
	byNumberLine = regexp.MustCompile(`^(\pL+)!(\d+) (\w+) ?(.*)$`)
	speaksLine   = regexp.MustCompile(`^(\pL+)@(\pL+) (.*)$`)
)

func newHandoffPlay(t *testing.T) *handoffPlay {
	t.Helper()
	p := &handoffPlay{
		t: t, doing: func(string) {}, desk: &bot.Desk{At: bottest.DeskAddress(), Canned: []knowledge.Reply{
			{ID: "kvittering", Title: "Be om kvitteringen", Text: knowledge.Text{"nb": "Hei {name}! Kan du sende meg kvitteringen? Hilsen {agent}", "nn": "Hei {name}! Kan du sende meg kvitteringa? Helsing {agent}", "en": "Hi {name}! Can you send me the receipt? {agent}"}},
		}},
		latest: make(map[string]bot.MessageID), choices: make(map[string][]onShow), names: make(map[string]string), unsent: make(map[string]event.Inbound),
	}
	manager := bottest.Manager(t)
	manager.Desks = bot.Desks{p.desk}
	p.w = bottest.New(manager, t.Fatalf)
	for _, s := range p.w.Adapters {
		s.Note = func(s bottest.Shown) {
			if p.atDesk(s.To) {
				p.toDesk(s)
				return
			}
			p.toPerson(s)
		}
		s.NoteErased = func(thread bot.Address, messages int) {
			fmt.Fprintf(&p.out, "  → desk #%d: (%d messages are deleted)\n", slices.Index(p.threads, thread.Thread)+1, messages)
		}
	}
	return p
}

// play plays a script and returns it with what everybody is shown.
func (p *handoffPlay) play(script string) string {
	for line := range strings.Lines(script) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || strings.HasPrefix(line, " ") {
			continue
		}
		fmt.Fprintln(&p.out, line)
		p.doing(line)
		before := p.out.Len()
		if p.do(line) && p.out.Len() == before {
			fmt.Fprintln(&p.out, "  (silence)")
		}
	}
	return p.out.String()
}

// do does a line; false for one that nobody answers.
func (p *handoffPlay) do(line string) bool {
	switch {
	case strings.HasPrefix(line, "#"):
		return false
	case strings.HasPrefix(line, "@ "):
		p.setting(line)
		return false
	case strings.HasPrefix(line, "! "):
		p.trouble(strings.Fields(line))
		return false
	case strings.HasPrefix(line, "... "):
		d, err := time.ParseDuration(strings.TrimPrefix(line, "... "))
		if err != nil {
			p.t.Fatal(err)
		}
		p.w.Pass(d)
		return true
	}
	in := event.Inbound{At: p.w.Now, Key: "in" + strconv.Itoa(p.out.Len())}
	if m := byNumberLine.FindStringSubmatch(line); m != nil {
		p.byNumber(in, m[1], m[2], m[3], m[4])
		return true
	}
	if m := byPersonLine.FindStringSubmatch(line); m != nil {
		in.From, in.Person = bottest.PlaceOf(m[1]), event.Person{ID: m[1], Name: m[1]}
		in.Event = p.event(m[1], m[1], m[2], true)
	} else if m := byAgentLine.FindStringSubmatch(line); m != nil {
		thread := p.thread
		if m[2] != "" {
			n, _ := strconv.Atoi(m[2])
			thread = p.threads[n-1]
		}
		in.From, in.Person = p.desk.At, event.Person{ID: m[1], Name: m[1]}
		in.From.Thread = thread
		in.Event = p.event(m[1], thread, m[3], false)
	} else if m := beside.FindStringSubmatch(line); m != nil {
		in.From, in.Person = p.desk.At, event.Person{ID: m[1], Name: m[1]}
		in.Event = p.event(m[1], channel, m[2], false)
		if said, ok := in.Event.(event.Message); ok {
			said.InThread, in.Event = false, said
		}
		in.From.Thread = "on " + string(p.latest[m[1]]) // an answer opens it
	} else if m := speaksLine.FindStringSubmatch(line); m != nil {
		in.From, in.Person = bottest.PlaceOf(m[2]), event.Person{ID: m[1], Name: m[1]}
		in.From.Platform = "chat"
		in.Event = event.Message{Text: m[3], InThread: true, OnlyIfAddressed: true}
	} else {
		p.t.Fatalf("what is %q?", line)
	}
	in.Person.Agent = p.standing(in.Person.ID)
	in.Person.Name = cmp.Or(p.names[in.Person.ID], in.Person.Name)
	switch edited, late := p.late(&in); {
	case in.Event == nil:
		in = p.unsent[in.Person.ID]
	case late:
		in.Event = edited
	case strings.Contains(line, "(writes) "):
		p.unsent[in.Person.ID] = in
		return false
	}
	if err := p.w.Engine.Handle(context.Background(), in); err != nil {
		p.t.Fatal(err)
	}
	p.w.Settle()
	p.w.Now = p.w.Now.Add(time.Minute)
	return true
}

var filesLine = regexp.MustCompile(`^\(sends (\S+)\) ?(.*)$`)

// byNumber lets an agent act on a case by its number. The same submission comes twice.
func (p *handoffPlay) byNumber(in event.Inbound, who, number, act, text string) {
	n, _ := strconv.Atoi(number)
	in.From, in.Person = bottest.WebDesk(), event.Person{ID: who, Name: cmp.Or(p.names[who], who), Agent: p.standing(who)}
	a := event.AgentAction{Act: bot.Action(act), Text: text}
	if m := filesLine.FindStringSubmatch(text); m != nil {
		a.Text, a.Files = m[2], []bot.File{{Name: m[1], Kind: "image/png", URL: "https://files.test/" + m[1]}}
	}
	switch a.Act {
	case bot.ActAnswer, bot.ActNote:
		p.messages++
		a.Message = bot.MessageID("msg" + strconv.Itoa(p.messages))
	case bot.ActAmend, bot.ActRetract, bot.ActUnmark:
		a.Message = p.latest[who]
	case bot.ActClose:
		why, note, _ := strings.Cut(text, ": ")
		a.Closing, a.Text = bot.Closing(why), note
	case bot.ActSnooze:
		a.For, _ = time.ParseDuration(text)
	default: // the text is all of it
	}
	in.Event = a
	for range 2 {
		err := p.w.Engine.Act(p.t.Context(), n, in)
		if denied, ok := errors.AsType[bot.DeniedError](err); ok {
			fmt.Fprintf(&p.out, "  (denied: %s)\n", strings.TrimSpace(string(denied.Why)+" "+denied.Holder.Shown()))
			break
		} else if err != nil {
			p.t.Fatal(err)
		}
		p.latest[who] = cmp.Or(a.Message, p.latest[who])
		p.w.Settle()
	}
	p.w.Now = p.w.Now.Add(time.Minute)
}

// standing is what the platform knows of somebody.
func (p *handoffPlay) standing(who string) event.Standing {
	switch {
	case p.agents == "":
		return event.StandingOpen
	case p.agents == "?":
		return event.StandingUnknown
	case slices.Contains(strings.Split(p.agents, ","), who):
		return event.StandingMember
	}
	return event.StandingOutside
}

var lateEdit = regexp.MustCompile(`^\(edited (\w+) ago\) (.*)$`)

// late reads a change that comes late, and sets its time.
func (p *handoffPlay) late(in *event.Inbound) (event.Event, bool) {
	said, ok := in.Event.(event.Message)
	if !ok {
		return nil, false
	}
	m := lateEdit.FindStringSubmatch(said.Text)
	if m == nil {
		return nil, false
	}
	d, err := time.ParseDuration(m[1])
	if err != nil {
		p.t.Fatal(err)
	}
	in.At, said.Text = in.At.Add(-d), m[2]
	return event.MessageEdited{Now: said}, true
}

func (p *handoffPlay) event(who, at, what string, addressed bool) event.Event {
	if label, ok := strings.CutPrefix(what, "["); ok {
		label = strings.TrimSuffix(label, "]")
		for _, c := range slices.Backward(p.choices[at]) {
			if c.Label == label {
				return event.ChoicePicked{Choice: c.ID, Turn: c.turn}
			}
		}
		p.t.Fatalf("%s has no %q: %v", who, label, p.choices[at])
	}
	said := event.Message{Addressed: addressed, InThread: true, Message: p.latest[who]}
	if what == "(deletes)" {
		return event.MessageDeleted{Message: p.latest[who]}
	}
	if text, ok := strings.CutPrefix(what, "(edits) "); ok {
		said.Text = text
		return event.MessageEdited{Now: said}
	}
	if what == "(comes)" {
		return nil
	}
	if lateEdit.MatchString(what) {
		said.Text = what
		return said
	}
	what = strings.TrimPrefix(what, "(writes) ")
	p.messages++
	p.latest[who] = bot.MessageID("msg" + strconv.Itoa(p.messages))
	said.Message, said.Text = p.latest[who], what
	if name, ok := strings.CutPrefix(what, "(sends "); ok {
		name = strings.TrimSuffix(name, ")")
		said.Text, said.Files = "", []bot.File{{Name: name, Kind: "image/png", URL: "https://files.test/" + name}}
	}
	return said
}

func (p *handoffPlay) setting(line string) {
	for _, s := range strings.Fields(line)[1:] {
		name, value, _ := strings.Cut(s, "=")
		switch name {
		case "agents":
			p.agents = value
		case "name":
			who, called, _ := strings.Cut(value, ":")
			p.names[who] = strings.NewReplacer("_", " ", `\n`, "\n", `\u202e`, "\u202e").Replace(called)
		case "team":
			p.desk.Team = strings.ReplaceAll(value, "_", " ")
		case "replies":
			p.desk.RepliesPublic = value == "all"
		case "burst":
			people, _ := strconv.Atoi(value)
			p.desk.Burst = bot.BurstRule{People: people, Within: 30 * time.Minute}
		case "lang":
			p.desk.Language = bot.Lang(value)
		case "desk":
			p.desk.At.Platform = bot.Platform(value)
			if value == "web" {
				p.desk.At = bottest.WebDesk()
			}
		case "hours":
			p.desk.Hours = weekday{}
		case "now":
			now, err := time.Parse("2006-01-02T15:04", value)
			if err != nil {
				p.t.Fatal(err)
			}
			p.w.Now = now
		default:
			p.t.Fatalf("what is %q?", s)
		}
	}
}

func (p *handoffPlay) trouble(words []string) {
	s := p.w.Adapters[bot.Platform(words[1])]
	switch words[2] {
	case "well":
		s.Fail, s.Fixed = nil, false
	case "fixed":
		s.Fixed = true
	case "gone":
		s.Fail = func(port.Outbound) error { return port.ErrGone }
	case "down":
		s.Fail = func(port.Outbound) error { return port.RetryLater{Why: "down"} }
	default:
		p.t.Fatalf("what is %q?", words)
	}
}

func (p *handoffPlay) toPerson(s bottest.Shown) {
	who := strings.TrimPrefix(s.To.Thread, "of ")
	p.offer(who, s.Reply)
	p.print("→ "+who, s)
}

// onShow is a choice that can be pressed.
type onShow struct {
	bot.Choice
	turn int
}

func (p *handoffPlay) offer(at string, r bot.Reply) {
	for _, c := range r.Choices {
		p.choices[at] = append(p.choices[at], onShow{c, r.Turn})
	}
}

// channel is where choices are that are offered beside all threads.
const channel = "the desk"

func (p *handoffPlay) atDesk(at bot.Address) bool {
	return at == bottest.WebDesk() || at.Channel == bottest.DeskAddress().Channel
}

func (p *handoffPlay) toDesk(s bottest.Shown) {
	if s.To == bottest.WebDesk() {
		p.print("→ web #"+strconv.Itoa(s.Case), s)
		return
	}
	thread := s.To.Thread
	if thread == "" && s.Case == 0 || strings.HasPrefix(thread, "on ") {
		p.offer(channel, s.Reply)
		p.print("→ desk", s)
		return
	}
	if thread == "" {
		thread = string(s.ID)
		p.thread = thread
		p.threads = append(p.threads, thread)
	}
	p.offer(thread, s.Reply)
	n := 0
	for i, t := range p.threads {
		if t == thread {
			n = i + 1
		}
	}
	p.print("→ desk #"+strconv.Itoa(n), s)
}

func (p *handoffPlay) print(to string, s bottest.Shown) {
	if s.Edited {
		to += " (changed)"
	}
	if s.Reply.Alert {
		to += " (calls)"
	}
	if s.Reply.Silent {
		to += " (silently)"
	}
	if s.Reply.Private && p.atDesk(s.To) {
		to += " (only " + s.Person + ")"
	}
	text := strings.TrimRight(bottest.Render(s.Reply), "\n")
	fmt.Fprintf(&p.out, "  %s:\n  %s\n", to, strings.ReplaceAll(text, "\n", "\n  "))
}
