package desk

import (
	"slices"
	"strconv"
	"strings"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/i18n"
	"aktivering/bot/match"
	"aktivering/bot/outcome"
	"aktivering/bot/pick"
	"aktivering/knowledge"
)

// maxReported is how many codes of one message are counted.
const maxReported = 3

// meetProblems tells the person of the problems of the desk that what they come with belongs
// to, before all else that this turn says, and returns what they came with. before is where they
// were.
func (t *turn) meetProblems(before bot.Situation) bot.Reports {
	if t.serving == nil || !IsOfPerson(t.Inbound.Event) {
		return bot.Reports{}
	}
	reports := bot.Reports{Desk: t.serving.Name}
	s := t.Situation()
	written := t.codesWritten()
	for _, code := range written {
		reports.Subjects = append(reports.Subjects, code.String())
	}
	if code := s.Code; code != 0 && code != before.Code && !slices.Contains(written, code) {
		written = append(written, code)
		reports.Subjects = append(reports.Subjects, code.String())
	}
	if article := t.articleNow(); article != "" && article != before.Article {
		reports.Subjects = append(reports.Subjects, article)
	}
	for _, p := range t.problems {
		if t.Conversation.Knows(p.ID) == nil && (p.Concerns(t.codesNow(), t.articleNow()) || p.Concerns(written, "")) {
			t.link(p, true)
		}
	}
	if t.serving.Burst.On() {
		for _, code := range written {
			if !slices.ContainsFunc(t.problems, func(p bot.Problem) bool { return slices.Contains(p.Codes, code) }) {
				t.Effects = append(t.Effects, bot.CountReports{To: t.serving.At, Code: code})
			}
		}
	}
	return reports
}

// codesWritten are the codes of the message, each once.
func (t *turn) codesWritten() []knowledge.Code {
	if t.Match.Office && t.Match.Decision == match.None {
		return nil
	}
	var codes []knowledge.Code
	for _, f := range t.Match.Codes {
		if f.Value != 0 && f.Certainty != match.Malformed && !slices.Contains(codes, f.Value) && len(codes) < maxReported {
			codes = append(codes, f.Value)
		}
	}
	return codes
}

// codesNow are the codes that the person has; none once the problem is solved.
func (t *turn) codesNow() []knowledge.Code {
	s := t.Situation()
	if s.Stage == bot.StageSolved || s.Stage == bot.StageNew {
		return nil
	}
	codes := slices.Clone(s.Codes)
	if s.Code != 0 {
		codes = append(codes, s.Code)
	}
	if t.Conversation.Case.Active() {
		codes = append(codes, s.Trail...)
	}
	return codes
}

// articleNow is the article that the person is in; empty where they are in none.
func (t *turn) articleNow() string {
	switch s := t.Situation(); s.Stage {
	case bot.StageAsking, bot.StageChecking, bot.StageCodes, bot.StageUsedUp:
		return s.Article
	default:
		return ""
	}
}

// link keeps that the conversation has to do with a problem, and says so: to the person where
// no agent speaks with them, and to the agents who have the case. first puts it before all else
// that is said in the turn.
func (t *turn) link(p bot.Problem, first bool) {
	t.Conversation.Known = append(t.Conversation.Known, bot.Known{ID: p.ID, Number: p.Number})
	active := t.Conversation.Case.Active()
	if t.Conversation.Owner.Bot() && (!active || t.Conversation.Case.State == bot.CaseQueued) {
		v := t.Localizer()
		told := bot.SendReply{To: t.PersonAt(), ReplyToken: t.Inbound.ReplyToken, AnyOwner: active, Quotes: p.Message, Reply: bot.Reply{Blocks: knownBlocks(v, p), Turn: t.Conversation.Turn}}
		if first {
			t.Effects = slices.Insert(t.Effects, 0, bot.Effect(told))
		} else {
			t.Effects = append(t.Effects, told)
		}
	}
	if active {
		t.tellAgentsQuoting(p.Message, "desk.problem.case", t.problemArgs(p, p.By))
		t.toDesk(bot.UpdateCard{To: t.Desk.At})
	}
}

// knownBlocks tell a person of a problem, in the words of whoever told the bot of it.
func knownBlocks(v i18n.Localizer, p bot.Problem) []content.Block {
	known := v.Paragraph("problem.known.plain", nil)
	if p.Text != "" {
		known = v.Paragraph("problem.known", i18n.Args{"text": i18n.Text(p.Text)})
	}
	return []content.Block{known, v.Paragraph("problem.later", nil)}
}

// handleProblem takes in that a problem of the desk is known now, or has ended. It returns
// false where that is no news, or does not concern the person.
func (t *turn) handleProblem(p bot.Problem) bool {
	known := t.Conversation.Knows(p.ID)
	switch {
	case t.Conversation.Turn == 1: // the first turn
		return false
	case p.End == "" && known == nil:
		if !p.Concerns(t.codesNow(), t.articleNow()) || !p.InForce(t.Inbound.At) {
			return false
		}
		t.Decide(outcome.ProblemTold)
		t.link(p, false)
		return true
	case p.End == "" || p.End == bot.ProblemExpired:
		return false // no news, or nobody knows whether it is solved
	case known == nil: // an earlier version of the program has dropped it in a rolling upgrade
		t.Conversation.Known = append(t.Conversation.Known, bot.Known{ID: p.ID, Number: p.Number})
		known = t.Conversation.Knows(p.ID)
	case known.Over:
		return false
	}
	known.Over = true
	if p.End == bot.ProblemSolved {
		t.tellSolved(p)
	} else if t.Conversation.Owner.Bot() {
		t.inform("problem.withdrawn")
	}
	t.Decide(outcome.ProblemTold)
	if t.Conversation.Case.Active() && t.Desk != nil {
		t.toDesk(bot.UpdateCard{To: t.Desk.At})
	}
	return true
}

// tellSolved tells the person, once, that a problem is solved, and asks whether all is well
// now. It is the desk that says it, whoever has the conversation.
func (t *turn) tellSolved(p bot.Problem) {
	v, s, c := t.Localizer(), t.Situation(), &t.Conversation
	blocks := []content.Block{v.Paragraph("problem.solved", i18n.Args{"what": i18n.Text(t.about(v, p))})}
	if p.Note != "" {
		blocks = append(blocks, content.Paragraph{Spans: []content.Span{i18n.Text(p.Note)}})
	}
	if s.Stage == bot.StageSolved {
		t.toPerson(bot.SendReply{Quotes: p.NoteIn, Reply: bot.Reply{Blocks: blocks}})
		return
	}
	blocks = append(blocks, v.Paragraph("problem.check", nil))
	choices := v.CheckChoices()
	switch {
	case c.Case.Active():
		choices = slices.DeleteFunc(choices, func(o bot.Choice) bool { return o.ID != pick.Helped && o.ID != pick.NotHelped })
		if c.Case.State == bot.CaseQueued {
			choices = append(choices, v.ToBot())
		}
		t.tellAgents("desk.problem.told", i18n.Args{"name": t.personName(), "number": i18n.Number(p.Number)})
	default:
		if c.Case != nil {
			c.Case.MovedOn = true // what they answer is about this
		}
		if _, ok := t.Walkthrough(s); ok {
			// What stands there no more was not what helped.
			s.Stage, s.View, s.Question, s.Shown, s.Brief = bot.StageChecking, bot.ViewQuestion, "", nil, nil
		}
		if t.serving != nil {
			choices = append(choices, v.ToPerson())
		}
	}
	t.tellPersonQuoting(p.NoteIn, blocks, choices)
}

// answersProblem reports a choice that answers whether all is well since a problem is solved,
// while people have the case.
func (t *turn) answersProblem(e event.ChoicePicked) bool {
	return !t.Conversation.Case.Guided && t.IsValidChoice(e) && e.Turn == t.Conversation.OfferedIn
}

// problemList names the problems that a conversation has to do with.
func problemList(c bot.Conversation) string {
	var list []string
	for _, k := range c.Known {
		mark := ""
		if k.Over {
			mark = " ✓"
		}
		list = append(list, "#"+strconv.Itoa(k.Number)+mark)
	}
	return strings.Join(list, " · ")
}
