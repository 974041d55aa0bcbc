package desk_test

import (
	"fmt"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/desk"
)

// events are what can happen to a conversation, with each action and each refusal of one.
func events() []bot.Event {
	all := []bot.Event{
		bot.Started{},
		bot.Message{Text: "0xC004F213", Message: "m", Addressed: true},
		bot.MessageEdited{Now: bot.Message{Text: "0xC004F213", Message: "m", Addressed: true}},
		bot.MessageDeleted{Message: "m"},
		bot.ChoicePicked{Choice: "d:claim", Turn: 1},
		bot.FormSubmitted{ChoicePicked: bot.ChoicePicked{Choice: "d:answer"}},
		bot.Typing{},
		bot.CardPosted{Number: 1, Thread: bottest.DeskAddress(), Card: "1"},
		bot.QueueMoved{},
		bot.DeskMoved{},
		bot.DeskMoved{Return: true},
		bot.TimerFired{},
		bot.DeliveryFailed{},
		bot.DeliveryFailed{Effect: bot.SendReply{ToDesk: true}},
		bot.AttachmentFailed{},
		bot.AnswerRetracted{},
		bot.ReplyOutgrown{},
		bot.ProblemChanged{},
		bot.BlockChanged{},
		bot.BlockChanged{Block: bot.Block{Person: "p", Lifted: true}},
		bot.AgentSeen{},
		bot.AgentSeen{Agent: bot.Agent{ID: "1"}, Gone: true},
		bot.BurstSeen{},
		bot.PersonForgotten{},
	}
	for _, act := range []bot.Action{
		bot.ActClaim, bot.ActTake, bot.ActRelease, bot.ActTransfer, bot.ActAssign, bot.ActUrgent, bot.ActNormal, bot.ActReturn,
		bot.ActSnooze, bot.ActClose, bot.ActBlock, bot.ActReopen, bot.ActAnswer, bot.ActNote, bot.ActRemark, bot.ActArticle,
		bot.ActCanned, bot.ActShow, bot.ActAmend, bot.ActRetract, bot.ActUnmark, bot.ActHelp, bot.ActSpeak, bot.ActProblem, bot.ActSolved,
		bot.ActBlocks, bot.ActUnblock,
	} {
		all = append(all, bot.AgentAction{Agent: bot.Agent{ID: "1", Name: "Bente"}, Act: act, Text: "hei", Message: "m"})
	}
	for _, why := range []bot.Denial{
		bot.DeniedOutside, bot.DeniedUnknown, bot.DeniedOwn, bot.DeniedMoved, bot.DeniedGone, bot.DeniedNoCase, bot.DeniedOld, bot.DeniedTaken,
		bot.DeniedClosed, bot.DeniedEmpty, bot.DeniedNothing, bot.DeniedFar, bot.DeniedAction,
	} {
		all = append(all, bot.AgentAction{Agent: bot.Agent{ID: "1", Name: "Bente"}, Act: bot.ActDenied, Why: why})
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
func step(t *testing.T, m desk.Manager, c bot.Conversation, e bot.Event) {
	t.Helper()
	defer func() {
		if p := recover(); p != nil {
			t.Errorf("panics: %v", p)
		}
	}()
	m.Step(c, bot.Inbound{Key: "k", At: bottest.Noon(), From: bottest.PlaceOf("Ola"), Person: bot.Person{ID: "Ola"}, Event: e})
}
