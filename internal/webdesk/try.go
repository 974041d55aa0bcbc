package webdesk

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"aktivering/bot"
	"aktivering/bot/dialogue"
	"aktivering/bot/match"
	"aktivering/bot/redact"
	"aktivering/bot/understand"
	"aktivering/internal/webdesk/pages"
)

// maxTried is how long a message may be that is tried, in bytes.
const maxTried = 4000

// try shows what the bot makes of a message.
func (d *Desk) try(v *visit) error {
	text := strings.TrimSpace(v.r.PostForm.Get("text"))
	if len(text) > maxTried {
		return failure{http.StatusRequestEntityTooLarge, "large"}
	}
	text, _ = redact.Redact(text)
	m := d.Manager()
	localizer := d.localizer(v, m.Knowledge)
	said, r := m.Answer(text, dialogue.AnswerOptions{Language: localizer.Lang, Short: true})
	tried := &pages.Tried{
		Decision: v.words.Say("decision." + string(r.Decision)), Confidence: v.percent(int(r.Confidence*100+0.5), 100), Language: m.Knowledge.Languages().Name(r.Language),
		Concepts: r.Concepts, Blocks: pages.BlocksOf(said.Blocks),
	}
	if x, ok := m.Explain(bot.Conversation{}, text); ok {
		tried.Why = v.why(x)
	}
	if r.Language == "" {
		tried.Language = "–"
	}
	for _, c := range said.Choices {
		tried.Choices = append(tried.Choices, c.Label)
	}
	for _, c := range r.Codes {
		if c.Certainty != match.Malformed {
			tried.Codes = append(tried.Codes, c.Value.String())
		}
	}
	for _, id := range r.Entries {
		if a, ok := m.Knowledge.Article(id); ok {
			tried.Articles = append(tried.Articles, d.listed(v, m.Knowledge, localizer, a))
		}
	}
	d.showKnowledge(v, http.StatusOK, text, tried)
	return nil
}

// why is an explanation as the page shows it.
func (v *visit) why(x understand.Explanation) *pages.Why {
	w := &pages.Why{Act: string(x.Act), Value: x.Value, Untold: x.Untold, Acts: weighed(x.Acts), About: weighed(x.About)}
	for _, act := range x.Also {
		w.Also = append(w.Also, string(act))
	}
	for _, e := range x.Evidence {
		label := "«" + e.Of + "»"
		switch e.Of {
		case understand.EvidenceAsked:
			label = v.words.Say("why.asked")
		case understand.EvidenceFound:
			label = v.words.Say("why.found")
		}
		w.Evidence = append(w.Evidence, pages.Weighed{Label: label, Weight: fmt.Sprintf("%+d", e.Weight), For: e.Weight > 0})
	}
	for _, fact := range slices.Sorted(maps.Keys(x.Told)) {
		w.Told = append(w.Told, fact+" = "+x.Told[fact])
	}
	for _, c := range x.Clauses {
		clause := pages.Clause{Text: c.Text, Mood: fmt.Sprint(c.Mood), Time: fmt.Sprint(c.Time), Speaker: fmt.Sprint(c.Speaker), Denied: c.Denied, Act: string(c.Act)}
		if c.Act != "" {
			clause.Lead = strconv.Itoa(int(c.Lead))
		}
		w.Clauses = append(w.Clauses, clause)
	}
	return w
}

func weighed(list []understand.Weighed) (shown []pages.Weighed) {
	for _, w := range list {
		shown = append(shown, pages.Weighed{Label: w.Of, Weight: strconv.Itoa(int(w.Weight))})
	}
	return shown
}
