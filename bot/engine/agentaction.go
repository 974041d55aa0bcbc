package engine

import (
	"aktivering/bot"
	"aktivering/bot/desk"
	"aktivering/bot/event"
)

func isPress(e event.Event) bool {
	switch e.(type) {
	case event.ChoicePicked, event.FormSubmitted:
		return true
	default:
		return false
	}
}

// asAgentAction is what an agent does with the conversation of a ref.
func asAgentAction(ref bot.Ref, in event.Inbound, act event.AgentAction) event.Inbound {
	act.At = in.From
	if in.Key != "" {
		in.Key = "desk/" + in.Key
	}
	return event.Inbound{Key: in.Key, At: in.At, From: ref.Address, Person: event.Person{ID: ref.Person}, Event: act}
}

// ownRef names the conversation that an action belongs to which concerns no single case.
func ownRef(d *bot.Desk, act bot.Action) bot.Ref {
	if desk.IsOfBlocks(act) {
		return bot.BlocksRef()
	}
	return d.Ref()
}

// denial tells why a person may not act on the case of a conversation; empty where they may.
func denial(ref bot.Ref, in event.Inbound) bot.Denial {
	switch {
	case ref.Person == in.Person.ID && ref.Address.Platform == in.From.Platform:
		return bot.DeniedOwn
	case in.Person.Agent == event.StandingOutside:
		return bot.DeniedOutside
	case in.Person.Agent == event.StandingUnknown:
		return bot.DeniedUnknown
	}
	return ""
}

// permitted is what an agent does if they may do it, else that they may not. Notes are
// everybody's who can write in the channel, and so is what takes something back.
func permitted(ref bot.Ref, in event.Inbound, a event.AgentAction) event.AgentAction {
	why := denial(ref, in)
	switch {
	case why == "", a.Act == bot.ActRetract, a.Act == bot.ActUnmark:
		return a
	case a.Act == bot.ActNote:
		if why != bot.DeniedUnknown {
			a.Act = bot.ActRemark
		}
		return a
	}
	return event.AgentAction{Agent: a.Agent, Act: bot.ActDenied, Message: a.Message, Why: why, ReplyToken: in.ReplyToken}
}
