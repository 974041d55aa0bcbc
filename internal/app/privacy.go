package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"aktivering/adapters/discord"
	"aktivering/adapters/slack"
	"aktivering/adapters/terminal"
	"aktivering/bot"
	"aktivering/bot/engine"
	"aktivering/bot/feed"
	"aktivering/bot/port"
	"aktivering/internal/settings"
	"aktivering/internal/store"
	"aktivering/internal/webdesk/live"
)

// PersonOptions name a person.
type PersonOptions struct {
	Database settings.Database
	Person   string `arg:"" help:"The person, as PLATFORM:ID, such as slack:U0123456789. data person finds the ids."`
}

// ForgetOptions name a person who is to be forgotten, and where agents work now.
type ForgetOptions struct {
	PersonOptions `embed:""`
	Desk          settings.Desk      `embed:"" group:"Desk"`
	Served        settings.Platforms `embed:""`
	Yes           bool               `help:"Erase it. Without it, what would be erased is only counted."`
}

// FindOptions tell whom to look for.
type FindOptions struct {
	Database settings.Database
	What     string `arg:"" name:"find" help:"An id, or a part of a name."`
	JSON     bool   `name:"json" help:"Print a JSON object for each."`
}

// PruneOptions tell what is old.
type PruneOptions struct {
	Database settings.Database
	Keep     settings.Keep `embed:"" group:"Privacy"`
}

// Faults returns what is wrong with the settings, as a *settings.Error.
func (o PersonOptions) Faults() error { return o.Database.Faults() }

// Faults returns all that is wrong with the settings, as *settings.Error joined.
func (o ForgetOptions) Faults() error {
	d := o.Served.DeskOrDefault(o.Desk)
	return errors.Join(o.Database.Faults(), d.Faults(d.Platform))
}

// Faults returns what is wrong with the settings, as a *settings.Error.
func (o FindOptions) Faults() error { return o.Database.Faults() }

// Faults returns what is wrong with the settings, as a *settings.Error.
func (o PruneOptions) Faults() error { return o.Database.Faults() }

// who reads the person.
func (o PersonOptions) who() (bot.Platform, string, error) {
	platform, id, ok := strings.Cut(o.Person, ":")
	if !ok || platform == "" || id == "" {
		return "", "", &UsageError{"name the person as PLATFORM:ID, such as slack:U0123456789; aktivering data person finds the ids"}
	}
	return bot.Platform(platform), id, nil
}

// maxPeople is how many people are listed.
const maxPeople = 100

// FoundPerson is what `data person --json` prints of a person. Fields may be added, never renamed
// or removed.
type FoundPerson struct {
	Person        string    `json:"person"`
	Name          string    `json:"name"`
	Conversations int       `json:"conversations"`
	Last          time.Time `json:"last"`
}

// FindPerson lists people by their id or a part of their name.
func (a *App) FindPerson(ctx context.Context, o FindOptions) (err error) {
	s, err := a.openExisting(ctx, o.Database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	people, err := s.FindPeople(ctx, o.What, maxPeople)
	if err != nil {
		return err
	}
	if o.JSON {
		for _, p := range people {
			if err := writeJSON(a.Out, FoundPerson{string(p.Platform) + ":" + p.Person, p.Name, p.Conversations, p.Last}); err != nil {
				return err
			}
		}
		return nil
	}
	if len(people) == 0 {
		_, err := fmt.Fprintln(a.Out, "There is nobody with that id or name.")
		return err
	}
	w := tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "PERSON\tNAME\tCONVERSATIONS\tLAST") // Flush tells
	for _, p := range people {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%d\t%s\n", cell(string(p.Platform)+":"+p.Person), cell(p.Name), p.Conversations, p.Last.Format("2006-01-02 15:04"))
	}
	return w.Flush()
}

// ExportedPerson is what `data export` prints. Fields may be added, never renamed or removed.
type ExportedPerson struct {
	Platform bot.Platform `json:"platform"`
	Person   string       `json:"person"`
	Exported time.Time    `json:"exported"`
	Language bot.Lang     `json:"language,omitempty"`
	// HadCases tells that they have worked on cases of others, as an agent.
	HadCases bool `json:"had_cases"`
	// Block is why nothing of theirs is taken in, and until when; absent of somebody who is not
	// blocked.
	Block *BlockItem `json:"block,omitempty"`
	// Agent is what desks know of them as an agent; absent of somebody who is none.
	Agent         []ExportedAgent        `json:"agent,omitempty"`
	Conversations []ExportedConversation `json:"conversations"`
	// Page is what a web page shows them as a visitor, a line each.
	Page []json.RawMessage `json:"page,omitempty"`
}

// ExportedAgent is what a desk knows of an agent.
type ExportedAgent struct {
	Desk bot.Address `json:"desk"`
	Name string      `json:"name"`
	// Seen is the day on which they last did something there.
	Seen time.Time `json:"seen"`
}

// ExportedConversation is one conversation of a person.
type ExportedConversation struct {
	Place bot.Address `json:"place"`
	// Remembered is what the bot goes on from, as it stands in the database.
	Remembered bot.Conversation `json:"remembered"`
	Transcript []ExportedLine   `json:"transcript"`
	Cases      []ExportedCase   `json:"cases"`
	// Reports are what the person came with lately, such as a code.
	Reports []string `json:"reports"`
	// Effects are what was done, or is to be, as it stands in the database.
	Effects []json.RawMessage `json:"effects"`
}

// ExportedLine is one line of a transcript.
type ExportedLine struct {
	At   time.Time `json:"at"`
	Turn int       `json:"turn"`
	Kind string    `json:"kind"`
	Text string    `json:"text"`
}

// ExportedCase is one case of a person.
type ExportedCase struct {
	Number   int        `json:"number"`
	State    string     `json:"state"`
	Agent    string     `json:"agent,omitempty"`
	Name     string     `json:"name,omitempty"`
	Codes    []string   `json:"codes,omitempty"`
	Article  string     `json:"article,omitempty"`
	Opened   time.Time  `json:"opened"`
	Closed   *time.Time `json:"closed,omitempty"`
	Closing  string     `json:"closing,omitempty"`
	Language bot.Lang   `json:"language,omitempty"`
}

// ExportPerson prints all that is kept of a person, as one JSON object.
func (a *App) ExportPerson(ctx context.Context, o PersonOptions) (err error) {
	platform, id, err := o.who()
	if err != nil {
		return err
	}
	s, err := a.openExisting(ctx, o.Database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	data, err := s.Export(ctx, platform, id)
	if err != nil {
		return err
	}
	shown, err := newExportedPerson(data, a.Now())
	if err != nil {
		return err
	}
	block, err := a.blockOf(ctx, s, platform, id)
	if err != nil {
		return err
	}
	if block != nil {
		item := newBlockItem(*block)
		shown.Block = &item
	}
	if shown.Agent, err = agentOf(ctx, s, platform, id); err != nil {
		return err
	}
	if shown.Page, err = pageOf(ctx, s, id); err != nil {
		return err
	}
	out := json.NewEncoder(a.Out)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	if err := out.Encode(shown); err != nil {
		return fmt.Errorf("data export: %w", err)
	}
	return nil
}

// agentOf returns what desks know of somebody as an agent.
func agentOf(ctx context.Context, s store.Store, on bot.Platform, id string) (known []ExportedAgent, err error) {
	for _, platform := range []bot.Platform{slack.Platform, discord.Platform, live.Platform} {
		own, err := s.ConversationsOf(ctx, platform, bot.DeskPerson)
		if err != nil {
			return nil, fmt.Errorf("read who works at the desks: %w", err)
		}
		for _, of := range own {
			c, err := s.Conversation(ctx, of.Of)
			if err != nil {
				return nil, fmt.Errorf("read who works at a desk: %w", err)
			}
			for _, a := range c.Agents {
				if a.On == on && a.Agent.ID == id {
					known = append(known, ExportedAgent{of.Of.Address, a.Agent.Name, a.Seen})
				}
			}
		}
	}
	return known, nil
}

// maxPage is how many lines of a page are read at a time.
const maxPage = 500

// pageOf returns what a web page shows a visitor; nothing of somebody who is none.
func pageOf(ctx context.Context, s store.Store, visitor string) (lines []json.RawMessage, err error) {
	for after := int64(0); ; {
		page, err := s.Lines(ctx, visitor, after, maxPage)
		if errors.Is(err, feed.ErrNoVisitor) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		for _, l := range page {
			body := json.RawMessage(l.Body)
			if !json.Valid(l.Body) {
				if body, err = json.Marshal(l.Body); err != nil {
					return nil, err
				}
			}
			after, lines = l.Seq, append(lines, body)
		}
		if len(page) < maxPage {
			return lines, nil
		}
	}
}

func newExportedPerson(d port.PersonalData, now time.Time) (ExportedPerson, error) {
	p := ExportedPerson{Platform: d.Platform, Person: d.Person, Exported: now.UTC(), Language: d.Language, HadCases: d.HadCases, Conversations: []ExportedConversation{}}
	for _, c := range d.Conversations {
		x := ExportedConversation{Place: c.Of.Address, Remembered: c.State, Reports: slices.Clip(c.Reports)}
		for _, e := range c.Entries {
			text := e.Text
			if e.Reply != nil {
				text = strings.TrimSpace(terminal.Render(*e.Reply, terminal.Style{}))
			}
			x.Transcript = append(x.Transcript, ExportedLine{e.At, e.Turn, string(e.Kind), text})
		}
		for _, k := range c.Cases {
			shown := ExportedCase{
				Number: k.Number, State: string(k.State), Agent: k.Agent.Shown(), Name: k.Name, Article: k.Article,
				Opened: k.OpenedAt, Closing: string(k.Closing), Language: k.Language,
			}
			for _, code := range k.Codes {
				shown.Codes = append(shown.Codes, code.String())
			}
			if !k.ClosedAt.IsZero() {
				shown.Closed = &k.ClosedAt
			}
			x.Cases = append(x.Cases, shown)
		}
		for _, e := range c.Effects {
			if e.Effect == nil {
				continue // it cannot be read, and holds no more than its kind
			}
			body, err := bot.EncodeEffect(e.Effect)
			if err != nil {
				return p, err //nolint:wrapcheck // it says what it is about
			}
			x.Effects = append(x.Effects, body)
		}
		p.Conversations = append(p.Conversations, x)
	}
	return p, nil
}

// ForgetPerson erases all that is kept of a person. What desks were shown is deleted by the bot
// that serves.
func (a *App) ForgetPerson(ctx context.Context, o ForgetOptions) (err error) {
	platform, id, err := o.who()
	if err != nil {
		return err
	}
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
	data, err := s.Export(ctx, platform, id)
	if err != nil {
		return err
	}
	// Of one that was erased no more is kept than what desks still have to delete.
	kept := slices.DeleteFunc(data.Conversations, func(c port.PersonalConversation) bool { return c.State.Forgotten })
	cases := 0
	for _, c := range kept {
		cases += len(c.Cases)
	}
	what := fmt.Sprintf("%s and %s of %s", number(len(kept), "conversation"), number(cases, "case"), cell(o.Person))
	block, err := a.blockOf(ctx, s, platform, id)
	if err != nil {
		return err
	}
	remains := ""
	if block != nil {
		remains = fmt.Sprintf(" They remain blocked until %s, and no more than their id is kept for that; aktivering data blocks lift %d ends it.", block.Until.Format("2006-01-02 15:04"), block.Number)
	}
	switch {
	case len(kept) == 0 && data.Language == "" && (block == nil || *block == block.WithoutWords()):
		_, err = fmt.Fprintf(a.Out, "Nothing is kept of %s.%s\n", cell(o.Person), remains)
		return err
	case !o.Yes:
		_, err = fmt.Fprintf(a.Out, "%s would be erased. Run it again with --yes to do it; aktivering data export shows what is kept.\n", what)
		return err
	}
	if _, err := engine.New(manager, s).WithCases(s).WithPrivacy(s).Forget(ctx, platform, id, a.Now()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.Out, "%s erased. What desks were shown is deleted by the bot that serves. Backups still hold it.%s\n", what, remains)
	return err
}

// Prune removes what is older than it is to be kept.
func (a *App) Prune(ctx context.Context, o PruneOptions) (err error) {
	s, err := a.openExisting(ctx, o.Database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	p, err := s.Prune(ctx, a.Now(), o.Keep.Retention())
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.Out, "Removed: %s, %s, %s of transcripts, %s.\n",
		number(p.Conversations, "conversation"), number(p.Cases, "case"), number(p.Lines, "line"), number(p.Effects, "effect"))
	return err
}
