package webdesk

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"aktivering/bot"
	"aktivering/bot/desk"
	"aktivering/bot/i18n"
	"aktivering/bot/port"
	"aktivering/bot/reply"
	"aktivering/internal/webdesk/figures"
	"aktivering/internal/webdesk/pages"
	"aktivering/internal/webdesk/plot"
)

// maxRows is how many rows a list of figures shows.
const maxRows = 10

// count counts what was done in the period of a request.
func (d *Desk) count(v *visit, m desk.Manager) (f figures.Figures, cut bool, err error) {
	now, zone := d.Now(), zoneOfDesks(m)
	from := now.In(zone).AddDate(0, 0, 1-v.days())
	from = time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, zone)
	turns, err := d.Store.Outcomes(v.ctx(), port.OutcomeFilter{From: from, Kinds: figures.Kinds(), Limit: figures.MaxTurns + 1})
	if err != nil {
		return f, false, fmt.Errorf("read outcomes: %w", err)
	}
	cut = len(turns) > figures.MaxTurns
	promise := func(of bot.Ref, asked time.Time) (answer, solution time.Time) {
		at := m.Desks.For(of.Address)
		switch {
		case at != nil:
		case len(m.Desks) > 0:
			at = m.Desks[0]
		default:
			at = &bot.Desk{}
		}
		return at.After(asked, at.Answer, time.Hour), at.After(asked, at.Resolve, 24*time.Hour)
	}
	return figures.Collect(turns[:min(len(turns), figures.MaxTurns)], from, now, zone, promise), cut, nil
}

// zoneOfDesks is where the days of figures begin.
func zoneOfDesks(m desk.Manager) *time.Location {
	for _, at := range m.Desks {
		if at.Zone != nil {
			return at.Zone
		}
	}
	return time.UTC
}

// insightPage shows figures.
func (d *Desk) insightPage(v *visit) error {
	m := d.Manager()
	f, cut, err := d.count(v, m)
	if err != nil {
		return err
	}
	localizer := d.localizer(v, m.Knowledge)
	page := pages.Insight{
		Base: d.base(v, v.words.Say("nav.insight"), "insight"), Periods: v.periods(), CSV: fmt.Sprintf("/desk/insight.csv?days=%d", v.days()), Cut: cut,
		Tiles: tiles(v, f), Days: daily(v, m, localizer, f), Codes: codes(v, m, localizer, f), Remedies: remedies(v, m, localizer, f),
		Closings: closings(v, localizer, f), Ratings: ratings(v, f),
	}
	if page.Problems, _, err = d.inForce(v, m, localizer); err != nil {
		return err
	}
	report, err := d.gapsOf(v, m)
	if err != nil {
		return err
	}
	for _, g := range []struct {
		key string
		n   int
	}{{"gaps.questions", len(report.Questions)}, {"gaps.codes", len(report.Codes)}, {"gaps.asides", len(report.Asides)}, {"gaps.near", len(report.Near)}} {
		page.Gaps = append(page.Gaps, pages.Tile{Label: v.words.Say(g.key), Value: strconv.Itoa(g.n)})
	}
	d.render(v, http.StatusOK, page)
	return nil
}

// took writes how long something took.
func (v *visit) took(w time.Duration, count int) string {
	switch {
	case count == 0:
		return "–"
	case w < time.Minute:
		return v.words.Say("took.seconds", "n", int(w/time.Second))
	}
	return v.age(w)
}

// good tells whether a part is as large as it should be.
func good(part, whole int, at float64) string {
	switch {
	case whole == 0:
		return ""
	case float64(part) >= at*float64(whole):
		return "good"
	}
	return "warn"
}

// kept is how many of those who were promised something should have it in time.
const kept = 0.9

func tiles(v *visit, f figures.Figures) []pages.Tile {
	say, sum, n := v.words.Say, 0, f.RatingsCount()
	for i, count := range f.Ratings {
		sum += (i + 1) * count
	}
	rating := "–"
	if n > 0 {
		rating = strings.Replace(strconv.FormatFloat(float64(sum)/float64(n), 'f', 1, 64), ".", say("decimal"), 1)
	}
	return []pages.Tile{
		v.tile("tile.alone", v.percent(f.Alone, f.Conversations), f.Conversations, say("tile.alone.about", "n", f.Alone, "of", f.Conversations)),
		v.tile("tile.cases", strconv.Itoa(f.HandedOver), f.Conversations, say("tile.cases.about", "percent", v.percent(f.HandedOver, f.Conversations))),
		v.timeTile("tile.answer", f.Answer),
		v.timeTile("tile.solution", f.Solution),
		v.tile("tile.rating", rating, n, v.words.Count("tile.rating", n)),
	}
}

// tile is a figure and what it is about; where nothing was counted it says so.
func (v *visit) tile(key, value string, counted int, about string) pages.Tile {
	if counted == 0 {
		about = v.words.Say("insight.none")
	}
	return pages.Tile{Label: v.words.Say(key), Value: value, About: about}
}

// timeTile is how long something took, and how much of it was in time.
func (v *visit) timeTile(key string, d figures.Waits) pages.Tile {
	t := v.tile(key, v.took(d.Median, d.Count), d.Count, v.words.Say("tile.in-time", "percent", v.percent(d.InTime, d.Count), "most", v.took(d.Most, d.Count)))
	t.Class = good(d.InTime, d.Count, kept)
	return t
}

func daily(v *visit, m desk.Manager, localizer i18n.Localizer, f figures.Figures) pages.Chart {
	info := m.Knowledge.Languages().Info(localizer.Lang)
	chart := pages.Chart{
		Legend: []string{v.words.Say("insight.cases"), v.words.Say("insight.alone")},
		Head:   []string{v.words.Say("insight.day"), v.words.Say("insight.cases"), v.words.Say("insight.closed"), v.words.Say("insight.alone")},
	}
	columns := make([]plot.Column, len(f.Days))
	for i, day := range f.Days {
		label := day.Day.Format(info.Day)
		columns[i] = plot.Column{
			Label: label, Values: []float64{float64(day.Cases), float64(day.Solved)},
			Titles: []string{fmt.Sprintf("%s: %d, %s", label, day.Cases, chart.Legend[0]), fmt.Sprintf("%s: %d, %s", label, day.Solved, chart.Legend[1])},
		}
		chart.Rows = append(chart.Rows, []string{day.Day.Format(info.Date), strconv.Itoa(day.Cases), strconv.Itoa(day.Closed), strconv.Itoa(day.Solved)})
	}
	slices.Reverse(chart.Rows) // the latest is what is looked for
	chart.Columns = plot.NewColumns(columns)
	return chart
}

func codes(v *visit, m desk.Manager, localizer i18n.Localizer, f figures.Figures) pages.Shares {
	s := pages.Shares{Head: []string{v.words.Say("filter.code"), v.words.Say("insight.people")}}
	for _, c := range f.Codes[:min(len(f.Codes), maxRows)] {
		row := pages.Share{Code: c.Code.String(), Value: strconv.Itoa(c.People), Percent: plot.Share(c.People, f.Codes[0].People)}
		if found := m.Knowledge.ByCode(c.Code); len(found) > 0 {
			row.Label, row.URL = reply.Plain(localizer.In(found[0].Title)), articleURL(found[0].ID)
		} else {
			row.Label, row.Class = v.words.Say("insight.no-article"), "warn"
		}
		s.Rows = append(s.Rows, row)
	}
	return s
}

func remedies(v *visit, m desk.Manager, localizer i18n.Localizer, f figures.Figures) pages.Shares {
	s := pages.Shares{Head: []string{v.words.Say("insight.remedy"), v.words.Say("insight.helped")}}
	for _, r := range f.Remedies {
		a, ok := m.Knowledge.Article(r.Article)
		if !ok || len(s.Rows) == maxRows {
			continue
		}
		for i := range a.Remedies {
			if a.Remedies[i].ID == r.ID {
				s.Rows = append(s.Rows, pages.Share{
					Label: reply.Plain(localizer.In(a.Remedies[i].Title)), URL: articleURL(a.ID), Value: v.words.Say("helped.of", "n", r.Helped, "of", r.Tried),
					Percent: plot.Share(r.Helped, r.Tried), Class: good(r.Helped, r.Tried, 0.5),
				})
			}
		}
	}
	return s
}

func closings(v *visit, localizer i18n.Localizer, f figures.Figures) pages.Shares {
	s, all := pages.Shares{Head: []string{v.words.Say("close.why"), v.words.Say("insight.cases")}}, 0
	for _, c := range f.Closings {
		all += c.Count
	}
	for _, c := range f.Closings {
		s.Rows = append(s.Rows, pages.Share{Label: localizer.Label("closing." + string(c.Why)), Value: strconv.Itoa(c.Count), Percent: plot.Share(c.Count, all)})
	}
	return s
}

func ratings(v *visit, f figures.Figures) pages.Shares {
	s, all := pages.Shares{Head: []string{v.words.Say("insight.ratings"), v.words.Say("insight.people")}}, f.RatingsCount()
	for i := len(f.Ratings) - 1; i >= 0 && all > 0; i-- {
		s.Rows = append(s.Rows, pages.Share{Label: v.words.Say("insight.rating", "n", i+1), Value: strconv.Itoa(f.Ratings[i]), Percent: plot.Share(f.Ratings[i], all)})
	}
	return s
}

// insightCSV answers with all figures, a row each.
func (d *Desk) insightCSV(v *visit) error {
	m := d.Manager()
	f, _, err := d.count(v, m)
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="aktivering-%dd.csv"`, v.days()))
	w := csv.NewWriter(v.w)
	row := func(figure, of, value string) { _ = w.Write([]string{cell(figure), cell(of), cell(value)}) } // Flush tells
	n := strconv.Itoa
	row("figure", "of", "value")
	for _, day := range f.Days {
		at := day.Day.Format(time.DateOnly)
		row("cases", at, n(day.Cases))
		row("closed", at, n(day.Closed))
		row("solved_by_bot", at, n(day.Solved))
	}
	row("conversations", "", n(f.Conversations))
	row("solved_by_bot_alone", "", n(f.Alone))
	row("handed_over", "", n(f.HandedOver))
	row("not_understood", "", n(f.NotUnderstood))
	for _, c := range f.Codes {
		row("people_with_code", c.Code.String(), n(c.People))
	}
	for _, r := range f.Remedies {
		row("remedy_tried", r.Article+"/"+r.ID, n(r.Tried))
		row("remedy_helped", r.Article+"/"+r.ID, n(r.Helped))
	}
	for _, c := range f.Closings {
		row("closed_for", string(c.Why), n(c.Count))
	}
	for i, count := range f.Ratings {
		row("rating", n(i+1), n(count))
	}
	for _, waits := range []struct {
		name string
		figures.Waits
	}{{"first_answer", f.Answer}, {"solution", f.Solution}} {
		row(waits.name+"_count", "", n(waits.Count))
		row(waits.name+"_median_seconds", "", n(int(waits.Median/time.Second)))
		row(waits.name+"_p90_seconds", "", n(int(waits.Most/time.Second)))
		row(waits.name+"_in_time", "", n(waits.InTime))
	}
	w.Flush()
	if err := w.Error(); err != nil && v.ctx().Err() == nil {
		return fmt.Errorf("csv: %w", err)
	}
	return nil
}

// cell is a value that no spreadsheet takes for a formula.
func cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
