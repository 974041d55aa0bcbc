package webdesk

import (
	"net/http"
	"slices"
	"strings"

	"aktivering/bot/match"
	"aktivering/bot/reply"
	"aktivering/internal/gaps"
	"aktivering/internal/webdesk/pages"
	"aktivering/knowledge"
)

// The longest texts of the form for an article, in bytes, and how many symptoms it takes.
const (
	maxHeading  = 200
	maxMeaning  = 1200
	maxSymptoms = 12
)

// aboutProblem and aboutQuestion are what an article can be about.
const (
	aboutProblem  = "problem"
	aboutQuestion = "question"
)

// newPage shows the form for an article that begins from nothing.
func (d *Desk) newPage(v *visit) error {
	d.showNew(v, http.StatusOK, pages.NewArticle{}, "")
	return nil
}

// begin drafts the article of the form; it is saved, or not, as any other draft is.
func (d *Desk) begin(v *visit) error {
	m, form := d.Manager(), v.r.PostForm
	field := func(name string) string { return gaps.Masked(strings.Join(strings.Fields(form.Get(name)), " ")) }
	page := pages.NewArticle{Heading: field("title"), Code: field("code"), Meaning: field("meaning")}
	topic := gaps.Topic{Title: page.Heading, Meaning: page.Meaning, In: knowledge.DefaultLang, Aside: form.Get("kind") == aboutQuestion}
	if lang := knowledge.Lang(form.Get("in")); m.Knowledge.Languages().Known(lang) {
		topic.In = lang
	}
	for line := range strings.Lines(form.Get("symptoms")) {
		if line = gaps.Masked(strings.TrimSpace(line)); line != "" && len(topic.Texts) < maxSymptoms {
			topic.Texts = append(topic.Texts, gaps.Text{Text: line, Language: topic.In, Count: 1})
			page.Symptoms += line + "\n"
		}
	}
	problem := ""
	switch {
	case page.Heading == "":
		problem = v.words.Say("new.no-heading")
	case len(page.Heading) > maxHeading, len(page.Meaning) > maxMeaning, len(page.Symptoms) > maxSymptoms*maxHeading:
		problem = v.words.Say("new.long")
	case page.Code != "":
		code, err := knowledge.ParseCode(page.Code)
		if err != nil {
			problem = v.words.Say("new.no-code", "code", page.Code)
			break
		}
		topic.Code = code
		localizer := d.localizer(v, m.Knowledge)
		topic.Decoded = reply.Plain(localizer.Decoded(match.Decode(code)))
		for _, a := range m.Knowledge.Articles() {
			if slices.Contains(a.Codes, code) {
				page.Known = d.listed(v, m.Knowledge, localizer, a)
			}
		}
	}
	if problem != "" || page.Known.URL != "" {
		d.showNew(v, http.StatusUnprocessableEntity, page, problem)
		return nil
	}
	id, text := gaps.Draft(m.Knowledge, topic, d.Now().UTC(), taken(m))
	draft := pages.Draft{Base: d.base(v, v.words.Say("draft.title"), "knowledge"), ID: id, Text: text, Back: "/desk/knowledge/new", BackName: v.words.Say("new.title")}
	draft.Path = "/desk/knowledge/new"
	draft.Into, draft.Unsaved = d.into(v, id+".yaml")
	d.render(v, http.StatusOK, draft)
	return nil
}

func (d *Desk) showNew(v *visit, status int, page pages.NewArticle, problem string) {
	kb := d.Manager().Knowledge
	page.Base = d.base(v, v.words.Say("new.title"), "knowledge")
	page.Path, page.Problem = "/desk/knowledge/new", problem
	own := d.localizer(v, kb).Lang
	if chosen := knowledge.Lang(v.r.PostForm.Get("in")); kb.Languages().Known(chosen) {
		own = chosen
	}
	for _, lang := range kb.Languages().IDs() {
		page.In = append(page.In, pages.Option{Value: string(lang), Label: kb.Languages().Name(lang), Chosen: lang == own})
	}
	for _, about := range []string{aboutProblem, aboutQuestion} {
		page.Kinds = append(page.Kinds, pages.Option{Value: about, Label: v.words.Say("new.kind." + about), Chosen: about == v.r.PostForm.Get("kind")})
	}
	d.render(v, status, page)
}
