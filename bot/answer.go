package bot

import (
	"cmp"
	"slices"
	"strings"

	"aktivering/bot/match"
	"aktivering/knowledge"
)

// Options are what is known beside the text of a single question.
type Options struct {
	// Language is what to answer in; empty means the language of the text.
	Language knowledge.Lang
	// Locale is what is known of the person's language, as in Person.
	Locale string
	// Told are facts by id, such as {"windows": "10"}.
	Told map[string]string
	// Short asks for no more than the first reply of a conversation.
	Short bool
}

// Answer answers a single question, without a conversation: everything
// documented that still applies, with every remedy, note and exception, the
// sources and the follow-up questions. It also returns what was understood.
func (m Mind) Answer(question string, o Options) (Reply, match.Result) {
	masked, secret := Redact(question)
	t := m.turn(Conversation{}, Inbound{Person: Person{Locale: o.Locale}})
	t.full = !o.Short
	t.said(Said{Text: masked, Addressed: true, Secret: secret, Language: o.Language, Told: o.Told})
	reply := Reply{Turn: t.c.Turn}
	for _, e := range t.effects {
		if say, ok := e.(Say); ok {
			reply.Blocks = append(reply.Blocks, say.Reply.Blocks...)
			reply.Choices = say.Reply.Choices
		}
	}
	return reply, t.r
}

// whole is everything documented that still applies, and what it also depends
// on beside the question that follows.
func (t *turn) whole(v voice, g guide) []Block {
	blocks := t.opening(v, g)
	remedies := g.left(g.s.Facts)
	for _, r := range remedies {
		blocks = append(blocks, v.remedy(r, g.s.Facts)...)
	}
	if _, assumed := g.windows(g.s.Facts); assumed {
		blocks = append(blocks, v.otherVersions(g.article, remedies)...)
	}
	g.s.Shown, g.s.Brief = idsOf(remedies), nil
	var questions [][]Span
	for _, id := range g.article.Questions {
		f, ok := g.kb.Fact(id)
		if ok && id != g.s.Question && !g.s.settled(id) && g.gain(f).changes > 0 {
			questions = append(questions, v.in(f.Question))
		}
	}
	if len(questions) > 0 {
		depends := v.say("depends", nil)
		for _, q := range questions {
			depends = append(append(depends, text(" ")), q...)
		}
		blocks = append(blocks, Paragraph{depends})
	}
	return append(blocks, g.sources(v, remedies)...)
}

// otherVersions says what the labels and menu paths of the remedies are called in
// the other versions of Windows that the article is for.
func (v voice) otherVersions(a *knowledge.Article, remedies []*knowledge.Remedy) []Block {
	var blocks []Block
	for _, version := range a.Windows {
		if version == v.windows {
			continue
		}
		other := newVoice(v.kb, v.lang, version)
		spans := v.say("windows.other", args{"version": text(version)})
		n := len(spans)
		for _, name := range v.varying(remedies) {
			if len(spans) > n {
				spans = append(spans, text(", "))
			} else {
				spans = append(spans, text(" "))
			}
			spans = append(spans, other.spans(name, nil)...)
		}
		if len(spans) > n {
			blocks = append(blocks, Note{append(spans, text("."))})
		}
	}
	return blocks
}

// varying returns the names of labels and paths in the remedies whose words
// differ between versions of Windows, as they stand in the texts: {activation}.
func (v voice) varying(remedies []*knowledge.Remedy) []string {
	var names []string
	for _, r := range remedies {
		for _, step := range r.Steps.In(v.lang) {
			for step != "" {
				_, rest, _ := strings.Cut(step, "{")
				name, after, _ := strings.Cut(rest, "}")
				step = after
				name = "{" + name + "}"
				if v.kb.Varies(name) && v.spans(name, nil)[0].Kind == Label && !slices.Contains(names, name) {
					names = append(names, name)
				}
			}
		}
	}
	return names
}

// NotKept is what a person is told whose words could not be saved, in a language
// that is known or in bokmål.
func (m Mind) NotKept(l Lang) Reply {
	return Reply{Blocks: []Block{newVoice(m.Knowledge, cmp.Or(l, knowledge.Bokmal), "").para("not-kept", nil)}}
}
