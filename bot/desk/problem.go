package desk

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/i18n"
	"aktivering/bot/name"
	"aktivering/bot/outcome"
	"aktivering/bot/pick"
	"aktivering/bot/reply"
)

// How long a problem is told of: problemFor where no time was named, and MaxProblemFor at most
// where one was chosen.
const (
	problemFor    = 12 * time.Hour
	MaxProblemFor = 30 * 24 * time.Hour
)

// setProblem makes a problem known, says one that is known in other words, or lists those that
// there are.
func (t *turn) setProblem(e event.AgentAction) {
	text := strings.TrimSpace(e.Text)
	if text == "" {
		t.listProblems(e, "desk.problem.list")
		return
	}
	read := readProblem(t.Knowledge, text, t.Desk.Local(t.Inbound.At))
	if !e.Until.IsZero() { // it was chosen
		read.until = e.Until
	}
	switch {
	case !read.isAbout():
		t.Decide(outcome.DeskDeclined)
		t.answerAgent(e, "", "desk.problem.about", nil)
		return
	case len(read.text) > bot.MaxProblemText:
		t.Decide(outcome.DeskDeclined)
		t.answerAgent(e, "", "desk.problem.long", nil)
		return
	}
	c := &t.Conversation
	i := slices.IndexFunc(c.Problems, func(p bot.Problem) bool {
		return p.InForce(t.Inbound.At) && p.Concerns(read.codes, read.article)
	})
	if i < 0 {
		c.Problems = append(c.Problems, t.Desk.NewProblem(c, t.Inbound.At))
		i = len(c.Problems) - 1
	}
	t.describe(&c.Problems[i], read, e)
}

// describe takes what an agent says of a problem into it, and tells the agents.
func (t *turn) describe(p *bot.Problem, read problemText, e event.AgentAction) {
	t.Decide(outcome.ProblemSet)
	p.Codes = slices.Clone(p.Codes)
	for _, code := range read.codes {
		if !slices.Contains(p.Codes, code) {
			p.Codes = append(p.Codes, code)
		}
	}
	if read.article != "" {
		p.Article = read.article
	}
	p.By = e.Agent
	if read.text != "" || p.Text == "" {
		p.Text, p.Message = read.text, e.Message
	}
	key := "desk.problem.set"
	if p.Until = read.until; p.Until.IsZero() {
		key, p.Until = "desk.problem.set.bound", t.Inbound.At.Add(problemFor)
	}
	p.Timer = t.Conversation.Turn
	t.answerAgent(e, p.Message, key, t.problemArgs(*p, e.Agent), t.solvedChoice(*p))
	t.Effects = append(t.Effects,
		bot.SetTimer{At: p.Until, Turn: t.Conversation.Turn, By: t.Desk.At},
		bot.AnnounceProblem{To: t.Desk.At, Number: p.Number})
}

// problemArgs are what the agents are told of a problem.
func (t *turn) problemArgs(p bot.Problem, by bot.Agent) i18n.Args {
	v := t.agentLocalizer()
	text := p.Text
	if text == "" {
		text = reply.Plain(v.Say("problem.known.plain", nil))
	}
	return i18n.Args{
		"agent": i18n.Text(by.Shown()), "number": i18n.Number(p.Number), "what": i18n.Text(t.about(v, p)), "text": i18n.Text(name.Guard(text)),
		"when": i18n.Text(v.When(t.Desk.Local(t.Inbound.At), t.Desk.Local(p.Until))),
	}
}

// about names what a problem is about: its codes, and the title of its article.
func (t *turn) about(v i18n.Localizer, p bot.Problem) string {
	var list []string
	for _, c := range p.Codes {
		list = append(list, c.String())
	}
	if a, ok := t.Knowledge.Article(p.Article); ok {
		list = append(list, reply.Plain(v.Say("quoted", i18n.Args{"text": i18n.Text(reply.Plain(v.In(a.Title)))})))
	}
	return strings.Join(list, ", ")
}

func (t *turn) solvedChoice(p bot.Problem) bot.Choice {
	return bot.Choice{ID: pick.Of(pick.Solved, strconv.Itoa(p.Number)), Label: t.agentLocalizer().Label("act.solved"), Standing: true}
}

// listProblems shows the agents the problems in force, each in a message of its own, with the
// way to say that it is solved; key says what they are shown for.
func (t *turn) listProblems(e event.AgentAction, key string) {
	t.Decide(outcome.DeskShown)
	list := t.Conversation.InForce(t.Inbound.At)
	if len(list) == 0 {
		t.answerAgent(e, "", "desk.problem.none", nil)
		return
	}
	t.answerAgent(e, "", key, nil)
	for _, p := range list[max(0, len(list)-maxListed):] {
		t.answerAgent(e, p.Message, "desk.problem.one", t.problemArgs(p, p.By), t.solvedChoice(p))
	}
}

// solveProblem ends a problem, and has those told who know of it.
func (t *turn) solveProblem(e event.AgentAction) {
	i, note, several := findProblem(&t.Conversation, strings.TrimSpace(e.Text))
	if i < 0 {
		key := "desk.problem.which"
		if !several {
			key = "desk.problem.no-such"
		}
		t.listProblems(e, key)
		return
	}
	p := &t.Conversation.Problems[i]
	p.End, p.Ended, p.Timer, p.Note, p.NoteIn = bot.ProblemSolved, t.Inbound.At, 0, note, e.Message
	t.Decide(outcome.ProblemOver)
	t.answerAgent(e, "", "desk.problem.solved", t.problemArgs(*p, e.Agent))
	t.Effects = append(t.Effects, bot.AnnounceProblem{To: t.Desk.At, Number: p.Number})
}

// amendProblem says a problem, or how it was solved, in the words that a message has now.
func (t *turn) amendProblem(e event.AgentAction) bool {
	var a event.AgentAction
	Manager{Manager: t.Manager}.readCommand(&a, event.Message{Text: e.Text}, false)
	for i := range t.Conversation.Problems {
		p := &t.Conversation.Problems[i]
		switch {
		case p.NoteIn == e.Message:
			t.Conversation.Forget(e.Message)
			if _, note, _ := findProblem(&t.Conversation, a.Text); a.Act == bot.ActSolved {
				p.Note, p.NoteIn = note, e.Message
			}
			t.Decide(outcome.ProblemSet)
			return true
		case p.Message != e.Message:
		case a.Act != bot.ActProblem:
			return t.withdrawProblem(e) // it tells of something else now
		default:
			read := readProblem(t.Knowledge, a.Text, t.Desk.Local(t.Inbound.At))
			if !read.isAbout() || len(read.text) > bot.MaxProblemText {
				return t.withdrawProblem(e)
			}
			if !p.InForce(t.Inbound.At) {
				p.Text = read.text
				t.Decide(outcome.ProblemSet)
				return true
			}
			p.Text, p.Codes, p.Article = "", nil, ""
			t.describe(p, read, e)
			return true
		}
	}
	return false
}

// withdrawProblem forgets what a message said of problems that was taken back; those told of it
// hear that.
func (t *turn) withdrawProblem(e event.AgentAction) bool {
	c := &t.Conversation
	i := slices.IndexFunc(c.Problems, func(p bot.Problem) bool { return p.Message == e.Message })
	inForce := i >= 0 && (c.Problems[i].End == "" || c.Problems[i].End == bot.ProblemExpired)
	if inForce {
		p := &c.Problems[i]
		p.End, p.Ended, p.Timer = bot.ProblemWithdrawn, t.Inbound.At, 0
		p.Text = "" // the message stays known, for those who were told what it said
		t.answerAgent(e, "", "desk.problem.withdrawn", t.problemArgs(*p, e.Agent))
		t.Effects = append(t.Effects, bot.AnnounceProblem{To: t.Desk.At, Number: p.Number})
	}
	known := i >= 0 || slices.ContainsFunc(c.Problems, func(p bot.Problem) bool { return p.NoteIn == e.Message })
	t.Decide(outcome.ProblemOver)
	if !inForce {
		c.Forget(e.Message)
	}
	return known
}

// expireProblems ends the problems whose time is over, and tells the agents so.
func (t *turn) expireProblems(e event.TimerFired) bool {
	i := slices.IndexFunc(t.Conversation.Problems, func(p bot.Problem) bool { return p.End == "" && p.Timer == e.Turn })
	if e.Turn == 0 || i < 0 {
		return false
	}
	p := &t.Conversation.Problems[i]
	p.End, p.Ended, p.Timer = bot.ProblemExpired, t.Inbound.At, 0
	t.Decide(outcome.ProblemOver)
	t.answerAgent(event.AgentAction{}, p.Message, "desk.problem.expired", t.problemArgs(*p, p.By), t.solvedChoice(*p))
	return true
}

// burstAgain is how long the desk is not told of the same burst again, at least.
const burstAgain = 4 * time.Hour

// tellBurst tells the agents that many people have the same code, unless they know.
func (t *turn) tellBurst(e event.BurstSeen) bool {
	c := &t.Conversation
	for _, p := range c.Problems {
		if p.InForce(t.Inbound.At) && slices.Contains(p.Codes, e.Code) {
			return false
		}
	}
	for _, b := range c.Bursts {
		if b.Code == e.Code && t.Inbound.At.Sub(b.Told) < max(burstAgain, t.Desk.Burst.Within) {
			return false
		}
	}
	c.Bursts = slices.DeleteFunc(c.Bursts, func(b bot.Burst) bool { return b.Code == e.Code })
	c.Bursts = append(c.Bursts, bot.Burst{Code: e.Code, Told: t.Inbound.At})
	t.Decide(outcome.BurstTold)
	t.Outcome.Code = e.Code
	v := t.agentLocalizer()
	a := i18n.Args{"n": i18n.Number(e.People), "code": i18n.Code(e.Code), "minutes": i18n.Number(int(t.Desk.Burst.Within / time.Minute))}
	known := bot.Choice{ID: pick.Of(pick.Problem, e.Code.String()), Label: v.Label("act.problem")}
	t.sendAgent(event.AgentAction{}, bot.SendReply{Reply: bot.Reply{Blocks: []content.Block{v.Paragraph("desk.burst", a)}, Choices: []bot.Choice{known}, Alert: true}})
	return true
}
