package desk_test

import (
	"fmt"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/desk"
	"aktivering/bot/event"
)

// events are what can happen to a conversation, with each action and each refusal of one.
func events() []event.Event {
	all := []event.Event{
		event.Started{},
		event.Message{Text: "0xC004F213", Message: "m", Addressed: true},
		event.MessageEdited{Now: event.Message{Text: "0xC004F213", Message: "m", Addressed: true}},
		event.MessageDeleted{Message: "m"},
		event.ChoicePicked{Choice: "d:claim", Turn: 1},
		event.FormSubmitted{ChoicePicked: event.ChoicePicked{Choice: "d:answer"}},
		event.Typing{},
		event.CardPosted{Number: 1, Thread: bottest.DeskAddress(), Card: "1"},
		event.QueueMoved{},
		event.DeskMoved{},
		event.DeskMoved{Return: true},
		event.TimerFired{},
		event.DeliveryFailed{},
		event.DeliveryFailed{Effect: bot.SendReply{ToDesk: true}},
		event.AttachmentFailed{},
		event.AnswerRetracted{},
		event.ReplyOutgrown{},
		event.ProblemChanged{},
		event.BlockChanged{},
		event.BlockChanged{Block: bot.Block{Person: "p", Lifted: true}},
		event.AgentSeen{},
		event.AgentSeen{Agent: bot.Agent{ID: "1"}, Gone: true},
		event.BurstSeen{},
		event.PersonForgotten{},
	}
	for _, act := range []bot.Action{
		bot.ActClaim, bot.ActTake, bot.ActRelease, bot.ActTransfer, bot.ActAssign, bot.ActUrgent, bot.ActNormal, bot.ActReturn,
		bot.ActSnooze, bot.ActClose, bot.ActBlock, bot.ActReopen, bot.ActAnswer, bot.ActNote, bot.ActRemark, bot.ActArticle,
		bot.ActCanned, bot.ActShow, bot.ActAmend, bot.ActRetract, bot.ActUnmark, bot.ActHelp, bot.ActSpeak, bot.ActProblem, bot.ActSolved,
		bot.ActBlocks, bot.ActUnblock,
	} {
		all = append(all, event.AgentAction{Agent: bot.Agent{ID: "1", Name: "Bente"}, Act: act, Text: "hei", Message: "m"})
	}
	for _, why := range []bot.Denial{
		bot.DeniedOutside, bot.DeniedUnknown, bot.DeniedOwn, bot.DeniedMoved, bot.DeniedGone, bot.DeniedNoCase, bot.DeniedOld, bot.DeniedTaken,
		bot.DeniedClosed, bot.DeniedEmpty, bot.DeniedNothing, bot.DeniedFar, bot.DeniedAction,
	} {
		all = append(all, event.AgentAction{Agent: bot.Agent{ID: "1", Name: "Bente"}, Act: bot.ActDenied, Why: why})
	}
	return all
}

// A store may make a step ahead on a conversation that it takes for new, and what was said of a
// case can come when that has been forgotten: whatever happens, in any state, is answered or left.
func TestEveryEventInEveryState(t *testing.T) {
	for name, c := range map[string]bot.Conversation{
		"new":      {},
		"answered": {Turn: 3, Now: bot.Situation{Stage: bot.StageChecking, Article: "0xC004F213"}},
		"owned":    {Turn: 3, Owner: "desk"},
		"queued":   {Turn: 3, Owner: "desk", Case: &bot.Case{Number: 1, Opened: 1, State: bot.CaseQueued}},
		"claimed":  {Turn: 3, Owner: "desk", Case: &bot.Case{Number: 1, Opened: 1, State: bot.CaseClaimed, Agent: bot.Agent{ID: "1"}}},
		"snoozed":  {Turn: 3, Owner: "desk", Case: &bot.Case{Number: 1, Opened: 1, State: bot.CaseSnoozed, Agent: bot.Agent{ID: "1"}}},
		"closed":   {Turn: 3, Case: &bot.Case{Number: 1, Opened: 1, State: bot.CaseClosed}},
	} {
		for _, desks := range []bot.Desks{nil, {{At: bottest.DeskAddress()}}} {
			manager := bottest.Manager(t)
			manager.Desks = desks
			for _, e := range events() {
				t.Run(fmt.Sprintf("%s/%d desks/%T %+v", name, len(desks), e, e), func(t *testing.T) {
					step(t, manager, c, e)
				})
			}
		}
	}
}

// step fails the test where a step panics.
func step(t *testing.T, m desk.Manager, c bot.Conversation, e event.Event) {
	t.Helper()
	defer func() {
		if p := recover(); p != nil {
			t.Errorf("panics: %v", p)
		}
	}()
	m.Step(c, event.Inbound{Key: "k", At: bottest.Noon(), From: bottest.PlaceOf("Ola"), Person: event.Person{ID: "Ola"}, Event: e})
}
