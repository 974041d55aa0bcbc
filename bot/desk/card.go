package desk

import (
	"slices"
	"strings"
	"time"

	"aktivering/bot"
	"aktivering/bot/caselist"
	"aktivering/bot/content"
	"aktivering/bot/i18n"
	"aktivering/bot/redact"
	"aktivering/bot/reply"
	"aktivering/knowledge"
)

// Card returns what the desk is shown of a case: who and where, what is known, how
// it stands, and what can be done. from is where the person is.
func (m Manager) Card(c bot.Conversation, from bot.Address, about CardContext) bot.Reply {
	cs, d := c.Case, m.Desks.Of(c.Case)
	if d == nil {
		return bot.Reply{}
	}
	v := m.AgentLocalizer(c)
	key := "card.title"
	if cs.State == bot.CaseQueued {
		key = "card.title.new"
	}
	title := v.Say(key, i18n.Args{"number": i18n.Number(cs.Number), "name": i18n.Text(named(c, v)), "platform": i18n.Text(titled(string(from.Platform))), "language": i18n.Text(m.Knowledge.Languages().Name(c.Language))})
	if cs.Urgent && cs.Active() {
		title = append([]content.Span{{Text: v.Label("card.urgent") + " · "}}, title...)
	}
	blocks := []content.Block{content.Heading{Spans: title}, content.Fields{Items: m.cardFields(v, d, c, about)}}
	if about.Link != "" && cs.Active() {
		blocks = append(blocks, content.Paragraph{Spans: []content.Span{{Text: v.Label("card.link"), Kind: content.Link, URL: about.Link}}})
	}
	if cs.Active() {
		blocks = append(blocks, content.Note{Spans: v.Say(d.RuleKey(), i18n.Args{"name": i18n.Text(named(c, v))})})
	}
	r := bot.Reply{Blocks: blocks, Turn: c.Turn}
	for i, act := range actsIn(cs.State) {
		choice := deskChoice(v, act)
		choice.Primary = i == 0 && cs.Active()
		r.Choices = append(r.Choices, choice)
	}
	return r
}

// CaseFields returns what the agents are shown of the conversation's case beside the transcript:
// how it stands, codes, facts, what was tried, and the person's other cases among those given, in
// the language of v; nothing without a case.
func (m Manager) CaseFields(v i18n.Localizer, c bot.Conversation, others []caselist.Summary) []content.Field {
	d := m.Desks.Of(c.Case)
	if d == nil {
		return nil
	}
	return m.cardFields(v, d, c, CardContext{Others: others})
}

// actsIn are the actions that are offered in a state.
func actsIn(s bot.CaseState) []bot.Action {
	switch s {
	case bot.CaseQueued:
		return []bot.Action{bot.ActClaim, bot.ActShow, bot.ActClose}
	case bot.CaseClaimed:
		return []bot.Action{bot.ActAnswer, bot.ActShow, bot.ActRelease, bot.ActTransfer, bot.ActReturn, bot.ActSnooze, bot.ActClose}
	case bot.CaseSnoozed:
		return []bot.Action{bot.ActAnswer, bot.ActShow, bot.ActRelease, bot.ActTransfer, bot.ActReturn, bot.ActClose}
	case bot.CaseClosed:
		return []bot.Action{bot.ActShow, bot.ActReopen}
	}
	return nil
}

// titled is a name with a capital letter.
func titled(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// CardContext is what a card shows besides what the conversation keeps.
type CardContext struct {
	// Words are the first that the person wrote, and Link the address of the conversation where
	// others may read it; empty where there are none.
	Words, Link string
	// Others are the latest cases of the person, which may hold the case itself.
	Others []caselist.Summary
}

const (
	// maxCardWords is how much of the person's words a card shows, in characters, and beforeCase
	// how long before the case they may have been written.
	maxCardWords = 200
	beforeCase   = 24 * time.Hour
)

// FirstWords returns what a person wrote first about the problem of the conversation's case.
func FirstWords(c bot.Conversation, entries []bot.Entry) string {
	opened := time.Time{}
	for _, e := range entries {
		if c.Case != nil && e.Turn == c.Case.Opened {
			opened = e.At
		}
	}
	for _, e := range entries {
		said := e.Kind == bot.EntryMessage || e.Kind == bot.EntryEdited
		if words, _ := redact.Redact(e.Text); said && words != "" && !e.At.After(opened) && opened.Sub(e.At) <= beforeCase {
			list := []rune(strings.Join(strings.Fields(words), " "))
			if len(list) > maxCardWords {
				return string(list[:maxCardWords]) + "…"
			}
			return string(list)
		}
	}
	return ""
}

func (m Manager) cardFields(v i18n.Localizer, d *bot.Desk, c bot.Conversation, about CardContext) []content.Field {
	var fields []content.Field
	add := func(key, value string) {
		if value != "" {
			fields = append(fields, content.Field{Name: v.Label(key), Value: value})
		}
	}
	cs, s := c.Case, c.Now
	add("card.status", status(v, d, cs))
	if about.Words != "" && cs.Active() {
		add("card.words", "«"+about.Words+"»")
	}
	add("card.codes", m.codeList(v, s))
	if a, ok := m.Knowledge.Article(s.Article); ok && s.Code == 0 {
		add("card.problem", reply.Plain(v.In(a.Title)))
	}
	add("card.known", m.factList(v, s))
	add("card.tried", m.triedList(v, s))
	add("card.outage", problemList(c))
	others := m.otherCases(v, d, cs.Number, about.Others)
	add("card.others", others)
	if cs.Before > 0 && others == "" {
		add("card.before", "#"+i18n.Number(cs.Before).Text)
	}
	if cs.Rating > 0 {
		rating := reply.Plain(v.Say("card.rating.of", i18n.Args{"n": i18n.Number(cs.Rating), "of": i18n.Number(maxStars)}))
		if cs.Comment != "" {
			rating += " · " + cs.Comment
		}
		add("card.rating", rating)
	}
	return fields
}

// status tells how a case stands.
func status(v i18n.Localizer, d *bot.Desk, c *bot.Case) string {
	at := func(t time.Time) content.Span {
		return v.Moment(d.Local(t))
	}
	a := i18n.Args{"agent": i18n.Text(c.Agent.Shown())}
	key := "card.status." + string(c.State)
	switch c.State {
	case bot.CaseQueued:
		a["since"] = at(c.QueuedAt)
	case bot.CaseClosed:
		a["since"] = at(c.Closed)
		why := v.Label("closing." + string(c.Closing))
		if c.Note != "" {
			why += " – " + c.Note
		}
		a["why"] = i18n.Text(why)
	case bot.CaseSnoozed:
		if !c.Until.IsZero() { // an earlier version did not keep it
			key, a["when"] = "card.status.until", at(c.Until)
		}
	case bot.CaseClaimed:
	}
	return reply.Plain(v.Say(key, a))
}

// codeList holds the codes in the order in which they appeared, with what the last
// one means.
func (m Manager) codeList(v i18n.Localizer, s bot.Situation) string {
	codes := make([]string, len(s.Trail))
	for i, c := range s.Trail {
		codes[i] = c.String()
	}
	if s.Skipped > 0 && len(codes) > 0 {
		codes = slices.Insert(codes, 1, "… ("+i18n.Number(s.Skipped).Text+")")
	}
	list := strings.Join(codes, " → ")
	if n := len(s.Trail); n > 0 {
		if found := m.Knowledge.ByCode(s.Trail[n-1]); len(found) > 0 {
			list += " (" + reply.Plain(v.In(found[0].Title)) + ")"
		}
	}
	return list
}

func (m Manager) factList(v i18n.Localizer, s bot.Situation) string {
	var known []string
	for _, f := range m.Knowledge.Facts() {
		id, ok := s.Facts[f.ID]
		if !ok {
			continue
		}
		value, ok := f.Value(id)
		if !ok {
			continue
		}
		if f.ID == knowledge.FactWindows {
			known = slices.Insert(known, 0, reply.Plain(v.In(value.Label)))
			continue
		}
		known = append(known, reply.Plain(v.In(f.Question))+" "+reply.Plain(v.In(value.Label)))
	}
	return strings.Join(known, " · ")
}

func (m Manager) triedList(v i18n.Localizer, s bot.Situation) string {
	var tried []string
	for _, trial := range s.Tried {
		a, ok := m.Knowledge.Article(trial.Article)
		if !ok {
			continue
		}
		for _, r := range a.Remedies {
			if r.ID != trial.Remedy {
				continue
			}
			mark := " ✗"
			if trial.Helped {
				mark = " ✓"
			}
			tried = append(tried, reply.Plain(v.In(r.Label()))+mark)
		}
	}
	return strings.Join(tried, " · ")
}
