package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"aktivering/bot"
	"aktivering/bot/caselist"
	"aktivering/bot/engine"
	"aktivering/internal/settings"
	"aktivering/internal/store"
)

// CaseListOptions pick cases that are listed. What is set has to hold of each.
type CaseListOptions struct {
	CasesOptions `embed:""`
	State        string       `enum:"open,queued,claimed,snoozed,closed,all" default:"open" placeholder:"STATE" help:"Which cases: open, queued, claimed, snoozed, closed or all. The default is ${default}."`
	Agent        string       `placeholder:"WHO" help:"Those of an agent: an id, or a part of a name."`
	Person       string       `placeholder:"WHO" help:"Those of a person: an id, or a part of a name."`
	Older        settings.Age `placeholder:"AGE" help:"Those in which the person began to wait at least so long ago, such as 36h or 2d."`
	Newest       bool         `help:"Begin with the newest, not with those who have waited the longest."`
	Limit        int          `default:"200" placeholder:"N" help:"How many to list at most; 0 is all. The default is ${default}."`
	// JSON asks for a CaseItem a line.
	JSON bool `name:"json" help:"Print a JSON object for each."`
}

// CaseItem is what `data cases list --json` prints of a case. Fields may be added, never renamed or
// removed.
type CaseItem struct {
	Number int `json:"number"`
	// State is queued, claimed, snoozed or closed, and Closing why it was closed.
	State    bot.CaseState `json:"state"`
	Closing  bot.Closing   `json:"closing,omitempty"`
	Urgent   bool          `json:"urgent,omitempty"`
	Platform bot.Platform  `json:"platform"`
	Person   string        `json:"person"`
	Name     string        `json:"name"`
	// Agent is the id of who has the case, or had it.
	Agent     string   `json:"agent,omitempty"`
	AgentName string   `json:"agent_name,omitempty"`
	Language  bot.Lang `json:"language,omitempty"`
	Codes     []string `json:"codes"`
	Article   string   `json:"article,omitempty"`
	// Place is where the desk works on the case, and AtDesk whether that is where the settings have
	// the desk.
	Place      bot.Address `json:"place"`
	AtDesk     bool        `json:"at_desk"`
	Opened     time.Time   `json:"opened"`
	Waiting    time.Time   `json:"waiting_since"`
	LastPerson *time.Time  `json:"last_person,omitempty"`
	LastAgent  *time.Time  `json:"last_agent,omitempty"`
	Closed     *time.Time  `json:"closed,omitempty"`
}

// states are those that --state names; none is every one.
func (o CaseListOptions) states() []bot.CaseState {
	switch o.State {
	case "all":
		return nil
	case "", "open":
		return []bot.CaseState{bot.CaseQueued, bot.CaseClaimed, bot.CaseSnoozed}
	default:
		return []bot.CaseState{bot.CaseState(o.State)}
	}
}

// picks reports a case that the options pick, apart from its state.
func (o CaseListOptions) picks(c caselist.Summary, now time.Time) bool {
	switch {
	case len(o.Numbers) > 0 && !slices.Contains(o.Numbers, c.Number):
		return false
	case o.Agent != "" && !isCalled(o.Agent, c.Agent.ID, c.Agent.Name):
		return false
	case o.Person != "" && !isCalled(o.Person, c.Ref.Person, c.Name):
		return false
	}
	return o.Older == 0 || now.Sub(c.QueuedAt) >= time.Duration(o.Older)
}

// isCalled reports that what was asked for is somebody's id, or a part of their name.
func isCalled(asked, id, name string) bool {
	return asked == id || strings.Contains(strings.ToLower(name), strings.ToLower(asked))
}

// ListCases lists cases, and tells which open ones are not where their desk is.
func (a *App) ListCases(ctx context.Context, o CaseListOptions) error {
	return a.withCases(ctx, o.CasesOptions, func(s store.Store, _ *engine.Engine, desks bot.Desks) error {
		picked, more, err := a.pickListed(ctx, s, desks, o)
		if err != nil {
			return err
		}
		if o.JSON {
			for _, c := range picked {
				if err := writeJSON(a.Out, newCaseItem(c)); err != nil {
					return err
				}
			}
			return nil
		}
		if len(picked) == 0 {
			none := "There are no such cases."
			if o.State == "" || o.State == "open" {
				none = "There are no open cases."
			}
			_, err := fmt.Fprintln(a.Out, none)
			return err
		}
		return a.printCases(picked, more)
	})
}

// pickListed returns the cases to list, at most as many as the options say, and whether there are
// more.
func (a *App) pickListed(ctx context.Context, s store.Store, desks bot.Desks, o CaseListOptions) (picked []openCase, more bool, err error) {
	filter := caselist.Filter{States: o.states(), FirstCome: !o.Newest}
	err = eachCase(ctx, s, desks, filter, func(c openCase) bool {
		if !o.picks(c.Summary, a.Now()) {
			return true
		}
		if more = o.Limit > 0 && len(picked) == o.Limit; !more {
			picked = append(picked, c)
		}
		return !more
	})
	return picked, more, err
}

func (a *App) printCases(cases []openCase, more bool) error {
	w := tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "CASE\tSTATE\tSINCE\tPERSON\tAGENT\tWHERE") // Flush tells
	for _, c := range cases {
		where := strings.Trim(string(c.Thread.Platform)+" "+c.Thread.Channel, " ")
		switch {
		case c.Thread == bot.Address{}:
			where = "nowhere yet"
		case !c.atDesk && c.State != bot.CaseClosed:
			where += ", not at the desk"
		}
		_, _ = fmt.Fprintf(w, "#%d\t%s\t%s\t%s\t%s\t%s\n", c.Number, stateOf(c.Summary), c.QueuedAt.Format("2006-01-02 15:04"), cell(c.Name), cell(c.Agent.Shown()), cell(where))
	}
	if err := w.Flush(); err != nil || !more {
		return err
	}
	_, err := fmt.Fprintln(a.Out, "There are more; --limit 0 lists all.")
	return err
}

func newCaseItem(c openCase) CaseItem {
	codes := make([]string, len(c.Codes))
	for i, code := range c.Codes {
		codes[i] = code.String()
	}
	return CaseItem{
		Number: c.Number, State: c.State, Urgent: c.Urgent, Closing: c.Closing,
		Platform: c.Ref.Address.Platform, Person: c.Ref.Person, Name: c.Name, Agent: c.Agent.ID, AgentName: c.Agent.Name,
		Language: c.Language, Codes: codes, Article: c.Article, Place: c.Thread, AtDesk: c.atDesk,
		Opened: c.OpenedAt, Waiting: c.QueuedAt,
		LastPerson: orNil(c.LastPersonAt), LastAgent: orNil(c.LastAgentAt), Closed: orNil(c.ClosedAt),
	}
}

// orNil is a time that JSON leaves out where it is not set.
func orNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
