package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"aktivering/bot"
	"aktivering/bot/caselist"
	"aktivering/bot/desk"
	"aktivering/bot/engine"
	"aktivering/bot/event"
	"aktivering/internal/settings"
	"aktivering/internal/store"
)

// CasesOptions pick open cases.
type CasesOptions struct {
	Database settings.Database
	// Desk is where agents work now.
	Desk settings.Desk `embed:"" group:"Desk"`
	// Served tell where else the desk can be.
	Served  settings.Platforms `embed:""`
	Numbers []int              `arg:"" optional:"" help:"The numbers of the cases. Without any, all that the command is for."`
}

// Faults returns all that is wrong with the settings, as *settings.Error joined.
func (o CasesOptions) Faults() error {
	d := o.Served.DeskOrDefault(o.Desk)
	return errors.Join(o.Database.Faults(), d.Faults(d.Platform))
}

// openCase is an open case, and whether it is where its desk is.
type openCase struct {
	caselist.Summary
	atDesk bool
}

// openCases returns all open cases, the oldest first.
func openCases(ctx context.Context, s store.Store, desks bot.Desks) (all []openCase, err error) {
	err = eachCase(ctx, s, desks, caselist.Filter{States: CaseListOptions{}.states(), FirstCome: true}, func(c openCase) bool {
		all = append(all, c)
		return true
	})
	return all, err
}

// eachCase gives do the cases that a filter picks, one by one, until it returns false.
func eachCase(ctx context.Context, s store.Store, desks bot.Desks, f caselist.Filter, do func(openCase) bool) error {
	page := caselist.Page{Size: caselist.MaxPageSize}
	for {
		list, next, err := s.ListCases(ctx, f, page)
		if err != nil {
			return fmt.Errorf("list cases: %w", err)
		}
		for _, c := range list {
			at := &bot.Case{Desk: c.Desk, Thread: c.Thread}
			desk := desks.Of(at)
			if !do(openCase{c, desk != nil && desk.Has(at)}) {
				return nil
			}
		}
		if page.After = next; next == "" {
			return nil
		}
	}
}

// maxNamed is how many cases are named by their numbers.
const maxNamed = 20

// numbersOf names cases.
func numbersOf(cases []openCase) string {
	var list []string
	for _, c := range cases[:min(len(cases), maxNamed)] {
		list = append(list, fmt.Sprintf("#%d", c.Number))
	}
	if rest := len(cases) - maxNamed; rest > 0 {
		list = append(list, fmt.Sprintf("and %d more", rest))
	}
	return strings.Join(list, ", ")
}

// stateOf is the state of a case in a list, with what sets it before others.
func stateOf(c caselist.Summary) string {
	if c.Urgent {
		return string(c.State) + ", urgent"
	}
	return string(c.State)
}

// MoveCases takes open cases to the desk of the settings.
func (a *App) MoveCases(ctx context.Context, o CasesOptions) error {
	return a.tellCases(ctx, o, event.DeskMoved{}, func(c bot.Conversation, desk *bot.Desk, before bot.Address) string {
		switch {
		case !c.Case.Active():
			return "is closed"
		case c.Case.Thread != before || c.Case.Card == "":
			return "goes to the desk; the bot that serves posts its card there"
		case desk.Has(c.Case):
			return "is at the desk already"
		}
		return "was not moved"
	})
}

// tellCases tells cases what becomes of them, and prints it.
func (a *App) tellCases(ctx context.Context, o CasesOptions, e event.DeskMoved, result func(c bot.Conversation, desk *bot.Desk, before bot.Address) string) error {
	return a.withCases(ctx, o, func(s store.Store, eng *engine.Engine, desks bot.Desks) error {
		if len(desks) == 0 && !e.Return {
			return &UsageError{"there is no desk to move cases to, as DESK is not set; aktivering data cases return gives them back to the bot"}
		}
		refs, numbers, err := pickCases(ctx, s, desks, o.Numbers)
		if err != nil {
			return err
		}
		if len(o.Numbers) == 0 {
			left, err := a.tellLeft(ctx, s, desks)
			if err != nil || left && len(refs) == 0 {
				return err
			}
		}
		if len(refs) == 0 {
			_, err := fmt.Fprintln(a.Out, "All open cases are at the desk.")
			return err
		}
		for i, ref := range refs {
			before, err := s.Conversation(ctx, ref)
			if err != nil {
				return fmt.Errorf("case %d: %w", numbers[i], err)
			}
			if before.Case == nil {
				continue
			}
			if err := eng.Handle(ctx, event.Inbound{At: a.Now(), From: ref.Address, Person: event.Person{ID: ref.Person}, Event: e}); err != nil {
				return fmt.Errorf("case %d: %w", numbers[i], err)
			}
			c, err := s.Conversation(ctx, ref)
			if err != nil {
				return fmt.Errorf("case %d: %w", numbers[i], err)
			}
			if _, err := fmt.Fprintf(a.Out, "#%d %s.\n", numbers[i], result(c, desks.Of(c.Case), before.Case.Thread)); err != nil {
				return err
			}
		}
		return nil
	})
}

// isOfUnknownDesk reports a case of a desk of its own place that the settings do not have. That place
// may have none any more, or the settings may be others than those of serve.
func isOfUnknownDesk(c openCase, desks bot.Desks) bool {
	return c.Desk != "" && !slices.ContainsFunc(desks, func(d *bot.Desk) bool { return d.Name == c.Desk })
}

// tellLeft tells of open cases that are left alone, as their desks are not known, and whether there are
// some.
func (a *App) tellLeft(ctx context.Context, s store.Store, desks bot.Desks) (bool, error) {
	cases, err := openCases(ctx, s, desks)
	if err != nil {
		return false, err
	}
	cases = slices.DeleteFunc(cases, func(c openCase) bool { return !isOfUnknownDesk(c, desks) })
	if len(cases) == 0 {
		return false, nil
	}
	_, err = fmt.Fprintf(a.Out, "%s left as it is, of a desk that these settings do not have (%s): %s. Run this with the settings of serve, such as WORKSPACES_FILE; or name the numbers of the cases whose desk is gone for good.\n",
		number(len(cases), "case"), cases[0].Desk, numbersOf(cases))
	return true, err
}

// pickCases returns the conversations of the cases with numbers, or of those that are not where
// their desk is.
func pickCases(ctx context.Context, s store.Store, desks bot.Desks, numbers []int) (refs []bot.Ref, picked []int, err error) {
	if len(numbers) == 0 {
		cases, err := openCases(ctx, s, desks)
		for _, c := range cases {
			if (!c.atDesk || c.Thread == (bot.Address{})) && !isOfUnknownDesk(c, desks) {
				refs, picked = append(refs, c.Ref), append(picked, c.Number)
			}
		}
		return refs, picked, err
	}
	for _, n := range numbers {
		ref, found, err := s.CaseByNumber(ctx, n)
		if err != nil {
			return nil, nil, err
		}
		if !found {
			return nil, nil, &UsageError{fmt.Sprintf("there is no case %d; aktivering data cases list lists the open ones", n)}
		}
		refs = append(refs, ref)
	}
	return refs, numbers, nil
}

// withCases opens what decides about cases. What it decides is carried out by the bot that
// serves.
func (a *App) withCases(ctx context.Context, o CasesOptions, do func(s store.Store, e *engine.Engine, desks bot.Desks) error) (err error) {
	manager, _, err := a.manager(ctx)
	if err != nil {
		return err
	}
	if err := setUp(&manager, o.Served.DeskOrDefault(o.Desk)); err != nil {
		return err
	}
	s, err := a.openExisting(ctx, o.Database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if manager, err = a.withWorkspaces(ctx, o.Desk, o.Served, manager, s); err != nil {
		return err
	}
	return do(s, engine.New(manager, s).WithCases(s), manager.Desks)
}

// newCaseTime is how long a case may be nowhere: its card is being posted.
const newCaseTime = time.Minute

// nameStranded logs the open cases that nobody sees to, and returns what the start says of them;
// empty where there are none.
func (a *App) nameStranded(ctx context.Context, s store.Store, desks bot.Desks) (string, error) {
	cases, err := openCases(ctx, s, desks)
	if err != nil {
		return "", err
	}
	cases = slices.DeleteFunc(cases, func(c openCase) bool {
		return c.atDesk && (c.Thread != bot.Address{} || a.Now().Sub(c.QueuedAt) < newCaseTime)
	})
	if len(cases) == 0 {
		return "", nil
	}
	named := numbersOf(cases)
	remedy := "aktivering data cases move takes them to the desk, and data cases return gives them back to the bot"
	if i := slices.IndexFunc(cases, func(c openCase) bool { return isOfUnknownDesk(c, desks) }); i >= 0 {
		remedy = fmt.Sprintf("aktivering data cases move %d takes that one to the desk that serves the person now, or set its desk (%s) again", cases[i].Number, cases[i].Desk)
	}
	if len(desks) == 0 {
		remedy = "set DESK again, or aktivering data cases return gives them back to the bot"
	}
	a.Log.Warn().Ctx(ctx).Int("cases", len(cases)).Str("numbers", named).Str("remedy", remedy).Msg("open cases are not at the desk")
	verb := "are"
	if len(cases) == 1 {
		verb = "is"
	}
	return fmt.Sprintf("%s %s not at the desk: %s; %s", number(len(cases), "open case"), verb, named, remedy), nil
}

// withWorkspaces returns the manager that decides with the settings of single workspaces, as serve has it.
func (a *App) withWorkspaces(ctx context.Context, d settings.Desk, on settings.Platforms, m desk.Manager, s store.Store) (desk.Manager, error) {
	every := settings.Platforms{SlackClientID: "any", DiscordToken: "any"} // this command serves none, and settings are kept for all
	p := &workspaceSettings{registry: a.registry(d, every, m.Knowledge, s), program: on.DeskOrDefault(d)}
	return p.begin(ctx, m)
}
