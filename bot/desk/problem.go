package desk

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/i18n"
	"aktivering/bot/name"
	"aktivering/bot/outcome"
	"aktivering/bot/pick"
	"aktivering/bot/redact"
	"aktivering/bot/reply"
)

// IsOfDesk reports an action that concerns no single case, and belongs to the desk's own
// conversation, or to the one that keeps the blocks.
func IsOfDesk(a bot.Action) bool {
	return a == bot.ActProblem || a == bot.ActSolved || IsOfBlocks(a)
}

// stepDesk takes in one thing that happened in the own conversation of a desk, or in the one that
// keeps the blocks; that has no desk where there is none.
func (m Manager) stepDesk(d *bot.Desk, c bot.Conversation, in bot.Inbound) bot.Decision {
	in, seen := c.Continuing(in)
	var acting *bot.Desk
	if act, ok := in.Event.(bot.AgentAction); ok {
		if acting = m.Desks.At(act.At); acting != nil { // any desk can change its blocks
			d = acting
		}
	}
	t := m.newTurn(c, in)
	t.Desk, t.serving, t.acting = d, d, acting
	if !t.dispatchDesk(in.Event) {
		return bot.Decision{Conversation: c}
	}
	t.Conversation.KeepKeySeen(in.Event, seen)
	t.Conversation.Bound()
	entry := c.EntryOf(in)
	entry.Turn = t.Conversation.Turn
	return bot.Decision{Conversation: t.Conversation, Effects: t.Effects, Entry: entry, Outcome: t.Decided()}
}

func (t *turn) dispatchDesk(e bot.Event) bool {
	if t.IsOutdated(e) {
		return false
	}
	t.RecordChange(e)
	switch e := e.(type) {
	case bot.AgentAction:
		return t.handleAtDesk(e)
	case bot.TimerFired:
		return t.expireBlocks() || t.expireProblems(e)
	case bot.BlockChanged:
		return t.changeBlock(e.Block)
	case bot.PersonForgotten:
		return t.forgetBlocked(e)
	case bot.AgentSeen:
		return t.seeAgent(e)
	case bot.BurstSeen:
		return t.tellBurst(e)
	case bot.DeliveryFailed:
		return !e.Effect.Reply.Erased && t.RetryAsPlainText(e)
	default: // nobody speaks here
		return false
	}
}

// handleAtDesk does what an agent does about problems that many have, and about blocks.
func (t *turn) handleAtDesk(e bot.AgentAction) bool {
	if e.Secret != redact.SecretNone {
		t.answerAgent(e, "", "desk.secret", nil)
	}
	switch e.Act {
	case bot.ActProblem:
		t.setProblem(e)
	case bot.ActSolved:
		t.solveProblem(e)
	case bot.ActBlocks:
		t.listBlocks(e, "desk.block.list")
	case bot.ActUnblock:
		t.liftBlock(e)
	case bot.ActAmend:
		return t.amendProblem(e)
	case bot.ActRetract:
		return t.withdrawProblem(e)
	case bot.ActDenied:
		t.Decide(outcome.DeskDeclined)
		t.sendAgent(e, bot.SendReply{For: e.Agent.ID, Reply: bot.Reply{Blocks: []content.Block{t.agentLocalizer().Paragraph("denied."+string(e.Why), nil)}, Private: true}})
	default:
		return false
	}
	return true
}

// DeskDenial tells why an agent cannot do something about problems that many have, or about
// blocks, and submits by a number; empty where [Manager.Step] does it. c is the desk's own
// conversation, or the one that keeps the blocks.
func (m Manager) DeskDenial(d *bot.Desk, c bot.Conversation, a bot.AgentAction, at time.Time) bot.Denial {
	text := strings.TrimSpace(a.Text)
	switch a.Act {
	case bot.ActProblem:
		if p := readProblem(m.Knowledge, text, d.Local(at)); text != "" && (!p.isAbout() || len(p.text) > bot.MaxProblemText) {
			return bot.DeniedNothing
		}
		if !a.Until.IsZero() && (!a.Until.After(at) || a.Until.Sub(at) > MaxProblemFor) {
			return bot.DeniedNothing
		}
	case bot.ActSolved:
		if i, _, _ := findProblem(&c, text); i < 0 {
			return bot.DeniedNothing
		}
	case bot.ActUnblock:
		if numberOf(c.BlocksInForce(at), text) == 0 {
			return bot.DeniedNothing
		}
	default:
		return bot.DeniedAction
	}
	return ""
}

// How long a problem is told of: problemFor where no time was named, and MaxProblemFor at most
// where one was chosen.
const (
	problemFor    = 12 * time.Hour
	MaxProblemFor = 30 * 24 * time.Hour
)

// setProblem makes a problem known, says one that is known in other words, or lists those that
// there are.
func (t *turn) setProblem(e bot.AgentAction) {
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
func (t *turn) describe(p *bot.Problem, read problemText, e bot.AgentAction) {
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

// maxListed is how many problems are listed at once.
const maxListed = 10

// listProblems shows the agents the problems in force, each in a message of its own, with the
// way to say that it is solved; key says what they are shown for.
func (t *turn) listProblems(e bot.AgentAction, key string) {
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
func (t *turn) solveProblem(e bot.AgentAction) {
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
func (t *turn) amendProblem(e bot.AgentAction) bool {
	var a bot.AgentAction
	Manager{Manager: t.Manager}.readCommand(&a, bot.Message{Text: e.Text}, false)
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
func (t *turn) withdrawProblem(e bot.AgentAction) bool {
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
func (t *turn) expireProblems(e bot.TimerFired) bool {
	i := slices.IndexFunc(t.Conversation.Problems, func(p bot.Problem) bool { return p.End == "" && p.Timer == e.Turn })
	if e.Turn == 0 || i < 0 {
		return false
	}
	p := &t.Conversation.Problems[i]
	p.End, p.Ended, p.Timer = bot.ProblemExpired, t.Inbound.At, 0
	t.Decide(outcome.ProblemOver)
	t.answerAgent(bot.AgentAction{}, p.Message, "desk.problem.expired", t.problemArgs(*p, p.By), t.solvedChoice(*p))
	return true
}

// burstAgain is how long the desk is not told of the same burst again, at least.
const burstAgain = 4 * time.Hour

// tellBurst tells the agents that many people have the same code, unless they know.
func (t *turn) tellBurst(e bot.BurstSeen) bool {
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
	t.sendAgent(bot.AgentAction{}, bot.SendReply{Reply: bot.Reply{Blocks: []content.Block{v.Paragraph("desk.burst", a)}, Choices: []bot.Choice{known}, Alert: true}})
	return true
}

// answerAgent says something to the agents where one of them did something, or else in the
// desk's channel. quotes is the message whose words it holds.
func (t *turn) answerAgent(e bot.AgentAction, quotes bot.MessageID, key string, a i18n.Args, choices ...bot.Choice) {
	t.sendAgent(e, bot.SendReply{Quotes: quotes, Reply: bot.Reply{Blocks: []content.Block{t.agentLocalizer().Paragraph(key, a)}, Choices: choices}})
}

func (t *turn) sendAgent(e bot.AgentAction, s bot.SendReply) {
	if t.Desk == nil {
		return
	}
	s.To, s.AnyOwner, s.Reply.Turn = t.Desk.At, true, t.Conversation.Turn
	if !e.ByNumber && e.At != (bot.Address{}) {
		s.To = e.At
	}
	if s.ReplyToken = e.ReplyToken; s.ReplyToken != "" {
		s.For = e.Agent.ID
	}
	t.Effects = append(t.Effects, s)
}
