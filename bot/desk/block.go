package desk

import (
	"strings"

	"aktivering/bot"
	"aktivering/bot/i18n"
	"aktivering/bot/outcome"
)

// block ends the case for a reason, and takes in nothing more of the person in this conversation
// until an agent opens the case again. The person is told once; the reason stays with the agents.
func (t *turn) block(e bot.AgentAction) {
	why := strings.TrimSpace(e.Text)
	if why == "" {
		t.Decide(outcome.DeskDeclined)
		t.tellAgents("desk.block.why", nil)
		return
	}
	waited := t.Conversation.Case.State == bot.CaseQueued
	t.endCase(bot.ClosedBlocked, why)
	t.ForgetReminder()
	t.Conversation.Blocked = true
	if waited {
		t.toDesk(bot.AnnounceQueue{To: t.Desk.At})
	}
	t.tellAgentsQuoting(e.Message, "desk.blocked", i18n.Args{"agent": i18n.Text(e.Agent.Shown()), "name": t.personName(), "why": i18n.Text(why)})
	t.AddIntro("handoff.blocked", nil)
	t.tellPerson(t.Intro(t.Localizer()), nil)
}
