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
type Reader struct {
	model *Model
	forms *forms
	codes codesRead
}

// NewReader returns a reader with a model and the words that tell what kind of clause they
// stand in.
func NewReader(m *Model, l *knowledge.Language) *Reader {
	return &Reader{model: m, forms: newForms(&l.Clauses)}
}

// Analysis is what a text says by itself. The zero Analysis says nothing.
type Analysis struct {
	match    match.Result
	whole    part
	clauses  []clause
	language knowledge.Lang // that it is plainly written in
	corrects bool           // it takes back what was answered
	untold   []string       // facts that the matcher found in what is not told as being so
	denied   map[string]string
}

// Analyze reads a text and what the matcher found in it. The work is bounded, however long
// the text is.
func (r *Reader) Analyze(text string, m match.Result) Analysis {
	if r == nil || r.model == nil {
		return Analysis{}
	}
	return r.codes.of(text, m, r.analyze)
}

// analyze is Analyze of a text that is not known.
func (r *Reader) analyze(text string, m match.Result) Analysis {
	clauses := clausesOf(text, r.forms)
	a := Analysis{match: m, whole: part{features: featuresOf(text, clauses, found(m)), tells: len(m.Facts) > 0}}
	a.untold, a.denied = notTold(text, clauses, m, r.forms.words)
	a.clauses = make([]clause, len(clauses))
	for i := range clauses {
		a.clauses[i].Clause = clauses[i]
	}
	alone := a.whole.all()
	acts, language, corrects := r.model.scores(alone)
	a.whole.acts = acts
	for i := range a.read() {
		c := &a.clauses[i]
		c.features = featuresOf(c.Text, clauses[i:i+1], nil)
		c.acts = r.model.acts.scores(c.all())
	}
	if label, lead := r.model.language.bestOf(language, nil); lead >= ClearLead {
		a.language = knowledge.Lang(label)
	}
	label, _ := r.model.corrects.bestOf(corrects, nil)
	a.corrects = label == labelYes
	return a
}

// read are the clauses that are read by themselves; none of a text that says one thing.
func (a *Analysis) read() []clause {
	if len(a.clauses) < 2 {
		return nil
	}
	return a.clauses[:min(len(a.clauses), maxRead)]
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
	// IsAside reports the id of something beside the steps, and no word or place. It may be nil.
	IsAside func(id string) bool
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
	// failed is by how much the likelier of Tried and NotHelped leads all other acts.
	failed int32
	// Question tells that the text asks something.
	Question bool
	// SettlesNothing tells that all of it asks, imagines or plans: it answers nothing.
	SettlesNothing bool
	// Done tells that the text, or a clause of it, says that something was done.
	Done bool
	// Untold are facts that the matcher found in what the text does not tell as being so: what
	// it asks, imagines or plans, or what the screen says of the person. Denied are those that
	// it denies, with the value that follows.
	Untold []string
	Denied map[string]string
}

// Is reports an act among those that were read.
func (r *Reading) Is(a Act) bool { return r.Act == a || slices.Contains(r.Also, a) }

// The leads from which a model is believed: to prefer one reading, and to act on it where
// little else speaks for it.
const (
	minLead   = 60
	someLead  = 40
	ClearLead = 120
)

// Read reads an analysed text against what was asked.
func (r *Reader) Read(c Context, a Analysis) Reading {
	if r == nil || r.model == nil || a.whole.acts == nil {
		return Reading{}
	}
	var reading Reading
	reading.Act, reading.Lead = r.first(c, &a)
	reading.Value = r.value(c, &a.whole)
	if reading.Act == How || reading.Act == Aside {
		reading.About, reading.AboutLead = r.about(c, reading.Act, &a.whole)
	}
	if reading.Act != Fact {
		reading.Value = ""
	}
	r.readClauses(c, a, &reading)
	r.told(c, &a, &reading)
	reading.Language = a.language
	if a.corrects && !a.quoted() && len(reading.Corrected) == 0 {
		r.correct(c, &a.whole, &reading)
	}
	r.outcome(c, &a, &reading)
	r.onScreen(c, &a, &reading)
	r.clauseOutcome(c, &a, &reading)
	r.clauseQuestion(c, &a, &reading)
	if reading.Act == Tried || reading.Act == NotHelped {
		_, reading.failed = r.act(c, &a.whole, func(act string) bool {
			return act == string(reading.Act) || act != string(Tried) && act != string(NotHelped)
		})
	}
	if (reading.Act == None || reading.Lead < someLead) && a.namesPC() {
		reading.Act, reading.Lead = Fact, 0
	}
	reading.Question = reading.Act == How || reading.Act == Aside
	reading.tell(&a)
	reading.SettlesNothing = !r.settlesAny(&a)
	reading.Done = slices.ContainsFunc(a.clauses, func(c clause) bool { return c.Time == Done && c.Settles() })
	if reading.SettlesNothing || slices.Contains(a.untold, string(c.Asked)) && a.match.Facts[string(c.Asked)] == reading.Value {
		reading.Value = ""
	}
	for _, told := range []map[string]string{reading.Told, reading.Corrected} {
		maps.DeleteFunc(told, func(id, _ string) bool { return reading.SettlesNothing || slices.Contains(a.untold, id) })
	}
	reading.weigh(c, a.match, a.quotes() || r.speaksOfAnother(&a))
	return reading
}

// maxSupport is how much likelier a value that is told makes it that a question is answered; one
// that is not told makes it that much less likely, at most.
const maxSupport = 80

// act is the likeliest act by the model.
func (r *Reader) act(c Context, p *part, may func(act string) bool) (Act, int32) {
	label, lead := r.model.acts.bestOf(r.actScores(c, p), may)
	return Act(label), lead
}

// actScores are the scores of the acts. Whether a question about a fact is answered is told by
// the value, too.
func (r *Reader) actScores(c Context, p *part) []int32 {
	scores := r.model.acts.with(p.acts, p.besideAsked(c.Asked.kind()))
	if !c.Asked.IsFact() {
		return scores
	}
	value, lead := r.valueOf(string(c.Asked), p)
	support := min(lead, maxSupport)
	switch {
	case value != "":
	case p.tells:
		return scores // another fact, perhaps
	default:
		support = -support
	}
	if i := slices.Index(r.model.acts.labels, string(Fact)); i >= 0 {
		scores[i] += support
	}
	return scores
}

// likelySubject is how much likelier what the open question is about is to be what somebody
// wants to have explained, and unlikelyTerm how much less likely a word or a place is to be what
// is asked beside the steps: "what is it in the Store?" is about the price, not about the Store.
const (
	likelySubject = 80
	unlikelyTerm  = 60
)

// about is the likeliest subject of a question.
func (r *Reader) about(c Context, act Act, p *part) (id string, lead int32) {
	scores := r.model.about.scores(p.all())
	if act != How {
		for i, l := range r.model.about.labels {
			if c.IsAside != nil && l != aboutNothing && !c.IsAside(l) {
				scores[i] -= unlikelyTerm
			}
		}
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
	if lead < minLead || c.Secret && lead < ClearLead || r.tellsOther(c, p, value, lead) {
		return ""
	}
	return value
}

// toldMore is by how much more plainly a yes or no must be told than another fact, to be one.
const toldMore = 2

// tellsOther reports that a text tells another fact more plainly than a yes or no to what was
// asked: "bought it in a store" answers whether Windows came with the PC neither way.
func (r *Reader) tellsOther(c Context, p *part, value string, lead int32) bool {
	if value != labelYes && value != labelNo {
		return false
	}
	id, _, other := r.tells(p)
	return id != "" && id != string(c.Asked) && other >= ClearLead && toldMore*other > lead
}

// valueOf is the value that a text tells of a fact, and how clearly; empty where it tells none.
func (r *Reader) valueOf(fact string, p *part) (value string, lead int32) {
	prefix := fact + "="
	if p.facts == nil {
		p.facts = r.model.facts.scores(p.all())
	}
	label, lead := r.model.facts.bestBeside(p.facts, p.besideAsked(fact), func(l string) bool {
		return l == labelNone || l == labelYes || l == labelNo || strings.HasPrefix(l, prefix)
	})
	if label == labelNone {
		return "", lead
	}
	return strings.TrimPrefix(label, prefix), lead
}

// readClauses adds what single clauses say beside the whole.
func (r *Reader) readClauses(c Context, a Analysis, reading *Reading) {
	for i := range a.read() {
		clause := &a.clauses[i]
		act, actLead := r.act(c, &clause.part, nil)
		if actLead < someLead {
			continue
		}
		if act == Fact && clause.Mood != AskedOf && reading.Value == "" {
			value, lead := r.valueOf(string(c.Asked), &clause.part)
			plain := lead >= ClearLead || lead >= minLead && (reading.Act == Fact || actLead >= ClearLead) && !c.Secret
			if c.Asked.IsFact() && plain && !r.tellsOther(c, &clause.part, value, lead) {
				reading.Value = value
			}
		}
		if act != reading.Act && !slices.Contains(reading.Also, act) {
			reading.Also = append(reading.Also, act)
		}
		if (act == How || act == Aside) && reading.Act != How && reading.Act != Aside {
			reading.About, reading.AboutLead = r.about(c, act, &clause.part)
		}
	}
}

// weigh joins what the model says and what the matcher found. elsewhere tells that the text repeats
// what the screen says, or speaks of another PC, which is a problem of its own where another article
// is about it.
func (r *Reading) weigh(c Context, m match.Result, elsewhere bool) {
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
		if r.mayBeProblem(c, elsewhere) {
			lead(Problem)
		}
	}
}

// mayBeProblem reports that a text in which another article was found is about that.
func (r *Reading) mayBeProblem(c Context, elsewhere bool) bool {
	switch {
	case !c.Following(), r.Act == None, max(r.Lead, r.failed) < someLead && !r.asks():
		return true
	}
	tellsNothing := r.Act == Fact && r.Value == "" && len(r.Told)+len(r.Corrected) == 0
	return elsewhere && (tellsNothing || r.tellsOutcome() && r.failed < ClearLead)
}

// tellsOutcome reports what is told of a step, but that it helped.
func (r *Reading) tellsOutcome() bool {
	return r.Act == Tried || r.Act == NotHelped || r.Act == Doing
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
