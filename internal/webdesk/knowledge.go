package webdesk

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"aktivering/bot/desk"
	"aktivering/bot/i18n"
	"aktivering/bot/match"
	"aktivering/bot/reply"
	"aktivering/internal/gaps"
	"aktivering/internal/webdesk/pages"
	"aktivering/internal/webdesk/signin"
	"aktivering/knowledge"
)

func articleURL(id string) string { return "/desk/knowledge/articles/" + url.PathEscape(id) }

// maxFind is how long a text is that is looked for, in bytes.
const maxFind = 200

// windows are the versions of Windows that articles are read for.
func windows() []string { return []string{"11", "10"} }

// knowledgePage lists the articles.
func (d *Desk) knowledgePage(v *visit) error {
	d.showKnowledge(v, http.StatusOK, "", nil)
	return nil
}

func (d *Desk) showKnowledge(v *visit, status int, text string, tried *pages.Tried) {
	kb := d.Manager().Knowledge
	localizer := d.localizer(v, kb)
	q := v.r.URL.Query()
	find := strings.TrimSpace(q.Get("q"))
	find = find[:min(len(find), maxFind)]
	page := pages.Knowledge{
		Base: d.base(v, v.words.Say("nav.knowledge"), "knowledge"), Query: find, Tried: tried, Text: text, Gaps: v.user.Role.May(signin.RoleEditor),
		Windows: []pages.Option{{Value: "", Label: v.words.Say("filter.all")}}, Audiences: []pages.Option{{Value: "", Label: v.words.Say("filter.all")}},
	}
	for _, version := range windows() {
		page.Windows = append(page.Windows, pages.Option{Value: version, Label: version, Chosen: q.Get("windows") == version})
	}
	audience, seen := q.Get("audience"), map[knowledge.Audience]bool{}
	for _, pack := range kb.Packs() {
		if who := pack.Audience; who != "" && !seen[who] {
			seen[who] = true
			page.Audiences = append(page.Audiences, pages.Option{Value: string(who), Label: d.audience(v, who), Chosen: audience == string(who)})
		}
	}
	words := strings.Fields(strings.ToLower(find))
	for _, a := range kb.Articles() {
		pack, _ := kb.Pack(a.Pack)
		if audience != "" && (pack == nil || string(pack.Audience) != audience) || q.Get("windows") != "" && !slices.Contains(a.Windows, q.Get("windows")) {
			continue
		}
		listed := d.listed(v, kb, localizer, a)
		text := strings.ToLower(listed.Title + " " + a.ID + " " + codesOf(a))
		if !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, word) }) {
			page.Articles = append(page.Articles, listed)
		}
	}
	page.Count = len(page.Articles)
	d.render(v, status, page)
}

func codesOf(a *knowledge.Article) string {
	list := make([]string, len(a.Codes))
	for i, c := range a.Codes {
		list[i] = c.String()
	}
	return strings.Join(list, " ")
}

// audience names whom articles are for.
func (d *Desk) audience(v *visit, who knowledge.Audience) string {
	if key := "audience." + string(who); v.words.Has(key) {
		return v.words.Say(key)
	}
	return string(who)
}

// maxCodes is how many codes of an article a list shows.
const maxCodes = 3

func (d *Desk) listed(v *visit, kb *knowledge.Base, localizer i18n.Localizer, a *knowledge.Article) pages.Listed {
	l := pages.Listed{ID: a.ID, URL: articleURL(a.ID), Title: reply.Plain(localizer.In(a.Title))}
	for _, c := range a.Codes[:min(len(a.Codes), maxCodes)] {
		l.Codes = append(l.Codes, c.String())
	}
	if pack, ok := kb.Pack(a.Pack); ok && pack.Audience != "" {
		l.Audience = d.audience(v, pack.Audience)
	}
	return l
}

// articlePage shows an article as a person would be shown it.
func (d *Desk) articlePage(v *visit) error {
	m := d.Manager()
	kb := m.Knowledge
	a, ok := kb.Article(v.r.PathValue("id"))
	if !ok {
		return failure{http.StatusNotFound, "missing"}
	}
	q := v.r.URL.Query()
	localizer := d.localizer(v, kb)
	own := localizer
	if lang := knowledge.Lang(q.Get("in")); kb.Languages().Known(lang) {
		own = i18n.New(kb, lang, localizer.Windows)
	}
	if slices.Contains(a.Windows, q.Get("windows")) {
		own.Windows = q.Get("windows")
	} else if len(a.Windows) > 0 {
		own.Windows = a.Windows[0]
	}
	known := map[string]string{knowledge.FactWindows: own.Windows}
	page := pages.Reading{Base: d.base(v, reply.Plain(own.In(a.Title)), "knowledge"), Symptoms: a.Symptoms.In(own.Lang)}
	for _, fact := range kb.Facts() {
		if fact.ID == knowledge.FactWindows || !asks(a, fact.ID) {
			continue
		}
		shown := pages.Fact{ID: fact.ID, Question: reply.Plain(localizer.In(fact.Question)), Answers: []pages.Option{{Value: "", Label: v.words.Say("fact.unknown")}}}
		for _, value := range fact.Values {
			chosen := q.Get(fact.ID) == value.ID
			if chosen {
				known[fact.ID] = value.ID
			}
			shown.Answers = append(shown.Answers, pages.Option{Value: value.ID, Label: reply.Plain(localizer.In(value.Label)), Chosen: chosen})
		}
		page.Facts = append(page.Facts, shown)
	}
	for _, lang := range kb.Languages().IDs() {
		page.In = append(page.In, pages.Option{Value: string(lang), Label: kb.Languages().Name(lang), Chosen: lang == own.Lang})
	}
	for _, version := range a.Windows {
		page.Windows = append(page.Windows, pages.Option{Value: version, Label: version, Chosen: version == own.Windows})
	}
	page.Article = d.article(kb, own, a, known)
	if pack, file, ok := d.Packs.Locate(kb.FileOf(a)); ok && v.user.Role.May(signin.RoleEditor) {
		page.Edit = ownURL(pack, file)
	}
	d.render(v, http.StatusOK, page)
	return nil
}

// asks reports that something of an article depends on a fact.
func asks(a *knowledge.Article, fact string) bool {
	return slices.ContainsFunc(a.Remedies, func(r knowledge.Remedy) bool {
		_, ok := r.When[fact]
		return ok || slices.ContainsFunc(r.Notes, func(n knowledge.Note) bool { _, ok := n.When[fact]; return ok })
	})
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

// How much of the gaps is shown.
const (
	maxGaps  = 30
	maxTexts = 6
)

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
