package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"text/tabwriter"
	"time"

	"aktivering/bot"
	"aktivering/bot/engine"
	"aktivering/internal/settings"
	"aktivering/internal/store"
)

// BlocksOptions select what is listed of the blocks.
type BlocksOptions struct {
	Database settings.Database
	// JSON asks for a BlockItem a line.
	JSON bool `name:"json" help:"Print a JSON object for each."`
}

// LiftOptions pick blocks that are lifted.
type LiftOptions struct {
	Database settings.Database
	Numbers  []int `arg:"" help:"The numbers of the blocks, as data blocks lists them."`
}

// Faults returns what is wrong with the settings, as a *settings.Error.
func (o BlocksOptions) Faults() error { return o.Database.Faults() }

// Faults returns what is wrong with the settings, as a *settings.Error.
func (o LiftOptions) Faults() error { return o.Database.Faults() }

// BlockItem is what `data blocks list --json` and `data export` print of a block. Fields may be
// added, never renamed or removed.
type BlockItem struct {
	Number int `json:"number"`
	// Person is the person as PLATFORM:ID; Name and Reason are empty once they are forgotten.
	Person string `json:"person"`
	Name   string `json:"name,omitempty"`
	Reason string `json:"reason,omitempty"`
	// By is the id of the agent, and Case the number of the case that was ended by it.
	By     string    `json:"by"`
	ByName string    `json:"by_name,omitempty"`
	Case   int       `json:"case,omitempty"`
	Since  time.Time `json:"since"`
	Until  time.Time `json:"until"`
}

func newBlockItem(b bot.Block) BlockItem {
	return BlockItem{
		Number: b.Number, Person: string(b.Place.Platform) + ":" + b.Person, Name: b.Name, Reason: b.Reason,
		By: b.By.ID, ByName: b.By.Name, Case: b.Case, Since: b.Since.UTC(), Until: b.Until.UTC(),
	}
}

// blocked returns the blocks that are in force.
func (a *App) blocked(ctx context.Context, s store.Store) ([]bot.Block, error) {
	kept, err := s.Conversation(ctx, bot.BlocksRef())
	if err != nil {
		return nil, fmt.Errorf("read who is blocked: %w", err)
	}
	return kept.BlocksInForce(a.Now()), nil
}

// blockOf returns the block of a person that is in force; nil where there is none.
func (a *App) blockOf(ctx context.Context, s store.Store, on bot.Platform, person string) (*bot.Block, error) {
	list, err := a.blocked(ctx, s)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(list, func(b bot.Block) bool { return b.Concerns(on, person) })
	if i < 0 {
		return nil, nil //nolint:nilnil // they are not blocked
	}
	return &list[i], nil
}

// ListBlocks lists the people of whom nothing is taken in.
func (a *App) ListBlocks(ctx context.Context, o BlocksOptions) (err error) {
	s, err := a.openExisting(ctx, o.Database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	list, err := a.blocked(ctx, s)
	if err != nil {
		return err
	}
	if o.JSON {
		for _, b := range list {
			if err := writeJSON(a.Out, newBlockItem(b)); err != nil {
				return err
			}
		}
		return nil
	}
	if len(list) == 0 {
		_, err := fmt.Fprintln(a.Out, "Nobody is blocked.")
		return err
	}
	w := tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "BLOCK\tPERSON\tNAME\tBY\tUNTIL\tREASON") // Flush tells
	for _, b := range list {
		item := newBlockItem(b)
		_, _ = fmt.Fprintf(w, "#%d\t%s\t%s\t%s\t%s\t%s\n", b.Number, cell(item.Person), cell(b.Name), cell(cmp.Or(b.By.Name, b.By.ID)), b.Until.Format("2006-01-02 15:04"), cell(b.Reason))
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("data blocks: %w", err)
	}
	return nil
}

// LiftBlocks ends blocks. The bot takes in what the persons write from then on.
func (a *App) LiftBlocks(ctx context.Context, o LiftOptions) (err error) {
	manager, _, err := a.manager(ctx)
	if err != nil {
		return err
	}
	s, err := a.openExisting(ctx, o.Database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	list, err := a.blocked(ctx, s)
	if err != nil {
		return err
	}
	for _, n := range o.Numbers {
		if !slices.ContainsFunc(list, func(b bot.Block) bool { return b.Number == n }) {
			return &UsageError{fmt.Sprintf("there is no block %d; aktivering data blocks lists them", n)}
		}
	}
	e := engine.New(manager, s).WithCases(s)
	for _, n := range o.Numbers {
		if err := e.ChangeBlock(ctx, "", bot.Block{Number: n, Since: a.Now(), Lifted: true}, a.Now()); err != nil {
			return fmt.Errorf("block %d: %w", n, err)
		}
		if _, err := fmt.Fprintf(a.Out, "#%d is lifted.\n", n); err != nil {
			return err
		}
	}
	return nil
}
