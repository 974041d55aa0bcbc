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
)

// Speaker tells who a line of a transcript is from, and whom it reached.
type Speaker string

// The speakers.
const (
	SpeakerPerson Speaker = "person"
	SpeakerBot    Speaker = "bot"
	SpeakerAgent  Speaker = "agent" // the person was shown it
	SpeakerNote   Speaker = "note"  // only the agents were
	SpeakerEvent  Speaker = "event" // somebody did something, or something happened
)

// Line is one line of a conversation, as agents are shown it.
type Line struct {
	Turn int
	At   time.Time
	From Speaker
	// Who said or did it, and Words are what they said, masked; of the bot and of an answer in
	// short.
	Who, Words string
	// Reply is all that the bot or an agent said, without the name before it; nil of others.
	Reply *bot.Reply
	// Status tells what became of the reply.
	Status bot.Status
	// Act is what an agent did, Agent who that was, and Said their words, of an event.
	Act         bot.Action
	Agent, Said string
	// Message is the one that was said, where it can be changed or taken back.
	Message bot.MessageID
}

// Lines returns a conversation as agents are shown it, oldest first, in the language of v.
func (m Manager) Lines(v i18n.Localizer, c bot.Conversation, entries []bot.Entry) []Line {
	lines := make([]Line, 0, len(entries))
	for _, e := range entries {
		line := m.line(v, c, e)
		line.Words, _ = redact.Redact(line.Words) // an earlier version masked less
		line.Said, _ = redact.Redact(line.Said)
		if line.Words != "" {
			line.Turn, line.At, line.Message = e.Turn, e.At, e.Message
			lines = append(lines, line)
		}
	}
	return lines
}

// maxLines bounds how much of a conversation is shown at once.
const maxLines = 200

// Transcript returns a conversation as the desk is shown it, oldest first.
func (m Manager) Transcript(c bot.Conversation, entries []bot.Entry) bot.Reply {
	v, d := m.AgentLocalizer(c), m.Desks.Of(c.Case)
	r := bot.Reply{Turn: c.Turn, Files: before(c.Case, c.Pictures)}
	if d == nil {
		return r
	}
	if extra := len(entries) - maxLines; extra > 0 {
		entries = entries[extra:]
		r.Blocks = append(r.Blocks, content.Note{Spans: v.Say("transcript.cut", i18n.Args{"n": i18n.Number(extra)})})
	}
	for _, line := range m.Lines(v, c, entries) {
		clock := d.Local(line.At).Format("15.04") + " "
		r.Blocks = append(r.Blocks, content.Paragraph{Spans: []content.Span{i18n.Text(clock), {Text: line.Who + ":", Kind: content.Strong}, i18n.Text(" " + name.Indent(line.Words))}})
	}
	if len(r.Blocks) == 0 {
		r.Blocks = append(r.Blocks, v.Paragraph("transcript.empty", nil))
	}
	return r
}

// before are the pictures that came before a case was opened: those that come later are relayed.
func before(k *bot.Case, pictures []bot.File) []bot.File {
	if k == nil {
		return pictures
	}
	return slices.DeleteFunc(slices.Clone(pictures), func(f bot.File) bool { return f.Turn > k.Opened })
}

// line is who said or did what, of one entry; no words are nothing to show.
func (m Manager) line(v i18n.Localizer, c bot.Conversation, e bot.Entry) Line {
	person := Line{From: SpeakerPerson, Who: v.WithRole("role.person", named(c, v)), Words: e.Text}
	switch e.Kind {
	case bot.EntryMessage, bot.EntryChoice:
		return person
	case bot.EntryEdited:
		person.Who = v.WithRole("role.person.edited", named(c, v))
		return person
	case bot.EntryDeleted:
		person.Words = v.Label("transcript.deleted")
		return person
	case bot.EntryErased, bot.EntryReplaced:
		if e.Text != "" {
			person.From, person.Who = SpeakerEvent, v.WithRole("role.agent", e.Text)
		}
		person.Words = v.Label("transcript." + string(e.Kind))
		return person
	case bot.EntryReplied:
		return botReply(v, e)
	case bot.EntryDeliveryFailed:
		return Line{From: SpeakerEvent, Who: v.Label("transcript.bot"), Words: v.Label("fault." + e.Text)}
	default: // an act, or nothing that was said
	}
	act, ok := strings.CutPrefix(string(e.Kind), string(bot.EntryAction))
	if !ok {
		return Line{}
	}
	name, said, _ := strings.Cut(e.Text, "\n")
	agent := v.WithRole("role.agent", name)
	switch bot.Action(act) {
	case bot.ActArticle:
		return Line{From: SpeakerEvent, Who: v.WithRole("role.agent.article", name), Words: said, Act: bot.ActArticle, Agent: name, Said: said}
	case bot.ActNote, bot.ActUnmark:
		return Line{From: SpeakerNote, Who: v.WithRole("role.agent.note", name), Words: said}
	case bot.ActRemark:
		return Line{From: SpeakerNote, Who: v.WithRole("role.remark", name), Words: said}
	case bot.ActAmend:
		return Line{From: SpeakerAgent, Who: v.WithRole("role.agent.edited", name), Words: said}
	case bot.ActRetract:
		return Line{From: SpeakerEvent, Who: agent, Words: v.Label("transcript.deleted"), Act: bot.ActRetract, Agent: name}
	case bot.ActAnswer, bot.ActCanned, bot.ActShow, bot.ActHelp, bot.ActDenied:
		return Line{} // what was shown of it stands for itself, or nothing was done
	default:
		return Line{From: SpeakerEvent, Who: agent, Words: strings.TrimSpace(v.Label("act."+act) + " " + said), Act: bot.Action(act), Agent: name, Said: said}
	}
}

// botReply is what the bot said, in short: its first words, and what it asked.
func botReply(v i18n.Localizer, e bot.Entry) Line {
	if e.Reply == nil {
		return Line{}
	}
	line, r := Line{From: SpeakerBot, Who: v.Label("transcript.bot"), Status: e.Status}, *e.Reply
	if signature, rest, ok := r.Unsigned(); ok {
		// The role stands there in the language of the person, or not at all.
		line.From, line.Who, r = SpeakerAgent, v.WithRole("role.agent", cmp.Or(name.Clean(signature), v.Label("handoff.team"))), rest
	}
	line.Words = reply.WordsOf(r)
	if r.Erased {
		line.Words = v.Label("transcript.removed")
		return line
	}
	line.Reply = &r
	if e.Status == bot.Failed || e.Status == bot.Dropped {
		line.Words += " (" + v.Label("transcript.not-shown") + ")"
	}
	return line
}
