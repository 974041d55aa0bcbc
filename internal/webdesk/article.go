package webdesk

import (
	"strings"

	"aktivering/bot/i18n"
	"aktivering/bot/reply"
	"aktivering/internal/webdesk/pages"
	"aktivering/knowledge"
)

// article is an article as a person who has told some facts would be shown it.
func (d *Desk) article(kb *knowledge.Base, localizer i18n.Localizer, a *knowledge.Article, known map[string]string) *pages.Article {
	shown := &pages.Article{
		ID: a.ID, Title: reply.Plain(localizer.In(a.Title)), URL: "/desk/knowledge/articles/" + a.ID, Windows: a.Windows, Meaning: localizer.In(a.Meaning),
		Notes:   pages.BlocksOf(localizer.Notes(a, known)),
		Sources: pages.BlocksOf(localizer.Sources(a, nil, false)),
	}
	if pack, ok := kb.Pack(a.Pack); ok {
		shown.Audience = string(pack.Audience)
	}
	for _, code := range a.Codes {
		shown.Codes = append(shown.Codes, code.String())
	}
	for i := range a.Remedies {
		r := &a.Remedies[i]
		if !r.When.Allows(known) {
			continue
		}
		blocks := localizer.Remedy(r, known)
		shown.Remedies = append(shown.Remedies, pages.Remedy{ID: r.ID, Title: reply.Plain(localizer.In(r.Title)), Blocks: pages.BlocksOf(blocks[1:]), When: whenOf(kb, localizer, r.When)})
	}
	for _, id := range a.SeeAlso {
		if other, ok := kb.Article(id); ok {
			shown.SeeAlso = append(shown.SeeAlso, pages.Option{Value: id, Label: reply.Plain(localizer.In(other.Title))})
		}
	}
	return shown
}

// whenOf tells in words when something applies.
func whenOf(kb *knowledge.Base, localizer i18n.Localizer, when knowledge.When) (list []string) {
	for _, f := range kb.Facts() {
		values, ok := when[f.ID]
		if !ok {
			continue
		}
		var answers []string
		for _, id := range values {
			if value, ok := f.Value(id); ok {
				answers = append(answers, reply.Plain(localizer.In(value.Label)))
			}
		}
		list = append(list, reply.Plain(localizer.In(f.Question))+" "+strings.Join(answers, ", "))
	}
	return list
}
