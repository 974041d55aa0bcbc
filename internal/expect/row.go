package expect

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"aktivering/bot/match"
	"aktivering/bot/understand"
	"aktivering/knowledge"
)

// Row is a first message or a conversation, and what is expected to come of it.
type Row struct {
	// File and Line say where the row stands.
	File string
	Line int
	// ID and Why are the author's; often empty.
	ID, Why string
	// Lang is that of the platform, or empty.
	Lang knowledge.Lang
	// Query is a first message, and Want what may come of it. A row with Turns has neither.
	Query string
	Want  []Want
	// Turns are the messages of a conversation. The rest is expected of the last one; what is
	// empty is not looked at.
	Turns []string
	Heard []understand.Act
	// Article holds ids, one of which is expected; "" stands for no article.
	Article []string
	// Facts are those that are expected; "" stands for one that is not settled.
	Facts map[string]string
	// Any are patterns of which one is expected in the reply, None those of which none is.
	Any, None []Pattern
}

// Want is one thing that may come of a first message: an article that is answered, or a
// decision, with or without an article among those that are offered.
type Want struct {
	// Text is how it was written.
	Text     string
	Decision match.Decision
	// Articles are the ids that Text names, several where they share a code.
	Articles []string
}

// Pattern is what is looked for in a reply.
type Pattern struct {
	// Text is how it was written.
	Text   string
	Regexp *regexp.Regexp
}

// Turn is what came of a message in a conversation.
type Turn struct {
	Heard   string
	Article string
	Facts   map[string]string
	Reply   string
}

// Difference is something that came otherwise than expected.
type Difference struct {
	// Field is the key of the row that expects it.
	Field          string
	Expected, Came string
}

// Messages are what the person writes.
func (r *Row) Messages() []string {
	if len(r.Turns) > 0 {
		return r.Turns
	}
	return []string{r.Query}
}

// Holds compares what came of a first message with what may come.
func (r *Row) Holds(m match.Result) []Difference {
	if slices.ContainsFunc(r.Want, func(w Want) bool { return w.holds(m) }) {
		return nil
	}
	var expected []string
	for _, w := range r.Want {
		expected = append(expected, w.Text)
	}
	came := string(m.Decision)
	if len(m.Entries) > 0 {
		came += ": " + strings.Join(m.Entries, ", ")
	}
	return []Difference{{"want", strings.Join(expected, " or "), came}}
}

func (w Want) holds(m match.Result) bool {
	if m.Decision != w.Decision {
		return false
	}
	if len(w.Articles) == 0 {
		return true
	}
	offered := m.Entries
	if m.Decision != match.Clarify {
		offered = offered[:min(len(offered), 1)]
	}
	return slices.ContainsFunc(offered, func(id string) bool { return slices.Contains(w.Articles, id) })
}

// HoldsAt compares what came of the last message of a conversation with what is expected.
func (r *Row) HoldsAt(t Turn) []Difference {
	var list []Difference
	if len(r.Heard) > 0 && !slices.Contains(r.Heard, understand.Act(t.Heard)) {
		acts := make([]string, len(r.Heard))
		for i, a := range r.Heard {
			acts[i] = string(a)
		}
		list = append(list, Difference{"heard", strings.Join(acts, " or "), t.Heard})
	}
	if len(r.Article) > 0 && !slices.Contains(r.Article, t.Article) {
		expected := make([]string, len(r.Article))
		for i, id := range r.Article {
			expected[i] = named(id, "no article")
		}
		list = append(list, Difference{"article", strings.Join(expected, " or "), named(t.Article, "no article")})
	}
	var expected, came []string
	for _, fact := range slices.Sorted(maps.Keys(r.Facts)) {
		if value := r.Facts[fact]; t.Facts[fact] != value {
			expected = append(expected, fact+" "+named(value, "not settled"))
			came = append(came, fact+" "+named(t.Facts[fact], "not settled"))
		}
	}
	if len(expected) > 0 {
		list = append(list, Difference{"facts", strings.Join(expected, ", "), strings.Join(came, ", ")})
	}
	return append(list, r.holdsReply(t.Reply)...)
}

func named(value, none string) string {
	if value == "" {
		return none
	}
	return value
}

// holdsReply looks for the patterns in a reply, in which any white space is one space.
func (r *Row) holdsReply(reply string) []Difference {
	reply = strings.Join(strings.Fields(reply), " ")
	var list []Difference
	if len(r.Any) > 0 && !slices.ContainsFunc(r.Any, func(p Pattern) bool { return p.Regexp.MatchString(reply) }) {
		var texts []string
		for _, p := range r.Any {
			texts = append(texts, p.Text)
		}
		list = append(list, Difference{"reply_any", strings.Join(texts, " or "), "none of these in the reply"})
	}
	if len(r.None) > 0 && reply == "" {
		return append(list, Difference{"reply_none", "a reply", "nothing"})
	}
	for _, p := range r.None {
		if at := p.Regexp.FindStringIndex(reply); at != nil {
			list = append(list, Difference{"reply_none", "no " + p.Text, reply[at[0]:at[1]]})
		}
	}
	return list
}
