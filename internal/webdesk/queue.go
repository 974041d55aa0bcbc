package webdesk

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"aktivering/bot"
	"aktivering/bot/caselist"
	"aktivering/bot/desk"
	"aktivering/bot/name"
	"aktivering/bot/reply"
	"aktivering/internal/webdesk/pages"
	"aktivering/knowledge"
)

// The lists of cases.
const (
	tabUnclaimed = "unclaimed"
	tabMine      = "mine"
	tabWaiting   = "waiting"
	tabAll       = "all"
)

func tabs() []string { return []string{tabUnclaimed, tabMine, tabWaiting, tabAll} }

// pageSize is how many cases are on a page, and maxQuery how long a query may be, in bytes.
const (
	pageSize = 40
	maxQuery = 400
)

// listed is what a request asks of the lists.
type listed struct {
	tab, query, code string
	filter           caselist.Filter
	after            caselist.Cursor
	filtered         bool
}

// read reads what a request asks for; what cannot be is left out.
func (v *visit) read(kb *knowledge.Base) listed {
	q := v.r.URL.Query()
	l := listed{tab: q.Get("tab"), query: strings.TrimSpace(q.Get("q")), after: caselist.Cursor(q.Get("after"))}
	l.query = l.query[:min(len(l.query), maxQuery)]
	if !slices.Contains(tabs(), l.tab) {
		l.tab = tabUnclaimed
		if l.query != "" {
			l.tab = tabAll
		}
	}
	f := &l.filter
	switch l.tab {
	case tabUnclaimed:
		f.States, f.FirstCome = []bot.CaseState{bot.CaseQueued}, true
	case tabMine:
		f.States, f.Agent = []bot.CaseState{bot.CaseClaimed, bot.CaseSnoozed}, v.user.ID
	case tabWaiting:
		f.States = []bot.CaseState{bot.CaseSnoozed}
	}
	if state := bot.CaseState(q.Get("state")); l.tab == tabAll && slices.Contains(caselist.States(), state) {
		f.States, l.filtered = []bot.CaseState{state}, true
	}
	if p := q.Get("platform"); p != "" && len(p) < 40 {
		f.Platform, l.filtered = bot.Platform(p), true
	}
	if lang := bot.Lang(q.Get("language")); kb.Languages().Known(lang) {
		f.Language, l.filtered = lang, true
	}
	if code, err := knowledge.ParseCode(strings.TrimSpace(q.Get("code"))); err == nil {
		f.Code, l.code, l.filtered = code, code.String(), true
	}
	return l
}

// queuePage lists cases.
func (d *Desk) queuePage(v *visit) error {
	m := d.Manager()
	l := v.read(m.Knowledge)
	page := pages.Queue{Base: d.base(v, v.words.Say("nav.queue"), "queue"), Query: l.query, Code: l.code, Tab: l.tab, Filtered: l.filtered, Key: rand.Text()}
	cases, next, err := d.list(v, l)
	if errors.Is(err, caselist.ErrBadCursor) {
		http.Redirect(v.w, v.r, "/desk/?tab="+l.tab, http.StatusSeeOther)
		return nil
	}
	if err != nil {
		return err
	}
	now := d.Now()
	for _, hit := range cases {
		row := d.row(v, m, hit.Summary, now)
		row.Who, row.Snippet = d.snippet(v, hit)
		page.Cases = append(page.Cases, row)
	}
	if next != "" {
		q := v.r.URL.Query()
		q.Set("after", string(next))
		page.Next = "/desk/?" + q.Encode()
	}
	if l.query != "" {
		page.Title = v.words.Say("search.title", "query", l.query)
	}
	localizer := d.localizer(v, m.Knowledge)
	if page.Known, page.Bursts, err = d.inForce(v, m, localizer); err != nil {
		return err
	}
	if err := d.fillTabs(v, &page); err != nil {
		return err
	}
	d.fillFilters(v, m.Knowledge, l, &page)
	d.render(v, http.StatusOK, page)
	return nil
}

// list returns a page of cases.
func (d *Desk) list(v *visit, l listed) (hits []caselist.Hit, next caselist.Cursor, err error) {
	at := caselist.Page{Size: pageSize, After: l.after}
	if l.query != "" {
		hits, next, err = d.Store.Search(v.ctx(), l.query, l.filter, at)
	} else {
		var list []caselist.Summary
		list, next, err = d.Store.ListCases(v.ctx(), l.filter, at)
		for _, c := range list {
			hits = append(hits, caselist.Hit{Summary: c})
		}
	}
	if err != nil {
		return nil, "", fmt.Errorf("list cases: %w", err)
	}
	return hits, next, nil
}

func (d *Desk) fillTabs(v *visit, page *pages.Queue) error {
	for _, tab := range tabs() {
		t := pages.Tab{ID: tab, Label: v.words.Say("tab." + tab), URL: "/desk/?tab=" + tab, Active: tab == page.Tab}
		f := caselist.Filter{States: []bot.CaseState{bot.CaseQueued}}
		switch tab {
		case tabUnclaimed:
			t.Count = strconv.Itoa(page.Unclaimed)
		case tabMine, tabWaiting:
			f.States = []bot.CaseState{bot.CaseSnoozed}
			if tab == tabMine {
				f.States, f.Agent = append(f.States, bot.CaseClaimed), v.user.ID
			}
			list, _, err := d.Store.ListCases(v.ctx(), f, caselist.Page{Size: maxCounted})
			if err != nil {
				return fmt.Errorf("count cases: %w", err)
			}
			t.Count = strconv.Itoa(len(list))
		}
		if t.Count == strconv.Itoa(maxCounted) {
			t.Count += "+"
		}
		page.Tabs = append(page.Tabs, t)
	}
	return nil
}

func (d *Desk) fillFilters(v *visit, kb *knowledge.Base, l listed, page *pages.Queue) {
	for _, p := range platforms() {
		page.Platforms = append(page.Platforms, pages.Option{Value: string(p), Label: titled(string(p)), Chosen: l.filter.Platform == p})
	}
	for _, lang := range kb.Languages().IDs() {
		page.InLanguages = append(page.InLanguages, pages.Option{Value: string(lang), Label: kb.Languages().Name(lang), Chosen: l.filter.Language == lang})
	}
	for _, state := range caselist.States() {
		page.States = append(page.States, pages.Option{Value: string(state), Label: v.words.Say("state." + string(state)), Chosen: l.tab == tabAll && slices.Equal(l.filter.States, []bot.CaseState{state})})
	}
}

// platforms are those that people can be filtered by.
func platforms() []bot.Platform { return []bot.Platform{"web", "slack", "discord", "terminal"} }

// row is a case in a list.
func (d *Desk) row(v *visit, m desk.Manager, c caselist.Summary, now time.Time) pages.Row {
	shown := name.Clean(c.Name)
	if shown == "" {
		shown = v.words.Say("somebody")
	}
	r := pages.Row{
		Number: c.Number, URL: caseURL(c.Number), Name: shown, Initials: initials(shown), Platform: titled(string(c.Ref.Address.Platform)),
		Language: m.Knowledge.Languages().Name(c.Language), State: string(c.State), StateText: v.words.Say("state." + string(c.State)),
		Agent: c.Agent.Shown(), Mine: c.Agent.ID == v.user.ID && c.Agent.ID != "" && c.State != bot.CaseQueued, CanClaim: c.State == bot.CaseQueued, Urgent: c.Urgent && c.State != bot.CaseClosed,
	}
	for _, code := range c.Codes[max(0, len(c.Codes)-3):] {
		r.Codes = append(r.Codes, code.String())
	}
	if at := m.Desks.Of(&bot.Case{Desk: c.Desk}); at != nil && len(m.Desks) > 1 {
		r.Platform += " · " + v.titleOf(at)
	}
	localizer := d.localizer(v, m.Knowledge)
	if a, ok := m.Knowledge.Article(c.Article); ok {
		r.About = reply.Plain(localizer.In(a.Title))
	}
	r.At = c.OpenedAt
	if r.At.IsZero() {
		r.At = c.QueuedAt
	}
	within := time.Duration(0)
	at := m.Desks.Of(&bot.Case{Desk: c.Desk})
	switch c.State {
	case bot.CaseQueued:
		r.At = c.QueuedAt
		if at != nil {
			within = orElse(at.Claim, 15*time.Minute)
		}
	case bot.CaseClaimed:
		r.Waiting = c.LastPersonAt.After(c.LastAgentAt)
		if r.Waiting {
			r.At = c.LastPersonAt
			if at != nil {
				within = orElse(at.Answer, time.Hour)
			}
		}
	case bot.CaseClosed:
		r.At = c.ClosedAt
	case bot.CaseSnoozed:
	}
	r.Age = v.age(now.Sub(r.At))
	r.Late = within > 0 && at.AtWork(now) && now.Sub(r.At) > within
	return r
}

func orElse(wait, otherwise time.Duration) time.Duration {
	if wait <= 0 {
		return otherwise
	}
	return wait
}

// initials stand for a name.
func initials(s string) string {
	var list []rune
	for word := range strings.FieldsSeq(s) {
		list = append(list, []rune(word)[0])
	}
	switch len(list) {
	case 0:
		return "?"
	case 1:
		return strings.ToUpper(string(list))
	}
	return strings.ToUpper(string([]rune{list[0], list[len(list)-1]}))
}

// snippet is where a search found a case, in parts.
func (d *Desk) snippet(v *visit, hit caselist.Hit) (who string, parts []pages.Part) {
	s := hit.Snippet
	if s.Text == "" {
		return "", nil
	}
	who = s.Agent
	if who == "" {
		if who = name.Clean(hit.Name); who == "" {
			who = v.words.Say("somebody")
		}
	}
	end := 0
	for _, h := range s.Hits {
		if h.Start < end || h.End > len(s.Text) {
			continue
		}
		if h.Start > end {
			parts = append(parts, pages.Part{Text: s.Text[end:h.Start]})
		}
		parts = append(parts, pages.Part{Text: s.Text[h.Start:h.End], Hit: true})
		end = h.End
	}
	if end < len(s.Text) {
		parts = append(parts, pages.Part{Text: s.Text[end:]})
	}
	return who, parts
}

// from is the list that a page was opened from.
func (v *visit) from() string {
	back, err := url.Parse(v.r.Header.Get("Referer"))
	if err == nil && back.Path == "/desk/" {
		return local(back.RequestURI())
	}
	return "/desk/"
}
