package gaps

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"aktivering/bot"
	"aktivering/bot/match"
	"aktivering/bot/outcome"
	"aktivering/bot/port"
	"aktivering/knowledge"
)

// MaxTurns is how many turns a report is made of at most, the newest.
const MaxTurns = 20_000

// minJudged is how often the remedies of an article must have been judged before it is said that
// they seldom help.
const minJudged = 3

// Report is where knowledge falls short. Lists are sorted by weight, the heaviest first.
type Report struct {
	// Turns is how many turns it is made of.
	Turns int
	// Questions are what was not understood, and Asides the questions beside the remedies that
	// there is no answer to.
	Questions, Asides []Group
	// Codes are codes that no article has.
	Codes []Code
	// Near are codes that were asked about since they resemble documented ones.
	Near []Near
	// Articles are those whose remedies were judged, and helped fewer than half of the time.
	Articles []Article
	// Answered is how many of the turns would be answered by now, Empty how many have no words
	// that tell what they are about, or none any more, and Left how many are in no group since
	// there were too many different ones.
	Answered, Empty, Left int
}

// Group is some questions that are alike.
type Group struct {
	// Texts are the different ones, masked, the most frequent first; that of the group begins.
	Texts []Text
	Tally
}

// Text is what people wrote.
type Text struct {
	Text     string
	Language knowledge.Lang
	Count    int
}

// Tally tells how often, by how many people and when last.
type Tally struct {
	Count, People int
	Last          time.Time

	people map[person]bool
}

type person struct {
	platform  bot.Platform
	space, id string
}

func (t *Tally) add(g port.Gap) {
	if t.people == nil {
		t.people = make(map[person]bool)
	}
	t.Count++
	t.people[person{g.Of.Address.Platform, g.Of.Address.Space, g.Of.Person}] = true
	t.People = len(t.people)
	if g.At.After(t.Last) {
		t.Last = g.At
	}
}

// merge adds another tally.
func (t *Tally) merge(o Tally) {
	t.Count += o.Count
	if t.people == nil {
		t.people = make(map[person]bool)
	}
	for p := range o.people {
		t.people[p] = true
	}
	t.People = len(t.people)
	if o.Last.After(t.Last) {
		t.Last = o.Last
	}
}

// byWeight orders tallies: more people, then more turns, then the later one.
func (t *Tally) byWeight(o *Tally) int {
	return cmp.Or(cmp.Compare(o.People, t.People), cmp.Compare(o.Count, t.Count), o.Last.Compare(t.Last))
}

// Code is a code that no article has.
type Code struct {
	Code  knowledge.Code
	Texts []Text
	Tally
}

// Near is a code as people wrote it, and the documented one that it resembles.
type Near struct {
	// Written is empty where it is not known any more.
	Written string
	Code    knowledge.Code
	Article string
	Tally
}

// Article is an article whose remedies were judged.
type Article struct {
	ID string
	Judged
	// Remedies are those of which it is known, in the order of the article.
	Remedies []Remedy
}

// Remedy is a remedy that was judged.
type Remedy struct {
	ID string
	Judged
}

// Judged is how often something helped, and how often not.
type Judged struct{ Helped, Not int }

func (j Judged) all() int { return j.Helped + j.Not }

func (j *Judged) add(v outcome.Verdict) {
	if v == outcome.DidHelp {
		j.Helped++
	} else {
		j.Not++
	}
}

// Matcher tells what a text means.
type Matcher interface {
	Match(text string, in match.Scope) match.Result
}

// collector makes a report.
type collector struct {
	kb      *knowledge.Base
	matcher Matcher
	report  Report

	questions, asides map[string]*said
	codes             map[knowledge.Code]*Code
	near              map[nearKey]*Near
	articles          map[string]*judgedArticle
}

type nearKey struct {
	written string
	code    knowledge.Code
}

type judgedArticle struct {
	Judged
	remedies map[string]*Judged
}

// Collect makes a report of turns; of more than MaxTurns the first ones are taken.
func Collect(kb *knowledge.Base, matcher Matcher, turns []port.Gap) Report {
	c := collector{
		kb: kb, matcher: matcher, questions: make(map[string]*said), asides: make(map[string]*said),
		codes: make(map[knowledge.Code]*Code), near: make(map[nearKey]*Near), articles: make(map[string]*judgedArticle),
	}
	for _, g := range turns[:min(len(turns), MaxTurns)] {
		c.report.Turns++
		c.add(g)
	}
	grouper := newGrouper(kb, matcher)
	c.report.Questions = grouper.group(c.questions, true, &c.report)
	c.report.Asides = grouper.group(c.asides, false, &c.report)
	for _, code := range c.codes {
		sortTexts(code.Texts)
		c.report.Codes = append(c.report.Codes, *code)
	}
	slices.SortFunc(c.report.Codes, func(a, b Code) int { return cmp.Or(a.byWeight(&b.Tally), cmp.Compare(a.Code, b.Code)) })
	for _, near := range c.near {
		c.report.Near = append(c.report.Near, *near)
	}
	slices.SortFunc(c.report.Near, func(a, b Near) int {
		return cmp.Or(a.byWeight(&b.Tally), cmp.Compare(a.Code, b.Code), strings.Compare(a.Written, b.Written))
	})
	c.judged()
	return c.report
}

// add takes in a turn.
func (c *collector) add(g port.Gap) {
	if g.Helped != outcome.NoVerdict && g.Article != "" {
		c.judge(g)
	}
	switch g.Kind { //nolint:exhaustive // the others were taken in above
	case outcome.NotUnderstood:
		c.say(c.questions, g)
	case outcome.Unanswered:
		c.say(c.asides, g)
	case outcome.UnknownCode:
		c.unknownCode(g)
	case outcome.NearMiss:
		c.nearMiss(g)
	}
}

// say takes in a question.
func (c *collector) say(to map[string]*said, g port.Gap) {
	text := Masked(g.Text)
	key := keyOf(text)
	if key == "" {
		c.report.Empty++
		return
	}
	have, ok := to[key]
	if !ok {
		have = &said{texts: make(map[string]*Text)}
		to[key] = have
	}
	have.add(text, g)
}

// maxTexts is how many different texts are kept of a code.
const maxTexts = 20

func (c *collector) unknownCode(g port.Gap) {
	if g.Code == 0 {
		c.say(c.questions, g)
		return
	}
	if len(c.kb.ByCode(g.Code)) > 0 {
		c.report.Answered++
		return
	}
	have, ok := c.codes[g.Code]
	if !ok {
		have = &Code{Code: g.Code}
		c.codes[g.Code] = have
	}
	have.add(g)
	text := Masked(g.Text)
	i := slices.IndexFunc(have.Texts, func(t Text) bool { return t.Text == text })
	switch {
	case text == "":
	case i >= 0:
		have.Texts[i].Count++
	case len(have.Texts) < maxTexts:
		have.Texts = append(have.Texts, Text{text, g.Language, 1})
	}
}

func (c *collector) nearMiss(g port.Gap) {
	key := nearKey{code: g.Code}
	if g.Text != "" {
		for _, s := range c.matcher.Match(g.Text, match.Scope{}).Near {
			if s.Code == g.Code {
				key.written = shortened(s.Written)
				break
			}
		}
	}
	have, ok := c.near[key]
	if !ok {
		have = &Near{Written: key.written, Code: g.Code, Article: g.Article}
		c.near[key] = have
	}
	have.add(g)
}

func (c *collector) judge(g port.Gap) {
	have, ok := c.articles[g.Article]
	if !ok {
		have = &judgedArticle{remedies: make(map[string]*Judged)}
		c.articles[g.Article] = have
	}
	have.add(g.Helped)
	for _, id := range g.Remedies {
		if have.remedies[id] == nil {
			have.remedies[id] = new(Judged)
		}
		have.remedies[id].add(g.Helped)
	}
}

// judged lists the articles that helped fewer than half of the time.
func (c *collector) judged() {
	for id, j := range c.articles {
		article, ok := c.kb.Article(id)
		if !ok || j.all() < minJudged || 2*j.Helped >= j.all() {
			continue
		}
		a := Article{ID: id, Judged: j.Judged}
		for _, r := range article.Remedies {
			if of := j.remedies[r.ID]; of != nil {
				a.Remedies = append(a.Remedies, Remedy{r.ID, *of})
			}
		}
		c.report.Articles = append(c.report.Articles, a)
	}
	slices.SortFunc(c.report.Articles, func(a, b Article) int {
		return cmp.Or(cmp.Compare(a.Helped*b.all(), b.Helped*a.all()), cmp.Compare(b.Not, a.Not), strings.Compare(a.ID, b.ID))
	})
}
