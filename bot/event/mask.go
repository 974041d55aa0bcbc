package event

import (
	"slices"
	"strings"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/internal/cut"
	"aktivering/bot/redact"
)

// Bounds of what is kept of an event.
const (
	// maxText is how much one person can say at once, in bytes: far more than any
	// platform's message.
	maxText = 64 << 10
	// maxName is how long a name or an address may be, in bytes.
	maxName = 2 << 10
	// maxRows is how many rows of a form, or facts told, are kept.
	maxRows = 50
)

// Masked returns what happened with secrets masked in every text of it. Ids that the
// platform gives stay as they are. It is the one gate between the adapters and
// everything that stores, logs or passes on.
func (in Inbound) Masked() Inbound {
	var names masker // a name that holds a secret is no message to be removed
	in.Person.Name = names.text(in.Person.Name)
	in.Person.Locale = names.name(in.Person.Locale)
	if in.Event != nil {
		in.Event = in.Event.masked(&masker{})
	}
	return in
}

// masker masks the texts of one event, and remembers what kind of secrets it met.
type masker struct{ found redact.Secret }

// text masks what somebody wrote, and cuts it to what is kept.
func (m *masker) text(s string) string {
	s, secret := redact.Redact(s)
	m.found = m.found.And(secret)
	return bounded(s)
}

// marked masks a text and what it is written like: where something of the text was masked or
// cut, its marks lie elsewhere, and it is shown in plain letters.
func (m *masker) marked(s string, marks content.Marks) (string, content.Marks) {
	text := m.text(s)
	if text != s {
		return text, nil
	}
	return text, marks[:min(len(marks), content.MaxMarks)]
}

// name masks a short text, and drops one that is too long to be one.
func (m *masker) name(s string) string { return short(m.text(s)) }

// files masks the names of files. A link that holds a secret is replaced by one without
// the file's name, or dropped: nothing else of it could be changed.
func (m *masker) files(files []bot.File) []bot.File {
	files = slices.Clone(files[:min(len(files), bot.MaxFiles)])
	names := make([]string, len(files))
	for i := range files {
		var found redact.Secret
		names[i], found = redact.FileName(files[i].Name)
		m.found = m.found.And(found)
	}
	// A key can be split over several names.
	names, found := redact.Together(names)
	m.found = m.found.And(found)
	for i := range files {
		m.file(&files[i], names[i])
	}
	return files
}

// file masks a file, whose name without secrets is given. Platforms write the name into
// the links in their own way, so that no link stays of a file whose name held one.
func (m *masker) file(f *bot.File, name string) {
	named := name != f.Name
	f.Name, f.Kind = short(bounded(name)), m.name(f.Kind)
	f.URL, f.At = short(f.URL), short(f.At)
	if f.URL != "" && (named || m.inAddress(f.URL)) {
		f.URL = short(f.Nameless)
		if m.inAddress(f.URL) {
			f.URL = ""
		}
		f.Hidden = f.URL == ""
	}
	if named || m.inAddress(f.At) {
		f.On, f.At = "", ""
	}
	f.Nameless = ""
}

func (m *masker) inAddress(address string) bool {
	secret := redact.InAddress(address)
	m.found = m.found.And(secret)
	return secret != redact.SecretNone
}

func (m *masker) holdsSecret(s string) bool {
	_, secret := redact.Redact(s)
	m.found = m.found.And(secret)
	return secret != redact.SecretNone
}

// rows masks the texts of a form, and their names.
func (m *masker) rows(rows map[string]string) map[string]string {
	if rows == nil {
		return nil
	}
	masked := make(map[string]string, min(len(rows), maxRows))
	for id, row := range rows {
		if len(masked) < maxRows {
			masked[m.name(id)] = m.text(row)
		}
	}
	return masked
}

// reply masks the texts of a reply that comes back.
func (m *masker) reply(r bot.Reply) bot.Reply {
	r.Blocks = slices.Clone(r.Blocks)
	for i, b := range r.Blocks {
		switch b := b.(type) {
		case content.Heading:
			r.Blocks[i] = content.Heading{Spans: m.spans(b.Spans)}
		case content.Paragraph:
			r.Blocks[i] = content.Paragraph{Spans: m.spans(b.Spans)}
		case content.Note:
			r.Blocks[i] = content.Note{Spans: m.spans(b.Spans)}
		case content.Code:
			r.Blocks[i] = content.Code{Text: m.text(b.Text)}
		case content.Steps:
			items := make([][]content.Span, len(b.Items))
			for j, item := range b.Items {
				items[j] = m.spans(item)
			}
			r.Blocks[i] = content.Steps{Items: items, Start: b.Start}
		case content.Fields:
			items := slices.Clone(b.Items)
			for j := range items {
				items[j] = content.Field{Name: m.text(items[j].Name), Value: m.text(items[j].Value)}
			}
			r.Blocks[i] = content.Fields{Items: items}
		}
	}
	r.Choices = slices.Clone(r.Choices)
	for i := range r.Choices {
		r.Choices[i].Label = m.text(r.Choices[i].Label)
	}
	r.Search, r.Form, r.Calls = m.name(r.Search), m.name(r.Form), m.name(r.Calls)
	if r.Files != nil {
		r.Files = m.files(r.Files)
	}
	return r
}

func (m *masker) spans(spans []content.Span) []content.Span {
	spans = slices.Clone(spans)
	for i := range spans {
		spans[i].Text = m.text(spans[i].Text)
		if m.holdsSecret(spans[i].URL) {
			spans[i].URL = ""
		}
	}
	return spans
}

func (m *masker) sendReply(s bot.SendReply) bot.SendReply {
	s.Reply = m.reply(s.Reply)
	return s
}

// Below, each event says which of its fields hold text.

func (e Started) masked(m *masker) Event {
	e.Language = bot.Lang(m.name(string(e.Language)))
	return e
}

func (e Message) masked(m *masker) Event { return e.maskedMessage(m) }

func (e Message) maskedMessage(m *masker) Message {
	e.Text, e.Marks = m.marked(e.Text, e.Marks)
	e.Files = m.files(e.Files)
	e.Language, e.Facts = bot.Lang(m.name(string(e.Language))), m.rows(e.Facts)
	e.Secret = e.Secret.And(m.found)
	return e
}

func (e MessageEdited) masked(m *masker) Event { return MessageEdited{e.Now.maskedMessage(m)} }

func (e MessageDeleted) masked(*masker) Event { return e }

func (e ChoicePicked) masked(m *masker) Event { return e.maskedChoice(m) }

func (e ChoicePicked) maskedChoice(m *masker) ChoicePicked {
	e.Choice = bot.ChoiceID(m.name(string(e.Choice)))
	return e
}

func (e FormSubmitted) masked(m *masker) Event {
	e.ChoicePicked, e.Rows = e.maskedChoice(m), m.rows(e.Rows)
	e.Secret = e.Secret.And(m.found)
	return e
}

func (e AgentAction) masked(m *masker) Event {
	var names masker
	e.Agent.Name = names.text(e.Agent.Name)
	e.Colleagues = slices.Clone(e.Colleagues)
	for i := range e.Colleagues {
		e.Colleagues[i].Name = names.text(e.Colleagues[i].Name)
	}
	e.Act, e.Closing = bot.Action(m.name(string(e.Act))), bot.Closing(m.name(string(e.Closing)))
	e.Why, e.Unclear = bot.Denial(m.name(string(e.Why))), m.name(e.Unclear)
	e.Text, e.Marks = m.marked(e.Text, e.Marks)
	e.Files = m.files(e.Files)
	e.Secret = e.Secret.And(m.found)
	return e
}

func (e Typing) masked(m *masker) Event {
	e.Choice = bot.ChoiceID(m.name(string(e.Choice)))
	return e
}

func (e CardPosted) masked(*masker) Event { return e }

func (e QueueMoved) masked(*masker) Event { return e }

func (e DeskMoved) masked(*masker) Event { return e }

func (e PersonForgotten) masked(*masker) Event { return e }

func (e AnswerRetracted) masked(*masker) Event { return e }

func (e ProblemChanged) masked(m *masker) Event {
	p := &e.Problem
	p.Text, p.Note = m.text(p.Text), m.text(p.Note)
	p.By.Name, p.Article = m.name(p.By.Name), m.name(p.Article)
	p.ID, p.End = m.name(p.ID), bot.ProblemEnd(m.name(string(p.End)))
	return e
}

func (e BlockChanged) masked(m *masker) Event {
	b := &e.Block
	b.Name, b.Reason, b.By.Name = m.name(b.Name), m.text(b.Reason), m.name(b.By.Name)
	return e
}

func (e AgentSeen) masked(m *masker) Event {
	e.Agent.Name = m.name(e.Agent.Name)
	return e
}

func (e BurstSeen) masked(*masker) Event { return e }

func (e TimerFired) masked(*masker) Event { return e }

func (e DeliveryFailed) masked(m *masker) Event {
	e.Effect, e.Fault = m.sendReply(e.Effect), Fault(m.name(string(e.Fault)))
	return e
}

func (e ReplyOutgrown) masked(m *masker) Event {
	e.Effect = m.sendReply(e.Effect)
	return e
}

func (e AttachmentFailed) masked(m *masker) Event {
	e.Effect, e.File, e.Why = m.sendReply(e.Effect), m.text(e.File), CopyFault(m.name(string(e.Why)))
	return e
}

// short drops what is too long to be a name or an address.
func short(s string) string {
	if len(s) > maxName {
		return ""
	}
	return s
}

// bounded cuts a text that is too long, between two characters, and makes it one that
// can be stored.
func bounded(text string) string {
	return cut.Bytes(strings.ToValidUTF8(text, "\uFFFD"), maxText)
}
