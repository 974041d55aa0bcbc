package understand

import (
	"maps"
	"slices"
	"strings"

	"aktivering/bot/match"
	"aktivering/knowledge"
)

// Reader reads texts with a model. It is safe for concurrent use. The nil Reader reads
// nothing.
type Reader struct{ model *Model }

// NewReader returns a reader.
func NewReader(m *Model) *Reader { return &Reader{model: m} }

// Analysis is what a text says by itself. The zero Analysis says nothing.
type Analysis struct {
	match    match.Result
	whole    part
	clauses  []clause
	language knowledge.Lang // that it is plainly written in
	corrects bool           // it takes back what was answered
	question bool           // there is a question mark
	words    int
}

// Analyze reads a text and what the matcher found in it. The work is bounded, however long
// the text is.
func (r *Reader) Analyze(text string, m match.Result) Analysis {
	if r == nil || r.model == nil {
		return Analysis{}
	}
	list, _ := words(text)
	a := Analysis{match: m, whole: part{features: featuresOf(text, found(m))}, clauses: clausesOf(text), question: strings.Contains(text, "?"), words: len(list)}
	alone := a.whole.alone()
	a.whole.acts = r.model.acts.scores(alone)
	for i := range a.clauses {
		c := &a.clauses[i]
		c.acts = r.model.acts.scores(c.alone())
	}
	if label, lead := r.model.language.bestOf(r.model.language.scores(alone), nil); lead >= ClearLead {
		a.language = knowledge.Lang(label)
	}
	label, _ := r.model.corrects.bestOf(r.model.corrects.scores(alone), nil)
	a.corrects = label == labelYes
	return a
}

// Context is what a text is read against.
type Context struct {
	// Asked is what was asked before.
	Asked Asked
	// Subject is the id of what the open question is about; empty where there is none.
	Subject string
	// Article is the article that is followed, and Code the code that led there; empty and 0
	// where there is none.
	Article string
	Code    knowledge.Code
	// Known are the facts that were answered before, by id.
	Known map[string]string
	// Open are the ids of further facts that may be told, beside the one that was asked about.
	Open []string
	// Secret tells that a product key was masked in the text.
	Secret bool
}

// Following reports that an article is followed.
func (c Context) Following() bool {
	return c.Article != "" && (c.Asked.IsFact() || c.Asked == AskedHelped)
}

// Reading is what a text says at one point of a conversation.
type Reading struct {
	// Act is what a reply must heed first, and Lead by how much it leads the next one.
	Act  Act
	Lead int32
	// Also are other acts of the same message.
	Also []Act
	// Value is the value of the fact that was asked about; empty where none is told.
	Value string
	// Corrected are facts that were known before and are told otherwise now, by id.
	Corrected map[string]string
	// Told are facts that were open and are told, by id, though another one was asked about.
	Told map[string]string
	// Language is what the text is plainly written in; empty where that cannot be told.
	Language knowledge.Lang
	// About is the likeliest subject of a question, and AboutLead by how much it leads the
	// next one.
	About     string
	AboutLead int32
	// Question tells that the text asks something: what it mentions is not told.
	Question bool
}

// Is reports an act among those that were read.
func (r *Reading) Is(a Act) bool { return r.Act == a || slices.Contains(r.Also, a) }

// The leads from which a model is believed: to prefer one reading, and to act on it where
// little else speaks for it.
const (
	minLead   = 110
	someLead  = 40
	ClearLead = 120
)

// Read reads an analysed text against what was asked.
func (r *Reader) Read(c Context, a Analysis) Reading {
	if r == nil || r.model == nil || a.whole.acts == nil {
		return Reading{}
	}
	var reading Reading
	reading.Act, reading.Lead = r.act(c, &a.whole)
	reading.Value = r.value(c, &a.whole)
	if reading.Act == How || reading.Act == Aside {
		reading.About, reading.AboutLead = r.about(c, reading.Act, &a.whole)
	}
	if reading.Act != Fact {
		reading.Value = ""
	}
	r.readClauses(c, a, &reading)
	r.told(c, &a.whole, &reading)
	reading.Language = a.language
	if a.corrects {
		r.correct(c, &a.whole, &reading)
	}
	reading.Question = reading.Act == How || reading.Act == Aside
	reading.weigh(c, a.match)
	return reading
}

// act is the likeliest act by the model.
func (r *Reader) act(c Context, p *part) (Act, int32) {
	label, lead := r.model.acts.bestBeside(p.acts, p.besideAsked(c.Asked.kind()), nil)
	return Act(label), lead
}

// likelySubject is how much likelier what the open question is about is to be what somebody
// wants to have explained.
const likelySubject = 80

// about is the likeliest subject of a question.
func (r *Reader) about(c Context, act Act, p *part) (id string, lead int32) {
	scores := r.model.about.scores(p.alone())
	if act != How {
		return r.model.about.bestOf(scores, nil)
	}
	return r.model.about.bestLiking(scores, c.Subject, likelySubject)
}

// value is the value of the fact that was asked about, or empty.
func (r *Reader) value(c Context, p *part) string {
	if !c.Asked.IsFact() {
		return ""
	}
	value, lead := r.valueOf(string(c.Asked), p)
	if lead < minLead {
		return ""
	}
	return value
}

// valueOf is the value that a text tells of a fact, and how clearly; empty where it tells none.
func (r *Reader) valueOf(fact string, p *part) (value string, lead int32) {
	prefix := fact + "="
	label, lead := r.model.facts.bestBeside(r.model.facts.scores(p.alone()), p.besideAsked(fact), func(l string) bool {
		return l == labelNone || l == labelYes || l == labelNo || strings.HasPrefix(l, prefix)
	})
	if label == labelNone {
		return "", lead
	}
	return strings.TrimPrefix(label, prefix), lead
}

// told reads an answer to what was not asked: it must be plain, and plainer than one to what
// was asked.
func (r *Reader) told(c Context, p *part, reading *Reading) {
	if reading.Act != Fact || !c.Asked.IsFact() {
		return
	}
	asked, most := r.valueOf(string(c.Asked), p)
	if asked == "" {
		most = 0
	}
	for _, id := range c.Open {
		value, lead := r.valueOf(id, p)
		if id == string(c.Asked) || value == "" || value == labelYes || value == labelNo || lead < ClearLead || lead <= most {
			continue
		}
		if reading.Told == nil {
			reading.Told = make(map[string]string)
		}
		reading.Told[id] = value
	}
	if len(reading.Told) > 0 {
		reading.Value = ""
	}
}

// correct reads a text that takes back an answer: the fact that it tells most clearly
// otherwise is the one that is meant.
func (r *Reader) correct(c Context, p *part, reading *Reading) {
	best, value, most := "", "", int32(0)
	for _, id := range slices.Sorted(maps.Keys(c.Known)) {
		if told, lead := r.valueOf(id, p); told != "" && told != c.Known[id] && lead > most {
			best, value, most = id, told, lead
		}
	}
	if best == "" {
		return
	}
	if c.Asked.IsFact() {
		if told, lead := r.valueOf(string(c.Asked), p); told != "" && lead >= most {
			return // it is an answer after all
		}
	}
	reading.Corrected, reading.Value = map[string]string{best: value}, ""
	reading.Act, reading.Lead = Fact, max(reading.Lead, ClearLead)
}

// readClauses adds what single clauses say beside the whole.
func (r *Reader) readClauses(c Context, a Analysis, reading *Reading) {
	for i := range a.clauses {
		clause := &a.clauses[i]
		act, lead := r.act(c, &clause.part)
		if lead < someLead {
			continue
		}
		if act == Fact && !clause.question && reading.Value == "" {
			reading.Value = r.value(c, &clause.part)
		}
		if act != reading.Act && !slices.Contains(reading.Also, act) {
			reading.Also = append(reading.Also, act)
		}
		if (act == How || act == Aside) && reading.Act != How && reading.Act != Aside {
			reading.About, reading.AboutLead = r.about(c, act, &clause.part)
		}
	}
}

// weigh joins what the model says and what the matcher found.
func (r *Reading) weigh(c Context, m match.Result) {
	lead := func(a Act) {
		if r.Act != a {
			r.Also = append(slices.DeleteFunc(r.Also, func(x Act) bool { return x == a }), r.Act)
			r.Act = a
		}
	}
	codes := codesOf(m)
	switch {
	case c.Secret:
		lead(Secret)
		if r.Value != labelYes && r.Value != labelNo {
			r.Value = "" // nothing but that there is a key can be read off one
		}
	case m.Decision == match.Refuse && !r.asks():
		lead(Refuse)
	case m.Decision == match.Human && (r.Lead < someLead || r.Is(Human)):
		lead(Human)
	case len(codes) > 0 && c.Following() && !slices.ContainsFunc(codes, func(k knowledge.Code) bool { return k != c.Code }):
		if r.Act == Problem || r.Act == Fact || r.Act == None {
			lead(NotHelped)
		}
	case len(codes) > 0, m.Decision == match.Suggest:
		lead(Problem)
	case m.Decision == match.Answer && (c.Asked == AskedSolved || c.Asked == AskedPerson) && r.Act != Problem && r.Lead >= someLead:
	case m.Decision == match.Answer && !slices.Contains(m.Entries, c.Article):
		if !c.Following() || r.Act == None || r.Lead < someLead && !r.asks() {
			lead(Problem)
		}
	}
}

// asks reports a question.
func (r *Reading) asks() bool { return r.Act == How || r.Act == Aside }

// codesOf are the whole codes of a text.
func codesOf(m match.Result) []knowledge.Code {
	var codes []knowledge.Code
	for _, f := range m.Codes {
		if f.Certainty != match.Malformed {
			codes = append(codes, f.Value)
		}
	}
	return codes
}
