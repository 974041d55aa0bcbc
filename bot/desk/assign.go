package desk

import (
	"slices"
	"strings"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/i18n"
	"aktivering/bot/name"
	"aktivering/bot/outcome"
	"aktivering/knowledge/fold"
)

// maxNamed is how many colleagues are named at a time.
const maxNamed = 10

// arrange gives the case to a colleague, or tells whether it comes before others.
func (t *turn) arrange(e event.AgentAction) {
	if e.Act == bot.ActAssign {
		t.assign(e)
		return
	}
	t.rank(e)
}

// assign gives the case to the colleague who is named, or asks whom.
func (t *turn) assign(e event.AgentAction) {
	found := colleaguesNamed(e)
	switch {
	case len(found) == 1 && t.Conversation.Case.State == bot.CaseClaimed && t.Conversation.Case.Agent.ID == found[0].ID:
		t.Decide(outcome.DeskShown)
		t.tellAgents("desk.taken", i18n.Args{"agent": i18n.Text(found[0].Shown())})
	case len(found) == 1:
		t.give(found[0], "desk.assigned", i18n.Args{"by": i18n.Text(e.Agent.Shown()), "agent": i18n.Text(found[0].Shown())})
	case len(found) > 1:
		t.Decide(outcome.DeskShown)
		t.tellAgentsQuoting(e.Message, "desk.assign.several", i18n.Args{"names": i18n.Text(namesOf(found))})
	default:
		t.Decide(outcome.DeskShown)
		others := slices.DeleteFunc(slices.Clone(e.Colleagues), func(a bot.Agent) bool { return a.ID == e.Agent.ID })
		key := "desk.assign.nobody"
		switch {
		case whom(e.Text) == "" && len(others) > 0:
			key = "desk.assign.whom.known"
		case whom(e.Text) == "":
			key = "desk.assign.whom"
		case len(others) > 0:
			key = "desk.assign.nobody.known"
		}
		t.tellAgentsQuoting(e.Message, key, i18n.Args{"text": i18n.Text(whom(e.Text)), "names": i18n.Text(namesOf(others))})
	}
}

// whom returns the name in what an agent writes behind the command: "@Ola", "Ola.".
func whom(text string) string {
	return strings.TrimSpace(strings.Trim(strings.TrimSpace(text), "@.,!«»\""))
}

// colleaguesNamed returns the colleagues whose name or id is in the text of an action: those
// whose whole name it is, else those of whom it is a part of the name.
func colleaguesNamed(e event.AgentAction) []bot.Agent {
	asked := fold.Text(whom(e.Text))
	if asked == "" {
		return nil
	}
	var whole, part []bot.Agent
	for _, a := range e.Colleagues {
		called := fold.Text(a.Shown())
		switch {
		case called == asked || a.ID == whom(e.Text):
			whole = append(whole, a)
		case strings.Contains(" "+called+" ", " "+asked+" "):
			part = append(part, a)
		}
	}
	if len(whole) > 0 {
		return whole
	}
	return part
}

// namesOf are the names of agents, as a list.
func namesOf(agents []bot.Agent) string {
	var names []string
	for _, a := range agents[:min(len(agents), maxNamed)] {
		if shown := name.Clean(a.Shown()); !slices.Contains(names, shown) {
			names = append(names, shown)
		}
	}
	return strings.Join(names, ", ")
}

// rank says that the case comes before others, or no more.
func (t *turn) rank(e event.AgentAction) {
	cs := t.Conversation.Case
	was := cs.Urgent
	cs.Urgent = e.Act == bot.ActUrgent
	t.Decide(outcome.CaseRanked)
	if cs.Urgent != was {
		t.toDesk(bot.UpdateCard{To: t.Desk.At})
	}
	t.tellAgents("desk."+string(e.Act), i18n.Args{"agent": i18n.Text(e.Agent.Shown())})
	if cs.Urgent != was && cs.State == bot.CaseQueued {
		t.toDesk(bot.AnnounceQueue{To: t.Desk.At})
	}
}

// seeAgent remembers who works at the desk, or no more. It returns false where that is no news.
func (t *turn) seeAgent(e event.AgentSeen) bool {
	t.Decide(outcome.AgentSeen)
	if e.Gone {
		return t.Conversation.ForgetAgent(e.On, e.Agent.ID)
	}
	return e.Agent.ID != "" && t.Conversation.SeeAgent(e.Agent, e.On, t.Inbound.At)
}
