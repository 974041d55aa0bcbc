package desk

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/i18n"
	"aktivering/bot/name"
	"aktivering/bot/redact"
	"aktivering/bot/reply"
	"aktivering/knowledge"
)

// Card returns what the desk is shown of a case: who and where, what is known, how
// it stands, and what can be done. from is where the person is.
func (m Manager) Card(c bot.Conversation, from bot.Address) bot.Reply {
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
	blocks := []content.Block{content.Heading{Spans: title}, content.Fields{Items: m.cardFields(v, d, c)}}
	if cs.Active() {
		blocks = append(blocks, content.Note{Spans: v.Say(d.RuleKey(), i18n.Args{"name": i18n.Text(named(c, v))})})
	}
	r := bot.Reply{Blocks: blocks, Turn: c.Turn}
	for _, act := range actsIn(cs.State) {
		r.Choices = append(r.Choices, deskChoice(v, act))
	}
	return r
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

func (m Manager) cardFields(v i18n.Localizer, d *bot.Desk, c bot.Conversation) []content.Field {
	var fields []content.Field
	add := func(key, value string) {
		if value != "" {
			fields = append(fields, content.Field{Name: v.Label(key), Value: value})
		}
	}
	cs, s := c.Case, c.Now
	add("card.status", status(v, d, cs))
	add("card.codes", m.codeList(v, s))
	if a, ok := m.Knowledge.Article(s.Article); ok && s.Code == 0 {
		add("card.problem", reply.Plain(v.In(a.Title)))
	}
	add("card.known", m.factList(v, s))
	add("card.tried", m.triedList(v, s))
	if cs.Before > 0 {
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
	case bot.CaseClaimed, bot.CaseSnoozed:
	}
	return reply.Plain(v.Say("card.status."+string(c.State), a))
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

// maxLines bounds how much of a conversation is shown at once.
const maxLines = 200

// Transcript returns a conversation as the desk is shown it, oldest first.
func (m Manager) Transcript(c bot.Conversation, entries []bot.Entry) bot.Reply {
	v, d := m.AgentLocalizer(c), m.Desks.Of(c.Case)
	r := bot.Reply{Turn: c.Turn, Files: c.Pictures}
	if d == nil {
		return r
	}
	if extra := len(entries) - maxLines; extra > 0 {
		entries = entries[extra:]
		r.Blocks = append(r.Blocks, content.Note{Spans: v.Say("transcript.cut", i18n.Args{"n": i18n.Number(extra)})})
	}
	for _, e := range entries {
		who, words := m.line(v, c, e)
		words, _ = redact.Redact(words) // an earlier version masked less
		if words == "" {
			continue
		}
		clock := d.Local(e.At).Format("15.04") + " "
		r.Blocks = append(r.Blocks, content.Paragraph{Spans: []content.Span{i18n.Text(clock), {Text: who + ":", Kind: content.Strong}, i18n.Text(" " + name.Indent(words))}})
	}
	if len(r.Blocks) == 0 {
		r.Blocks = append(r.Blocks, v.Paragraph("transcript.empty", nil))
	}
	return r
}

// line is who said or did what, of one entry; no words are nothing to show.
func (m Manager) line(v i18n.Localizer, c bot.Conversation, e bot.Entry) (who, words string) {
	person := v.WithRole("role.person", named(c, v))
	switch e.Kind {
	case bot.EntryMessage, bot.EntryChoice:
		return person, e.Text
	case bot.EntryEdited:
		return v.WithRole("role.person.edited", named(c, v)), e.Text
	case bot.EntryDeleted:
		return person, v.Label("transcript.deleted")
	case bot.EntryErased, bot.EntryReplaced:
		if e.Text != "" {
			person = v.WithRole("role.agent", e.Text)
		}
		return person, v.Label("transcript." + string(e.Kind))
	case bot.EntryReplied:
		return botReply(v, e)
	case bot.EntryDeliveryFailed:
		return v.Label("transcript.bot"), v.Label("fault." + e.Text)
	default: // an act, or nothing that was said
	}
	act, ok := strings.CutPrefix(string(e.Kind), string(bot.EntryAction))
	if !ok {
		return person, ""
	}
	name, said, _ := strings.Cut(e.Text, "\n")
	agent := v.WithRole("role.agent", name)
	switch bot.Action(act) {
	case bot.ActNote, bot.ActArticle:
		return v.WithRole("role.agent."+act, name), said
	case bot.ActRemark:
		return v.WithRole("role.remark", name), said
	case bot.ActUnmark:
		return v.WithRole("role.agent.note", name), said
	case bot.ActAmend:
		return v.WithRole("role.agent.edited", name), said
	case bot.ActRetract:
		return agent, v.Label("transcript.deleted")
	case bot.ActAnswer, bot.ActCanned, bot.ActShow, bot.ActHelp, bot.ActDenied:
		return agent, "" // what was shown of it stands for itself, or nothing was done
	default:
		return agent, strings.TrimSpace(v.Label("act."+act) + " " + said)
	}
}

// botReply is what the bot said, in short: its first words, and what it asked.
func botReply(v i18n.Localizer, e bot.Entry) (who, words string) {
	if e.Reply == nil {
		return "", ""
	}
	who, r := v.Label("transcript.bot"), *e.Reply
	if signature, rest, ok := r.Unsigned(); ok {
		// The role stands there in the language of the person, or not at all.
		who, r = v.WithRole("role.agent", cmp.Or(name.Clean(signature), v.Label("handoff.team"))), rest
	}
	words = reply.WordsOf(r)
	if r.Erased {
		return who, v.Label("transcript.removed")
	}
	if e.Status == bot.Failed || e.Status == bot.Dropped {
		words += " (" + v.Label("transcript.not-shown") + ")"
	}
	return who, words
}
