package dialogue

import (
	"strings"

	"aktivering/bot/content"
	"aktivering/bot/i18n"
	"aktivering/bot/outcome"
	"aktivering/bot/reply"
	"aktivering/knowledge"
)

// requestPerson tells how to reach a person, and what is good to have ready there.
func (t *Turn) requestPerson() {
	if t.People {
		t.WantsPerson = true
		return
	}
	t.Decide(outcome.Referred)
	v := t.Localizer()
	t.AddIntro("human", nil)
	blocks := t.Intro(v)
	if ready := t.summary(v); len(ready) > 0 {
		blocks = append(blocks, v.Paragraph("human.ready", nil), content.Fields{Items: ready})
	}
	if t.Following() {
		blocks = append(blocks, v.Paragraph("human.stay", nil))
	}
	t.queue(blocks, nil)
}

// summary is what is known and tried, in short.
func (t *Turn) summary(v i18n.Localizer) []content.Field {
	s := t.Situation()
	var fields []content.Field
	var codes, tried []string
	for _, c := range s.Trail {
		codes = append(codes, c.String())
	}
	for _, trial := range s.Tried {
		if a, ok := t.Knowledge.Article(trial.Article); ok {
			for _, r := range a.Remedies {
				if r.ID == trial.Remedy && !trial.Helped {
					tried = append(tried, reply.Plain(v.In(r.Label())))
				}
			}
		}
	}
	add := func(key, value string) {
		if value != "" {
			fields = append(fields, content.Field{Name: v.Label(key), Value: value})
		}
	}
	add("field.codes", strings.Join(codes, " → "))
	add("field.windows", s.Facts[knowledge.FactWindows])
	add("field.tried", strings.Join(tried, " · "))
	return fields
}
