package webdesk

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/name"
	"aktivering/internal/webdesk/pages"
)

// blocksPage lists the people of whom nothing is taken in.
func (d *Desk) blocksPage(v *visit) error { return d.showBlocks(v, http.StatusOK, "") }

func (d *Desk) showBlocks(v *visit, status int, problem string) error {
	m, now := d.Manager(), d.Now()
	kept, err := d.Store.Conversation(v.ctx(), bot.BlocksRef())
	if err != nil {
		return fmt.Errorf("read who is blocked: %w", err)
	}
	page := pages.Blocked{Base: d.base(v, v.words.Say("blocks.title"), "blocks"), Key: rand.Text()}
	page.Path, page.Problem = "/desk/blocks", problem
	if v.r.URL.Query().Get("did") == "unblock" {
		page.Notice = v.words.Say("did.unblock")
	}
	at := &bot.Desk{}
	if len(m.Desks) > 0 {
		at = m.Desks[0]
	}
	localizer := d.localizer(v, m.Knowledge)
	when := func(t time.Time) string { return localizer.When(at.Local(now), at.Local(t)) }
	for _, b := range kept.BlocksInForce(now) {
		shown := pages.Blocking{
			Number: b.Number, Name: name.Clean(b.Name), Person: b.Person, Platform: titled(string(b.Place.Platform)), Why: b.Reason,
			Until: v.words.Say("insight.until", "when", when(b.Until)),
		}
		if b.By.Shown() != "" {
			shown.By = v.words.Say("blocks.by", "agent", b.By.Shown(), "when", when(b.Since))
		}
		if of := m.Desks.For(b.Place); of != nil && len(m.Desks) > 1 {
			shown.At = v.titleOf(of)
		}
		if b.Case > 0 {
			shown.Case, shown.URL = v.words.Say("case.title", "n", b.Case), caseURL(b.Case)
		}
		page.List = append(page.List, shown)
	}
	d.render(v, status, page)
	return nil
}

// liftBlock ends a block.
func (d *Desk) liftBlock(v *visit) error {
	m := d.Manager()
	number, err := strconv.Atoi(v.r.PathValue("number"))
	if err != nil || number <= 0 || len(m.Desks) == 0 {
		return failure{http.StatusNotFound, "missing"}
	}
	at := m.Desks[0]
	kept, err := d.Store.Conversation(v.ctx(), bot.BlocksRef())
	if err != nil {
		return fmt.Errorf("read who is blocked: %w", err)
	}
	for _, b := range kept.Blocks {
		if of := m.Desks.For(b.Place); b.Number == number && of != nil {
			at = of // the block is that desk's
		}
	}
	problem, err := d.actAtDesk(v, at, event.AgentAction{Act: bot.ActUnblock, Text: strconv.Itoa(number)})
	if err != nil {
		return err
	}
	if problem != "" {
		return d.showBlocks(v, http.StatusConflict, problem)
	}
	http.Redirect(v.w, v.r, "/desk/blocks?did=unblock", http.StatusSeeOther)
	return nil
}

// blockTime is a time for which a person can be blocked.
type blockTime struct {
	hours int
	key   string // of the words
}

func blockTimes() []blockTime {
	return []blockTime{{24, "block.day"}, {7 * 24, "block.week"}, {30 * 24, "block.month"}, {365 * 24, "block.year"}}
}

// blockFor is for how long a person is to be blocked, by the field of a form; 0 where it does not
// say so.
func blockFor(field string) time.Duration {
	hours, err := strconv.Atoi(field)
	if err != nil || hours < 0 || hours > 100*365*24 {
		return 0
	}
	return time.Duration(hours) * time.Hour
}
