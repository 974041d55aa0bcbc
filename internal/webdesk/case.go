package webdesk

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"aktivering/bot"
	"aktivering/bot/caselist"
	"aktivering/bot/desk"
	"aktivering/bot/i18n"
	"aktivering/bot/match"
	"aktivering/bot/reply"
	"aktivering/internal/webdesk/pages"
)

// maxLines is how many lines of a transcript are shown, the latest.
const maxLines = 500

// shown is what a case page tells beside the case.
type shown struct {
	status          int
	notice, problem string
	draft, note     string
}

// casePage shows a case.
func (d *Desk) casePage(v *visit) error {
	o, err := d.find(v)
	if err != nil {
		return err
	}
	if latest := o.c.Case.Number; latest > o.number {
		http.Redirect(v.w, v.r, caseURL(latest), http.StatusSeeOther)
		return nil
	}
	s := shown{status: http.StatusOK}
	if did := v.r.URL.Query().Get("did"); slices.Contains(acts(), bot.Action(did)) {
		s.notice = v.words.Say("did." + did)
	}
	return d.showCase(v, o, s)
}

func (d *Desk) showCase(v *visit, o opened, s shown) error {
	m := d.Manager()
	entries, err := d.Store.Transcript(v.ctx(), o.ref)
	if err != nil {
		return fmt.Errorf("read a transcript: %w", err)
	}
	others, _, err := d.Store.ListCases(v.ctx(), caselist.Filter{Person: o.ref.Person, Platform: o.ref.Address.Platform}, caselist.Page{Size: desk.MaxOthers + 1})
	if err != nil {
		return fmt.Errorf("list the other cases of a person: %w", err)
	}
	summary := caselist.SummaryOf(o.c)
	summary.Number, summary.Ref = o.number, o.ref
	if i := slices.IndexFunc(others, func(x caselist.Summary) bool { return x.Number == o.number }); i >= 0 {
		summary.OpenedAt = others[i].OpenedAt // the conversation does not know it
	}
	now, localizer := d.Now(), d.localizer(v, m.Knowledge)
	page := pages.Case{
		Base: d.base(v, "", "queue"), Row: d.row(v, m, summary, now), Key: rand.Text(), Draft: s.draft, DraftNote: s.note,
		Fields: m.CaseFields(localizer, o.c, others), Before: o.c.Case.Before, Back: v.from(), Can: can(o.c.Case, v.user.ID),
	}
	page.Title = v.words.Say("case.title", "n", o.number) + " · " + page.Name
	page.Path, page.Notice, page.Problem = caseURL(o.number), s.notice, s.problem
	page.Lines = d.lines(v, m, localizer, o, entries, now)
	if a, ok := m.Knowledge.Article(o.c.Now.Article); ok {
		page.Article = d.article(m.Knowledge, localizer, a, o.c.Now.Facts)
	}
	page.Suggested = d.suggest(v, m, localizer, o.c, entries)
	for _, a := range m.Knowledge.Articles() {
		page.Titles = append(page.Titles, pages.Option{Value: a.ID, Label: reply.Plain(localizer.In(a.Title))})
	}
	if at := m.Desks.Of(o.c.Case); at != nil {
		for _, canned := range at.Canned {
			page.Canned = append(page.Canned, pages.Option{Value: canned.ID, Label: canned.Title})
		}
	}
	for _, why := range desk.Closings() {
		page.Closing = append(page.Closing, pages.Option{Value: string(why), Label: localizer.Label("closing." + string(why)), Chosen: why == bot.ClosedByAgent})
	}
	at := now.In(zoneOf(m, o.c))
	for _, until := range m.SnoozeTimes(o.c, now) {
		page.Snooze = append(page.Snooze, pages.Option{Value: strconv.FormatInt(until.Unix(), 10), Label: localizer.When(at, until.In(at.Location()))})
	}
	for _, t := range blockTimes() {
		page.BlockFor = append(page.BlockFor, pages.Option{Value: strconv.Itoa(t.hours), Label: v.words.Say(t.key), Chosen: blockFor(strconv.Itoa(t.hours)) == bot.BlockFor})
	}
	for _, agent := range d.Hub.Looking(o.number) {
		if agent.ID != v.user.ID {
			page.Looking = append(page.Looking, agent.Shown())
		}
	}
	d.render(v, s.status, page)
	return nil
}

// can tells what somebody can do with a case.
func can(c *bot.Case, agent string) pages.Can {
	mine := c.Agent.ID == agent
	switch c.State {
	case bot.CaseQueued:
		return pages.Can{Claim: true, Close: true, Return: true, Assign: true}
	case bot.CaseClosed:
		return pages.Can{Reopen: true}
	case bot.CaseClaimed, bot.CaseSnoozed:
		return pages.Can{Take: !mine, Reply: mine, Release: mine, Return: mine, Snooze: mine, Close: mine, Assign: mine}
	}
	return pages.Can{}
}

// lines are the transcript.
func (d *Desk) lines(v *visit, m desk.Manager, localizer i18n.Localizer, o opened, entries []bot.Entry, now time.Time) []pages.Line {
	c := o.c
	all := m.Lines(localizer, c, entries)
	all = all[max(0, len(all)-maxLines):]
	local := func(t time.Time) time.Time { return t.In(zoneOf(m, c)) }
	info := m.Knowledge.Languages().Info(localizer.Lang)
	list := make([]pages.Line, 0, len(all))
	before := ""
	for i, l := range all {
		line := pages.Line{ID: fmt.Sprintf("line-%d-%d", l.Turn, i), From: string(l.From), Who: l.Who, At: l.At, Clock: local(l.At).Format(info.Clock), Words: l.Words}
		if day := local(l.At).Format("2006-01-02"); day != before {
			before = day
			switch day {
			case local(now).Format("2006-01-02"):
				line.Day = v.words.Say("day.today")
			case local(now).AddDate(0, 0, -1).Format("2006-01-02"):
				line.Day = v.words.Say("day.yesterday")
			default:
				line.Day = local(l.At).Format(info.Date)
			}
		}
		if key := "event." + string(l.Act); l.Act != "" && v.words.Has(key) {
			line.Who, line.Words = "", v.words.Say(key, "agent", l.Agent)
			if l.Said != "" {
				line.Words += ": " + l.Said
			}
		}
		if l.Reply != nil {
			line.Blocks = pages.BlocksOf(l.Reply.Blocks)
			for _, choice := range l.Reply.Choices {
				if !choice.Standing {
					line.Choices = append(line.Choices, choice.Label)
				}
			}
		}
		if l.From == desk.SpeakerPerson {
			line.Pictures = picturesOf(o.number, c, l)
		}
		if l.Status == bot.Failed || l.Status == bot.Dropped {
			line.Status = v.words.Say("status." + string(l.Status))
		}
		list = append(list, line)
	}
	return list
}

// zoneOf is where the times of a case are told.
func zoneOf(m desk.Manager, c bot.Conversation) *time.Location {
	if at := m.Desks.Of(c.Case); at != nil && at.Zone != nil {
		return at.Zone
	}
	return time.UTC
}

// What is looked at to suggest an article.
const (
	maxRecent    = 3
	maxSuggested = 3
)

// suggest returns articles for what the person wrote since an agent answered last.
func (d *Desk) suggest(v *visit, m desk.Manager, localizer i18n.Localizer, c bot.Conversation, entries []bot.Entry) (list []pages.Suggestion) {
	add := func(id, why string) {
		a, ok := m.Knowledge.Article(id)
		if ok && id != c.Now.Article && !m.Knowledge.IsFallback(id) && len(list) < maxSuggested && !slices.ContainsFunc(list, func(s pages.Suggestion) bool { return s.ID == id }) {
			list = append(list, pages.Suggestion{ID: id, Title: reply.Plain(localizer.In(a.Title)), Why: why})
		}
	}
	looked := 0
	for _, e := range slices.Backward(entries) {
		if strings.HasPrefix(string(e.Kind), string(bot.EntryAction)+string(bot.ActAnswer)) || looked == maxRecent || e.Turn <= c.Case.Opened && looked > 0 {
			break
		}
		if e.Kind != bot.EntryMessage {
			continue
		}
		looked++
		r := m.Matcher.Match(e.Text, match.Scope{})
		for _, code := range r.Codes {
			for _, a := range m.Knowledge.ByCode(code.Value) {
				if !slices.Contains(c.Now.Trail, code.Value) {
					add(a.ID, v.words.Say("suggest.code", "code", code.Value))
				}
			}
		}
		if r.Decision == match.Answer && len(r.Codes) == 0 && len(r.Entries) > 0 {
			add(r.Entries[0], v.words.Say("suggest.words"))
		}
	}
	return list
}

// acts are what agents can do with a case in its page.
func acts() []bot.Action {
	return []bot.Action{
		bot.ActClaim, bot.ActTake, bot.ActRelease, bot.ActTransfer, bot.ActReturn, bot.ActSnooze, bot.ActClose, bot.ActBlock, bot.ActReopen,
		bot.ActAssign, bot.ActUrgent, bot.ActNormal,
		bot.ActAnswer, bot.ActNote, bot.ActArticle, bot.ActCanned,
	}
}
