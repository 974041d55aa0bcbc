package webdesk

import (
	"fmt"
	"net/http"
	"strconv"

	"aktivering/bot/desk"
	"aktivering/bot/i18n"
	"aktivering/bot/match"
	"aktivering/bot/port"
	"aktivering/bot/reply"
	"aktivering/internal/gaps"
	"aktivering/internal/webdesk/pages"
)

// How much of the gaps is shown.
const (
	maxGaps  = 30
	maxTexts = 6
)

// gapsOf reports where knowledge fell short in the period of a request.
func (d *Desk) gapsOf(v *visit, m desk.Manager) (gaps.Report, error) {
	from := d.Now().UTC().AddDate(0, 0, -v.days())
	turns, err := d.Store.Gaps(v.ctx(), port.GapFilter{From: from, Limit: gaps.MaxTurns})
	if err != nil {
		return gaps.Report{}, fmt.Errorf("read gaps: %w", err)
	}
	return gaps.Collect(m.Knowledge, m.Matcher, turns), nil
}

// topic is something that an article can be drafted about.
type topic struct {
	gaps.Topic
	list string
}

// topics are all of them, in the order of their numbers.
func topics(localizer i18n.Localizer, r gaps.Report) (list []topic) {
	for _, g := range r.Questions {
		list = append(list, topic{gaps.Topic{Texts: g.Texts, Tally: g.Tally}, "questions"})
	}
	for _, c := range r.Codes {
		decoded := reply.Plain(localizer.Decoded(match.Decode(c.Code)))
		list = append(list, topic{gaps.Topic{Code: c.Code, Texts: c.Texts, Tally: c.Tally, Decoded: decoded}, "codes"})
	}
	for _, g := range r.Asides {
		list = append(list, topic{gaps.Topic{Texts: g.Texts, Tally: g.Tally, Aside: true}, "asides"})
	}
	return list
}

// gapsPage lists where knowledge falls short.
func (d *Desk) gapsPage(v *visit) error {
	m := d.Manager()
	report, err := d.gapsOf(v, m)
	if err != nil {
		return err
	}
	localizer := d.localizer(v, m.Knowledge)
	page := pages.Gaps{Base: d.base(v, v.words.Say("gaps.title"), "knowledge"), Periods: v.periods(), Turns: report.Turns}
	counts := func(t gaps.Tally) string {
		return v.words.Count("gaps.people", t.People) + ", " + v.words.Count("gaps.times", t.Count)
	}
	for i, t := range topics(localizer, report) {
		gap := pages.Gap{Number: i + 1, URL: fmt.Sprintf("/desk/knowledge/gaps/%d?days=%d", i+1, v.days()), About: t.Decoded, Counts: counts(t.Tally)}
		for j, text := range t.Texts[:min(len(t.Texts), maxTexts)] {
			if j == 0 && t.Code == 0 {
				gap.Text = text.Text
				continue
			}
			gap.More = append(gap.More, text.Text)
		}
		if t.Code != 0 {
			gap.Text = t.Code.String()
		}
		into := map[string]*[]pages.Gap{"questions": &page.Questions, "codes": &page.Codes, "asides": &page.Asides}[t.list]
		if len(*into) < maxGaps {
			*into = append(*into, gap)
		}
	}
	for _, n := range report.Near[:min(len(report.Near), maxGaps)] {
		page.Near = append(page.Near, pages.Gap{URL: articleURL(n.Article), Text: v.words.Say("gaps.near.text", "written", n.Written, "code", n.Code), Counts: counts(n.Tally)})
	}
	d.render(v, http.StatusOK, page)
	return nil
}

// draftPage drafts the article that is missing.
func (d *Desk) draftPage(v *visit) error {
	m := d.Manager()
	report, err := d.gapsOf(v, m)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(v.r.PathValue("number"))
	list := topics(d.localizer(v, m.Knowledge), report)
	if err != nil || n < 1 || n > len(list) {
		return failure{http.StatusNotFound, "missing"}
	}
	id, text := gaps.Draft(m.Knowledge, list[n-1].Topic, d.Now().UTC(), taken(m))
	page := pages.Draft{
		Base: d.base(v, v.words.Say("draft.title"), "knowledge"), ID: id, Text: text,
		Back: fmt.Sprintf("/desk/knowledge/gaps?days=%d", v.days()), BackName: v.words.Say("gaps.title"),
	}
	page.Into, page.Unsaved = d.into(v, id+".yaml")
	d.render(v, http.StatusOK, page)
	return nil
}

// taken reports an id that is in use.
func taken(m desk.Manager) func(id string) bool {
	return func(id string) bool {
		_, article := m.Knowledge.Article(id)
		_, explanation := m.Knowledge.Explanation(id)
		return article || explanation
	}
}
