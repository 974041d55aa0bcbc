package gaps

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"aktivering/knowledge"
	"aktivering/knowledge/fold"
)

// Topic is what an article is to be drafted about.
type Topic struct {
	// Code is 0 of a question.
	Code  knowledge.Code
	Texts []Text
	Tally
	// Title and Meaning are what an editor wrote in the language In; empty where nobody did.
	Title, Meaning string
	In             knowledge.Lang
	// Decoded is what is known of the code, in words.
	Decoded string
	// Aside tells that it was asked beside the remedies.
	Aside bool
}

// The bounds of a draft.
const (
	maxSymptoms = 12
	maxSymptom  = 100 // characters; a longer text stands in a comment
	maxIDWords  = 3
	maxID       = 30
)

// Draft writes an article that is not finished: what is known stands in it, and what has to be
// written is empty, with a comment that says what belongs there. taken reports an id that is in
// use.
func Draft(kb *knowledge.Base, t Topic, now time.Time, taken func(id string) bool) (id string, text string) {
	id = idOf(kb, t, taken)
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("# yaml-language-server: $schema=../../article.schema.json")
	if t.Count > 0 {
		line("# A draft, written by `aktivering knowledge gaps` on %s: %s, last on %s.", now.Format(time.DateOnly), t.said(), t.Last.Format(time.DateOnly))
	} else {
		line("# A draft, begun on %s.", now.Format(time.DateOnly))
	}
	line("# It belongs in a file called %s.yaml. It answers nobody until the line `status` is taken away;", id)
	line("# `aktivering knowledge lint` says what it lacks.")
	line("status: draft")
	line("id: %s", strconv.Quote(id))
	kinds := "[symptom]"
	switch {
	case t.Code != 0:
		line("codes: [%s]", strconv.Quote(t.Code.String()))
		if t.Decoded != "" {
			line("# What is known of the code: %s", comment(t.Decoded))
		}
		kinds = "[error, symptom]"
	case t.Aside:
		kinds = "[how-to, may-i, what-is, what-if]"
	}
	line("# Which kinds of message it answers: error, symptom, how-to, may-i, what-is, what-if.")
	line("kinds: %s", kinds)
	line("windows: %s", windows(kb))
	line("# What the problem is, in a few words, in each language.")
	line("title:")
	t.languages(&b, kb, t.Title)
	t.symptoms(&b, kb)
	line("# What has happened, in a sentence or two, in your own words.")
	line("meaning:")
	t.languages(&b, kb, t.Meaning)
	line("# The documented ways out, the likeliest first. For each: id, title, steps (as many in every language)")
	line("# and sources; `when` says in which situation it applies. An example is any other article.")
	line("remedies:")
	line("# The facts that may be asked about here, such as [windows, has_key].")
	line("questions: []")
	line("# What it was read in: id, document (of pack.yaml), heading, and windows where it is about one version.")
	line("sources:")
	return id, b.String()
}

func (t Topic) said() string {
	messages, people := "1 message", "1 person"
	if t.Count != 1 {
		messages = strconv.Itoa(t.Count) + " messages"
	}
	if t.People != 1 {
		people = strconv.Itoa(t.People) + " people"
	}
	return messages + " of " + people
}

// languages writes a text for each language: it is empty but in that of the editor.
func (t Topic) languages(b *strings.Builder, kb *knowledge.Base, text string) {
	for _, l := range kb.Languages().IDs() {
		if l == t.In && text != "" {
			fmt.Fprintf(b, "  %s: %s\n", l, strconv.Quote(text))
			continue
		}
		fmt.Fprintf(b, "  %s:\n", l)
	}
}

func windows(kb *knowledge.Base) string {
	var versions []string
	if fact, ok := kb.Fact(knowledge.FactWindows); ok {
		for _, v := range fact.Values {
			versions = append(versions, strconv.Quote(v.ID))
		}
	}
	return "[" + strings.Join(versions, ", ") + "]"
}

// symptoms writes what people wrote, by language: short texts as symptoms, longer ones as
// comments.
func (t Topic) symptoms(b *strings.Builder, kb *knowledge.Base) {
	b.WriteString("# What people say when they have this, in their words: some in each language.\n")
	if t.Count > 0 {
		b.WriteString("# These were written by people, masked: make them general, leave out what could tell who wrote it,\n" +
			"# and what is about something else.\n")
	}
	var long []string
	seen := make(map[string]bool)
	by := make(map[knowledge.Lang][]string)
	ids := kb.Languages().IDs()
	for _, text := range t.Texts[:min(len(t.Texts), maxSymptoms)] {
		l := text.Language
		if !slices.Contains(ids, l) {
			l = knowledge.DefaultLang
		}
		key := keyOf(text.Text)
		switch {
		case seen[key] || key == "" || key == fold.Text(t.Code.String()): // the code alone is no symptom
		case utf8.RuneCountInString(text.Text) > maxSymptom:
			long = append(long, text.Text)
		default:
			by[l] = append(by[l], text.Text)
		}
		seen[key] = true
	}
	for _, text := range long {
		fmt.Fprintf(b, "#   %s\n", comment(text))
	}
	b.WriteString("symptoms:\n")
	for _, l := range ids {
		if len(by[l]) == 0 {
			fmt.Fprintf(b, "  %s: []\n", l)
			continue
		}
		fmt.Fprintf(b, "  %s:\n", l)
		for _, text := range by[l] {
			fmt.Fprintf(b, "    - %s\n", strconv.Quote(text))
		}
	}
}

// comment is a text that can stand in a comment.
func comment(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, strings.Join(strings.Fields(text), " "))
}

// idOf names the article: by its code, or by the first words that tell what it is about.
func idOf(kb *knowledge.Base, t Topic, taken func(string) bool) string {
	if t.Code != 0 {
		return t.Code.String()
	}
	ignored := make(map[string]bool)
	for _, w := range slices.Concat(kb.Language().Ignored, kb.Language().Negations) {
		ignored[fold.Text(w)] = true
	}
	var words []string
	for _, text := range append([]Text{{Text: t.Title}}, t.Texts...) {
		for w := range strings.FieldsSeq(keyOf(text.Text)) {
			if w = ascii(w); w != "" && !ignored[w] && len(words) < maxIDWords && len(strings.Join(words, "-"))+len(w) < maxID-3 {
				words = append(words, w)
			}
		}
		if len(words) > 0 {
			break
		}
	}
	if len(words) == 0 {
		words = []string{"question"}
	}
	id := strings.Join(words, "-")
	for n := 2; taken(id); n++ {
		id = strings.Join(words, "-") + "-" + strconv.Itoa(n)
	}
	return id
}

// ascii is a folded word in the characters that an id has.
func ascii(word string) string {
	word = strings.NewReplacer("æ", "ae", "ø", "o", "å", "a").Replace(word)
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, word)
}
