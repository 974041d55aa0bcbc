package webdesk

import (
	"net/http"
	"slices"
	"strings"

	"aktivering/bot/i18n"
	"aktivering/bot/reply"
	"aktivering/internal/webdesk/pages"
	"aktivering/internal/webdesk/signin"
	"aktivering/knowledge"
)

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
