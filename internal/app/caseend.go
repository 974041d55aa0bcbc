package app

import (
	"context"
	"errors"
	"fmt"

	"aktivering/bot"
	"aktivering/bot/engine"
	"aktivering/bot/event"
	"aktivering/internal/settings"
	"aktivering/internal/store"
)

// EndOptions pick cases that are ended, and tell why.
type EndOptions struct {
	CasesOptions `embed:""`
	Text         string `placeholder:"TEXT" help:"A note of why, which stays with the case."`
	As           string `placeholder:"NAME" help:"Who does it, as the agents are told. Without it, an administrator."`
}

// CloseOptions pick cases that are closed, and tell why.
type CloseOptions struct {
	Database settings.Database
	Desk     settings.Desk      `embed:"" group:"Desk"`
	Served   settings.Platforms `embed:""`
	Reason   bot.Closing        `required:"" enum:"article,agent,duplicate,not-ours,no-answer" placeholder:"WHY" help:"Why: article (what is documented helped), agent (somebody of the desk solved it), duplicate (of another case), not-ours (others have to help) or no-answer (of the person)."`
	Text     string             `placeholder:"TEXT" help:"What the person is told of it. Without it, the reason in a few words."`
	As       string             `placeholder:"NAME" help:"Who does it, as the agents are told, and the person too unless DESK_TEAM is set. Without it, the person is told of the desk alone."`
	Numbers  []int              `arg:"" help:"The numbers of the cases."`
}

// Faults returns all that is wrong with the settings, as *settings.Error joined.
func (o CloseOptions) Faults() error { return o.cases().Faults() }

func (o CloseOptions) cases() CasesOptions {
	return CasesOptions{Database: o.Database, Desk: o.Desk, Served: o.Served, Numbers: o.Numbers}
}

// ReturnCases gives the conversations of open cases back to the bot, which tells the persons. Those
// at the desk go back as an agent of the desk gives them back.
func (a *App) ReturnCases(ctx context.Context, o EndOptions) error {
	result := func(c bot.Conversation, _ *bot.Desk, _ bot.Address) string {
		if c.Case.Active() {
			return "was not returned"
		}
		return "is closed, and the bot that serves tells the person"
	}
	if len(o.Numbers) == 0 {
		return a.tellCases(ctx, o.CasesOptions, event.DeskMoved{Return: true}, result)
	}
	return a.endCases(ctx, o.CasesOptions, o.As, event.AgentAction{Act: bot.ActReturn, Text: o.Text}, func(c CasesOptions) error {
		return a.tellCases(ctx, c, event.DeskMoved{Return: true}, result)
	})
}

// CloseCases closes open cases. The persons and the agents are told as when an agent does it.
func (a *App) CloseCases(ctx context.Context, o CloseOptions) error {
	return a.endCases(ctx, o.cases(), o.As, event.AgentAction{Act: bot.ActClose, Closing: o.Reason, Text: o.Text}, nil)
}

// operator is the id of whoever operates the program, among the agents; it is shown to them where no
// name is given.
const operator = "Administrator"

// endCases ends the cases of the options as an agent of their desk does, whoever has them. Where the
// desk is no more, or works on the case no more, elsewhere does it; where that is nil, it is an error.
func (a *App) endCases(ctx context.Context, o CasesOptions, as string, action event.AgentAction, elsewhere func(CasesOptions) error) error {
	action.Operator = true
	var left []int
	err := a.withCases(ctx, o, func(s store.Store, e *engine.Engine, desks bot.Desks) error {
		refs, _, err := pickCases(ctx, s, desks, o.Numbers)
		if err != nil {
			return err
		}
		for i, ref := range refs {
			number := o.Numbers[i]
			c, err := s.Conversation(ctx, ref)
			if err != nil {
				return fmt.Errorf("case %d: %w", number, err)
			}
			desk := desks.Of(c.Case)
			if elsewhere != nil && (desk == nil || !desk.Has(c.Case)) {
				left = append(left, number)
				continue
			}
			if desk == nil {
				return &UsageError{fmt.Sprintf("case %d has no desk, as DESK is not set; aktivering data cases return gives it back to the bot", number)}
			}
			in := event.Inbound{At: a.Now(), From: desk.At, Person: event.Person{ID: operator, Name: as, Agent: event.StandingMember}, Event: action}
			result := "is closed, and the bot that serves tells the person"
			if err := e.Act(ctx, number, in); err != nil {
				denied, ok := errors.AsType[bot.DeniedError](err)
				if !ok {
					return err //nolint:wrapcheck // it names the case
				}
				result = "was left as it is: " + deniedBecause(denied)
			}
			if _, err := fmt.Fprintf(a.Out, "#%d %s.\n", number, result); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || len(left) == 0 {
		return err
	}
	o.Numbers = left
	return elsewhere(o)
}

// deniedBecause says why a case was not ended.
func deniedBecause(denied bot.DeniedError) string {
	switch denied.Why {
	case bot.DeniedClosed:
		return "it is closed already"
	case bot.DeniedOld:
		return "the same person has a later case"
	default:
		return string(denied.Why)
	}
}
