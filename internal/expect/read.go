package expect

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"aktivering/bot/match"
	"aktivering/bot/understand"
	"aktivering/knowledge"
)

// MaxTurns bounds the messages of one conversation.
const MaxTurns = 200

// Read reads the rows of a file: a YAML list where its name ends in .yaml or .yml, else JSON
// lines. Rows with faults are left out. What a row names must be there in the knowledge: a
// misspelled id would never come, and a test that wants it not to come would never fail.
func Read(kb *knowledge.Base, name string, data []byte) ([]Row, []knowledge.Fault) {
	r := &reader{kb: kb, file: name, ids: make(map[string]int)}
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // some editors begin a file with it
	if ext := strings.ToLower(filepath.Ext(name)); ext == ".yaml" || ext == ".yml" {
		r.yaml(data)
	} else {
		r.lines(data)
	}
	if len(r.rows) == 0 && len(r.faults) == 0 {
		r.fault(0, "there are no rows")
	}
	return r.rows, r.faults
}

// reader reads one file.
type reader struct {
	kb     *knowledge.Base
	file   string
	rows   []Row
	faults []knowledge.Fault
	// ids are the lines of the rows by their ids.
	ids map[string]int
}

func (r *reader) fault(line int, format string, args ...any) {
	r.faults = append(r.faults, knowledge.Fault{File: r.file, Line: line, Message: fmt.Sprintf(format, args...)})
}

func (r *reader) lines(data []byte) {
	line := 0
	for text := range bytes.Lines(data) {
		line++
		if text = bytes.TrimSpace(text); len(text) == 0 {
			continue
		}
		if !utf8.Valid(text) {
			r.fault(line, "the line is not UTF-8")
			continue
		}
		v, err := ofJSON(text, line)
		if err != nil {
			r.fault(line, "%v", err)
			continue
		}
		r.row(v)
	}
}

func (r *reader) yaml(data []byte) {
	items, err := ofYAML(data)
	for _, item := range items {
		v, wrong := ofNode(item, 0)
		if wrong == nil {
			r.row(v)
		}
		r.noted(wrong)
	}
	r.noted(err)
}

// noted notes an error of YAML, if there is one.
func (r *reader) noted(err error) {
	if f, ok := errors.AsType[*fault](err); ok {
		r.fault(f.line, "%s", f.message)
	}
}

// The keys of a row: those that each can have, and those of its two kinds.
var (
	common  = []string{"id", "lang", "why"}
	ofQuery = []string{"query", "want"}
	ofTurns = []string{"turns", "heard", "article", "facts", "reply_any", "reply_none"}
)

// row reads one row, and keeps it if it has no faults.
func (r *reader) row(v value) {
	if v.kind != mapping {
		r.fault(v.line, `a row is an object such as {"query": "...", "want": ["..."]}`)
		return
	}
	before := len(r.faults)
	row := Row{File: r.file, Line: v.line}
	query, turns := slices.Contains(v.keys, "query"), slices.Contains(v.keys, "turns")
	switch {
	case query && turns:
		r.fault(v.line, `a row has a "query" or "turns", not both`)
	case !query && !turns:
		r.fault(v.line, `a row needs a "query" (a first message) or "turns" (a conversation)`)
	}
	if len(r.faults) > before {
		return
	}
	allowed := slices.Concat(common, ofTurns)
	if query {
		allowed = slices.Concat(common, ofQuery)
	}
	for i, key := range v.keys {
		switch {
		case slices.Contains(v.keys[:i], key):
			r.fault(v.line, "%q is there twice", key)
		case !slices.Contains(allowed, key):
			r.fault(v.line, "unknown key %q; such a row can hold %s", key, strings.Join(allowed, ", "))
		default:
			r.field(&row, key, v.items[i])
		}
	}
	switch {
	case len(r.faults) > before:
		return
	case query && len(row.Want) == 0:
		r.fault(v.line, `a row with a "query" needs "want"`)
		return
	case turns && !slices.ContainsFunc(v.keys, func(k string) bool { return slices.Contains(ofTurns[1:], k) }):
		r.fault(v.line, "the row expects nothing: give one of %s", strings.Join(ofTurns[1:], ", "))
		return
	}
	if first, twice := r.ids[row.ID]; twice {
		r.fault(v.line, "the id %q is there twice, first on line %d", row.ID, first)
		return
	}
	if row.ID != "" {
		r.ids[row.ID] = v.line
	}
	r.rows = append(r.rows, row)
}

// field reads the value of a key.
func (r *reader) field(row *Row, key string, v value) {
	switch key {
	case "id":
		row.ID = r.text(key, v)
	case "why":
		row.Why = r.text(key, v)
	case "lang":
		row.Lang = knowledge.Lang(r.text(key, v))
		if row.Lang != "" && !r.kb.Languages().Known(row.Lang) {
			r.fault(v.line, "%q is no language that is answered in: %v", row.Lang, r.kb.Languages().IDs())
		}
	case "query":
		row.Query = r.text(key, v)
	case "turns":
		row.Turns = r.texts(key, v, list)
		if len(row.Turns) > MaxTurns {
			r.fault(v.line, "a conversation has at most %d turns", MaxTurns)
		}
	case "want":
		for _, t := range r.texts(key, v, text) {
			row.Want = append(row.Want, r.want(t, v.line))
		}
	case "heard":
		for _, t := range r.texts(key, v, text) {
			if !understand.IsAct(understand.Act(t)) {
				r.fault(v.line, `"heard": no act is called %q; there are %s`, t, joined(understand.Acts()))
			}
			row.Heard = append(row.Heard, understand.Act(t))
		}
	case "article":
		for _, t := range r.texts(key, v, text) {
			row.Article = append(row.Article, r.articles(key, t, v.line)...)
		}
	case "facts":
		r.facts(row, v)
	case "reply_any":
		row.Any = r.patterns(key, v)
	case "reply_none":
		row.None = r.patterns(key, v)
	}
}

func joined[T ~string](list []T) string {
	words := make([]string, len(list))
	for i, s := range list {
		words[i] = string(s)
	}
	return strings.Join(words, ", ")
}

// text reads a text.
func (r *reader) text(key string, v value) string {
	if v.kind != text {
		r.fault(v.line, "%q is a text", key)
	}
	return v.text
}

// texts reads a list of texts; where least is text, one may stand without a list.
func (r *reader) texts(key string, v value, least kind) []string {
	if v.kind == text && least == text {
		return []string{v.text}
	}
	var texts []string
	for _, item := range v.items {
		if v.kind != list || item.kind != text {
			r.fault(v.line, "%q is a list of texts", key)
			return nil
		}
		texts = append(texts, item.text)
	}
	if len(texts) == 0 {
		r.fault(v.line, "%q is a list of texts with one at least", key)
	}
	return texts
}

var decisions = []match.Decision{match.Answer, match.Clarify, match.Suggest, match.UnknownCode, match.Refuse, match.Human, match.None}

// want reads what may come of a first message.
func (r *reader) want(t string, line int) Want {
	w := Want{Text: t, Decision: match.Decision(t)}
	if slices.Contains(decisions, w.Decision) {
		return w
	}
	article := t
	w.Decision = match.Answer
	if before, after, ok := strings.Cut(t, ":"); ok {
		switch d := match.Decision(before); d {
		case match.Answer, match.Clarify, match.Suggest:
			w.Decision, article = d, after
		default:
		}
	}
	if w.Decision == match.Suggest { // a code is suggested, whichever of its articles comes first
		w.Articles = r.holders(article)
	}
	if w.Articles == nil {
		w.Articles = r.find(article)
	}
	if w.Articles == nil {
		r.fault(line, `"want": %q is neither an article nor a code of one, nor a decision: %s`, t, joined(decisions))
	}
	return w
}

// articles reads the name of an article; "" stands for no article.
func (r *reader) articles(key, name string, line int) []string {
	if name == "" {
		return []string{""}
	}
	ids := r.find(name)
	if ids == nil {
		r.fault(line, "%q: no article has the id or the code %q", key, name)
	}
	return ids
}

// find returns the ids of the article with an id, or of those with a code.
func (r *reader) find(name string) []string {
	if a, ok := r.kb.Article(name); ok {
		return []string{a.ID}
	}
	return r.holders(name)
}

// holders returns the ids of the articles with a code.
func (r *reader) holders(name string) []string {
	code, err := knowledge.ParseCode(name)
	if err != nil {
		return nil
	}
	var ids []string
	for _, a := range r.kb.ByCode(code) {
		ids = append(ids, a.ID)
	}
	return ids
}

// facts reads values by facts; "" stands for one that is not settled.
func (r *reader) facts(row *Row, v value) {
	if v.kind != mapping || len(v.keys) == 0 {
		r.fault(v.line, `"facts" is an object with values by facts, such as {"windows": "10"}`)
		return
	}
	row.Facts = make(map[string]string)
	for i, id := range v.keys {
		fact, ok := r.kb.Fact(id)
		if !ok {
			var ids []string
			for _, f := range r.kb.Facts() {
				ids = append(ids, f.ID)
			}
			r.fault(v.line, `"facts": no fact is called %q; there are %s`, id, strings.Join(ids, ", "))
			continue
		}
		value := r.text("facts: "+id, v.items[i])
		if _, twice := row.Facts[id]; twice {
			r.fault(v.line, `"facts": %q is there twice`, id)
		}
		if value != "" && !slices.ContainsFunc(fact.Values, func(v knowledge.Value) bool { return v.ID == value }) {
			var values []string
			for _, v := range fact.Values {
				values = append(values, v.ID)
			}
			r.fault(v.line, `"facts": %s is never %q; it is %s`, id, value, strings.Join(values, ", "))
		}
		row.Facts[id] = value
	}
}
