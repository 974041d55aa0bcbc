package bot

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"aktivering/knowledge"
)

// Card returns what the desk is shown of a case: who and where, what is known, how
// it stands, and what can be done. from is where the person is.
func (m DeskMind) Card(c Conversation, from Address) Reply {
	v := deskVoice(m.Desk, m.Knowledge)
	matter := c.Case
	if matter == nil {
		return Reply{}
	}
	key := "card.title"
	if matter.State == CaseQueued {
		key = "card.title.new"
	}
	title := v.say(key, args{"number": count(matter.Number), "name": text(named(c, v)), "platform": text(titled(string(from.Platform))), "language": text(nameOf(c.Language))})
	blocks := []Block{Heading{title}, Fields{m.cardFields(v, c)}}
	if matter.active() {
		blocks = append(blocks, Note{v.say(m.Desk.rule(), args{"name": text(named(c, v))})})
	}
	r := Reply{Blocks: blocks, Turn: c.Turn}
	for _, act := range actsIn(matter.State) {
		r.Choices = append(r.Choices, deskChoice(v, act))
	}
	return r
}

// actsIn are the acts that are offered in a state.
func actsIn(s CaseState) []Act {
	switch s {
	case CaseQueued:
		return []Act{ActClaim, ActShow, ActClose}
	case CaseClaimed:
		return []Act{ActAnswer, ActShow, ActRelease, ActTransfer, ActReturn, ActSnooze, ActClose}
	case CaseSnoozed:
		return []Act{ActAnswer, ActShow, ActRelease, ActTransfer, ActReturn, ActClose}
	case CaseClosed:
		return []Act{ActShow, ActReopen}
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

func (m DeskMind) cardFields(v voice, c Conversation) []Field {
	var fields []Field
	add := func(key, value string) {
		if value != "" {
			fields = append(fields, Field{v.label(key), value})
		}
	}
	matter, s := c.Case, c.Now
	add("card.status", m.status(v, matter))
	add("card.codes", m.codeList(v, s))
	if a, ok := m.Knowledge.Article(s.Article); ok && s.Code == 0 {
		add("card.problem", plain(v.in(a.Title)))
	}
	add("card.known", m.factList(v, s))
	add("card.tried", m.triedList(v, s))
	if matter.Before > 0 {
		add("card.before", "#"+count(matter.Before).Text)
	}
	if matter.Rating > 0 {
		rating := plain(v.say("card.rating.of", args{"n": count(matter.Rating), "of": count(mostStars)}))
		if matter.Comment != "" {
			rating += " · " + matter.Comment
		}
		add("card.rating", rating)
	}
	return fields
}

// status tells how a case stands.
func (m DeskMind) status(v voice, c *Case) string {
	at := func(t time.Time) Span {
		t = m.Desk.local(t)
		if v.lang == knowledge.English {
			return text(t.Format("2 Jan, 15:04"))
		}
		return text(t.Format("2.1. 15.04"))
	}
	a := args{"agent": text(c.Agent.shown())}
	switch c.State {
	case CaseQueued:
		a["since"] = at(c.Since)
	case CaseClosed:
		a["since"] = at(c.Closed)
		why := v.label("closing." + string(c.Closing))
		if c.Note != "" {
			why += " – " + c.Note
		}
		a["why"] = text(why)
	case CaseClaimed, CaseSnoozed:
	}
	return plain(v.say("card.status."+string(c.State), a))
}

// codeList holds the codes in the order in which they appeared, with what the last
// one means.
func (m DeskMind) codeList(v voice, s Situation) string {
	codes := make([]string, len(s.Trail))
	for i, c := range s.Trail {
		codes[i] = c.String()
	}
	if s.Skipped > 0 && len(codes) > 0 {
		codes = slices.Insert(codes, 1, "… ("+count(s.Skipped).Text+")")
	}
	list := strings.Join(codes, " → ")
	if n := len(s.Trail); n > 0 {
		if found := m.Knowledge.ByCode(s.Trail[n-1]); len(found) > 0 {
			list += " (" + plain(v.in(found[0].Title)) + ")"
		}
	}
	return list
}

func (m DeskMind) factList(v voice, s Situation) string {
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
			known = slices.Insert(known, 0, plain(v.in(value.Label)))
			continue
		}
		known = append(known, plain(v.in(f.Question))+" "+plain(v.in(value.Label)))
	}
	return strings.Join(known, " · ")
}

func (m DeskMind) triedList(v voice, s Situation) string {
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
			tried = append(tried, plain(v.in(r.Title))+mark)
		}
	}
	return strings.Join(tried, " · ")
}

// mostLines bounds how much of a conversation is shown at once.
const mostLines = 200

// Transcript returns a conversation as the desk is shown it, oldest first.
func (m DeskMind) Transcript(c Conversation, entries []Entry) Reply {
	v := deskVoice(m.Desk, m.Knowledge)
	r := Reply{Turn: c.Turn, Files: c.Pictures}
	if extra := len(entries) - mostLines; extra > 0 {
		entries = entries[extra:]
		r.Blocks = append(r.Blocks, Note{v.say("transcript.cut", args{"n": count(extra)})})
	}
	for _, e := range entries {
		who, words := m.line(v, c, e)
		words, _ = Redact(words) // an earlier version masked less
		if words == "" {
			continue
		}
		clock := m.Desk.local(e.At).Format("15.04") + " "
		r.Blocks = append(r.Blocks, Paragraph{[]Span{text(clock), {Text: who + ":", Kind: Strong}, text(" " + indented(words))}})
	}
	if len(r.Blocks) == 0 {
		r.Blocks = append(r.Blocks, v.para("transcript.empty", nil))
	}
	return r
}

// line is who said or did what, of one entry; no words are nothing to show.
func (m DeskMind) line(v voice, c Conversation, e Entry) (who, words string) {
	person := v.as("role.person", named(c, v))
	switch e.Kind {
	case EntrySaid, EntryPicked:
		return person, e.Text
	case EntryEdited:
		return v.as("role.person.edited", named(c, v)), e.Text
	case EntryDeleted:
		return person, v.label("transcript.deleted")
	case EntryErased, EntryReplaced:
		if e.Text != "" {
			person = v.as("role.agent", e.Text)
		}
		return person, v.label("transcript." + string(e.Kind))
	case EntryReplied:
		return botReply(v, e)
	case EntryUndelivered:
		return v.label("transcript.bot"), v.label("fault." + e.Text)
	default: // an act, or nothing that was said
	}
	act, ok := strings.CutPrefix(string(e.Kind), string(EntryActed))
	if !ok {
		return person, ""
	}
	name, said, _ := strings.Cut(e.Text, "\n")
	agent := v.as("role.agent", name)
	switch Act(act) {
	case ActNote, ActArticle:
		return v.as("role.agent."+act, name), said
	case ActRemark:
		return v.as("role.remark", name), said
	case ActUnmark:
		return v.as("role.agent.note", name), said
	case ActAmend:
		return v.as("role.agent.edited", name), said
	case ActRetract:
		return agent, v.label("transcript.deleted")
	case ActAnswer, ActCanned, ActShow, ActHelp, ActDenied:
		return agent, "" // what was shown of it stands for itself, or nothing was done
	default:
		return agent, strings.TrimSpace(v.label("act."+act) + " " + said)
	}
}

// botReply is what the bot said, in short: its first words, and what it asked.
func botReply(v voice, e Entry) (who, words string) {
	if e.Reply == nil {
		return "", ""
	}
	who, r := v.label("transcript.bot"), *e.Reply
	if signature, rest, ok := unsigned(r); ok {
		// The role stands there in the language of the person, or not at all.
		who, r = v.as("role.agent", cmp.Or(cleanName(signature), v.label("handoff.team"))), rest
	}
	words = wordsOf(r)
	if r.Erased {
		return who, v.label("transcript.removed")
	}
	if e.Fate == Failed || e.Fate == Dropped {
		words += " (" + v.label("transcript.not-shown") + ")"
	}
	return who, words
}

// unsigned takes the name off what an agent said, as said put it there.
func unsigned(r Reply) (who string, rest Reply, ok bool) {
	if len(r.Blocks) == 0 {
		return "", r, false
	}
	p, ok := r.Blocks[0].(Paragraph)
	if !ok || len(p.Spans) < 2 || p.Spans[0].Kind != Strong {
		return "", r, false
	}
	who, ok = strings.CutSuffix(p.Spans[0].Text, ":")
	r.Blocks = append([]Block{Paragraph{p.Spans[1:]}}, r.Blocks[1:]...)
	return who, r, ok
}
