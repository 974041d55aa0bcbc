package mcp

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"
	"unicode/utf8"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/dialogue"
	"aktivering/bot/i18n"
	"aktivering/bot/match"
	"aktivering/bot/redact"
	"aktivering/bot/reply"
	"aktivering/knowledge"
)

// What an assistant is told of a call that gives nothing. What was asked is not repeated, as it
// may hold a secret.
var (
	errNoCode    = errors.New("there is no error code in it: write the code as Windows shows it, such as 0xC004F213")
	errHalfCode  = errors.New("this is no whole error code, and resembles no documented one: a code has 0x and eight digits from 0 to F")
	errNoArticle = errors.New("no article has that id: look_up and match tell the ids")
)

// tooLong tells that an argument is longer than it may be; its value is not repeated.
func tooLong(argument, value string, longest int) error {
	if n := utf8.RuneCountInString(value); n > longest {
		return fmt.Errorf("%s has %d characters, and may have %d", argument, n, longest)
	}
	return nil
}

func (s *Server) in(h How) i18n.Localizer {
	return i18n.New(s.kb, cmp.Or(knowledge.Lang(h.Language), knowledge.DefaultLang), cmp.Or(h.Windows, windows11))
}

func (s *Server) lookUp(in LookUp) (CodeAnswer, error) {
	if err := tooLong("code", in.Code, maxCode); err != nil {
		return CodeAnswer{}, err
	}
	v := s.in(in.How)
	masked, _ := redact.Redact(in.Code)
	r := s.matcher.Match(masked, match.Scope{})
	if len(r.Codes) == 0 {
		return CodeAnswer{}, errNoCode
	}
	found := r.Codes[0]
	answer := CodeAnswer{Code: "0x" + found.Digits, Near: s.near(v, r.Near), Sources: []Source{}}
	if found.Certainty == match.Malformed {
		if len(answer.Near) == 0 {
			return CodeAnswer{}, errHalfCode
		}
		for _, x := range answer.Near {
			if a, ok := s.kb.Article(x.Article); ok {
				answer.Sources = join(answer.Sources, s.sources(v, a))
			}
		}
		return answer, nil
	}
	answer.Code = found.Value.String()
	decoded := match.Decode(found.Value)
	answer.Name = decoded.Name
	for _, a := range s.kb.ByCode(found.Value) {
		answer.Articles = append(answer.Articles, s.whole(v, a))
		answer.Sources = join(answer.Sources, s.sources(v, a))
	}
	if answer.Documented = len(answer.Articles) > 0; answer.Documented {
		return answer, nil
	}
	answer.Meaning = reply.Plain(v.Decoded(decoded))
	answer.Sources = append(answer.Sources, header(decoded))
	return answer, nil
}

// header is where the name or the bits of a code are described.
func header(r match.Reading) Source {
	title := r.Header
	switch {
	case title != "":
	case r.Family == match.FamilyLicensing:
		title = "slerror.h"
	case r.Family == match.FamilyNTStatus:
		title = "ntstatus.h"
	default:
		title = "winerror.h"
	}
	return Source{Publisher: "Microsoft", Title: title, Read: knowledge.CodesRead}
}

func (s *Server) match(in Match) (TextAnswer, error) {
	if err := tooLong("text", in.Text, maxText); err != nil {
		return TextAnswer{}, err
	}
	v := s.in(in.How)
	told := map[string]string{}
	if in.Windows != "" {
		told[knowledge.FactWindows] = in.Windows
	}
	said, r := s.bot.Answer(in.Text, dialogue.AnswerOptions{Language: v.Lang, Told: told, Short: true})
	answer := TextAnswer{
		Decision: r.Decision, Confidence: math.Round(r.Confidence*1000) / 1000, Language: string(r.Language),
		Near: s.near(v, r.Near), Reply: inWords(said), Sources: []Source{},
	}
	for _, a := range s.entries(r) {
		answer.Articles = append(answer.Articles, s.brief(v, a))
		answer.Sources = join(answer.Sources, s.sources(v, a))
	}
	for _, f := range r.Codes {
		if f.Certainty == match.Malformed {
			continue
		}
		if code := f.Value.String(); !slices.Contains(answer.Codes, code) {
			answer.Codes = append(answer.Codes, code)
			if decoded := match.Decode(f.Value); len(s.kb.ByCode(f.Value)) == 0 {
				answer.Sources = join(answer.Sources, []Source{header(decoded)})
			}
		}
	}
	return answer, nil
}

// entries are the articles that answer a text: for a code that none answers, the one that tells
// where to look.
func (s *Server) entries(r match.Result) []*knowledge.Article {
	var list []*knowledge.Article
	for _, id := range r.Entries {
		if a, ok := s.kb.Article(id); ok {
			list = append(list, a)
		}
	}
	if a, ok := s.kb.Fallback(match.Scope{}); ok && r.Decision == match.UnknownCode && len(list) == 0 {
		list = append(list, a)
	}
	return list
}

// inWords is a reply without the choices, which only a conversation with the bot can make.
func inWords(r bot.Reply) string {
	r.Choices = nil
	words := ""
	for _, b := range reply.PlainText(r).Blocks {
		if p, ok := b.(content.Paragraph); ok {
			if words != "" {
				words += "\n\n"
			}
			words += reply.Plain(p.Spans)
		}
	}
	return words
}

func (s *Server) article(in Read) (Article, error) {
	if err := tooLong("id", in.ID, maxID); err != nil {
		return Article{}, err
	}
	a, ok := s.kb.Article(in.ID)
	if !ok {
		return Article{}, errNoArticle
	}
	return s.whole(s.in(in.How), a), nil
}

func (s *Server) near(v i18n.Localizer, suggestions []match.Suggestion) []Near {
	var list []Near
	for _, x := range suggestions {
		if a, ok := s.kb.Article(x.Entry); ok && len(list) < bot.MaxCandidates {
			list = append(list, Near{Code: x.Code.String(), Article: a.ID, Title: reply.WithAddresses(v.In(a.Title))})
		}
	}
	return list
}

// join adds the sources that the list lacks. Their ids, which only an article explains, are left
// out.
func join(list, more []Source) []Source {
	for _, x := range more {
		if x.ID = ""; !slices.Contains(list, x) {
			list = append(list, x)
		}
	}
	return list
}

func (s *Server) brief(v i18n.Localizer, a *knowledge.Article) Brief {
	b := Brief{ID: a.ID, Title: reply.WithAddresses(v.In(a.Title)), Meaning: reply.WithAddresses(v.In(a.Meaning))}
	for _, c := range a.Codes {
		b.Codes = append(b.Codes, c.String())
	}
	return b
}

func (s *Server) whole(v i18n.Localizer, a *knowledge.Article) Article {
	article := Article{
		Brief: s.brief(v, a), Windows: slices.Clone(a.Windows), Audience: string(s.kb.AudienceOf(a)), Notes: s.notes(v, a.Notes),
		Remedies: []Remedy{}, SeeAlso: slices.Clone(a.SeeAlso), Sources: s.sources(v, a),
	}
	for i := range a.Remedies {
		r := &a.Remedies[i]
		remedy := Remedy{
			Title: reply.WithAddresses(v.In(r.Title)), When: s.when(v, r.When), Steps: []string{}, Link: r.Link,
			Notes: s.notes(v, r.Notes), Sources: append([]string{}, r.Sources...),
		}
		if f, ok := s.kb.Fact(r.Confirm); ok {
			remedy.AskFirst = reply.WithAddresses(v.In(f.Question))
		}
		for _, step := range r.Steps.In(v.Lang) {
			remedy.Steps = append(remedy.Steps, reply.WithAddresses(v.In(knowledge.Text{v.Lang: step})))
		}
		article.Remedies = append(article.Remedies, remedy)
	}
	return article
}

func (s *Server) notes(v i18n.Localizer, notes []knowledge.Note) []Note {
	var list []Note
	for _, n := range notes {
		note := Note{Text: reply.WithAddresses(v.In(n.Text)), When: s.when(v, n.When)}
		if len(n.From) > 0 {
			note.From = reply.WithAddresses(v.In(n.From))
		}
		list = append(list, note)
	}
	return list
}

// when puts a condition into the words in which the bot asks about it.
func (s *Server) when(v i18n.Localizer, w knowledge.When) []Fact {
	var list []Fact
	for _, id := range slices.Sorted(maps.Keys(w)) {
		f, ok := s.kb.Fact(id)
		if !ok {
			continue
		}
		fact := Fact{Question: reply.WithAddresses(v.In(f.Question)), Answers: []string{}}
		for _, value := range f.Values {
			if slices.Contains(w[id], value.ID) {
				fact.Answers = append(fact.Answers, reply.WithAddresses(v.In(value.Label)))
			}
		}
		list = append(list, fact)
	}
	return list
}

func (s *Server) sources(v i18n.Localizer, a *knowledge.Article) []Source {
	list := []Source{}
	for _, x := range a.Sources {
		if d, ok := s.kb.Document(x.Document); ok {
			list = append(list, Source{
				ID: x.ID, Publisher: d.Publisher, Title: d.Title.In(v.Lang), URL: d.URL, Heading: x.Heading,
				Windows: x.Windows, Read: d.Read.Format(time.DateOnly), Retold: x.Retold,
			})
		}
	}
	return list
}
