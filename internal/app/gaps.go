package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"aktivering/bot/i18n"
	"aktivering/bot/match"
	"aktivering/bot/port"
	"aktivering/bot/reply"
	"aktivering/internal/gaps"
	"aktivering/internal/settings"
	"aktivering/knowledge"
)

// GapsOptions say what `knowledge gaps` reports.
type GapsOptions struct {
	Database settings.Database
	Since    settings.Age `default:"90d" placeholder:"AGE" help:"How far back to look, such as 30d or 12w, as far as conversations are kept. The default is ${default}."`
	Draft    int          `placeholder:"N" help:"Print a draft of an article about the question or the code with this number, as YAML."`
	// JSON asks for a GapsReport.
	JSON bool          `name:"json" help:"Print a JSON object."`
	Lang settings.Lang `enum:"${languages}" default:"${language}" placeholder:"LANG" help:"The language of titles, and of what a code tells: ${enum}."`
}

// GapsReport is what `knowledge gaps --json` prints. Fields may be added, never renamed or
// removed.
type GapsReport struct {
	Since time.Time `json:"since"`
	// Turns is how many turns it is made of; Complete tells that these are all.
	Turns    int  `json:"turns"`
	Complete bool `json:"complete"`
	// Answered is how many would be answered by now, Empty how many have no words that tell what
	// they are about, and Left how many are in no group.
	Answered int `json:"answered"`
	Empty    int `json:"empty"`
	Left     int `json:"left"`

	Questions []GapGroup     `json:"questions"`
	Codes     []GapCode      `json:"codes"`
	Asides    []GapGroup     `json:"asides"`
	Near      []GapNear      `json:"near"`
	Articles  []GapOfArticle `json:"articles"`
}

// GapTally is how often, by how many people and when last.
type GapTally struct {
	People int       `json:"people"`
	Times  int       `json:"times"`
	Last   time.Time `json:"last"`
}

// GapGroup is some questions that are alike.
type GapGroup struct {
	// Number is what --draft calls it.
	Number int `json:"number"`
	GapTally
	Texts []GapText `json:"texts"`
}

// GapText is what people wrote, masked.
type GapText struct {
	Text     string         `json:"text"`
	Language knowledge.Lang `json:"language"`
	Times    int            `json:"times"`
}

// GapCode is a code that no article has.
type GapCode struct {
	Number int `json:"number"`
	UnknownCode
	GapTally
	Texts []GapText `json:"texts"`
}

// GapNear is a code as it was written, and the documented one that it was taken for.
type GapNear struct {
	Written string `json:"written"`
	Code    string `json:"code"`
	Article string `json:"article"`
	GapTally
}

// GapOfArticle is an article whose remedies seldom help.
type GapOfArticle struct {
	Article string `json:"article"`
	Title   string `json:"title"`
	GapJudged
	Remedies []GapRemedy `json:"remedies"`
}

// GapRemedy is a remedy that was judged.
type GapRemedy struct {
	Remedy string `json:"remedy"`
	GapJudged
}

// GapJudged is how often something helped, and how often not.
type GapJudged struct {
	Helped int `json:"helped"`
	Not    int `json:"not"`
}

// KnowledgeGaps prints where knowledge falls short, or a draft of an article that is missing.
func (a *App) KnowledgeGaps(ctx context.Context, o GapsOptions) (err error) {
	manager, matcher, err := a.manager(ctx)
	if err != nil {
		return err
	}
	kb := manager.Knowledge
	s, err := a.openExisting(ctx, o.Database)
	if err != nil {
		return err
	}
	since := a.Now().UTC().Add(-time.Duration(o.Since))
	turns, err := s.Gaps(ctx, port.GapFilter{From: since, Limit: gaps.MaxTurns + 1})
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	report := gaps.Collect(kb, matcher, turns)
	if o.Draft != 0 {
		return a.draft(kb, report, o)
	}
	shown := newGapsReport(kb, report, o.Lang)
	shown.Since, shown.Complete = since, len(turns) <= gaps.MaxTurns
	out := bufio.NewWriter(a.Out)
	if o.JSON {
		err = writeJSON(out, shown)
	} else {
		shown.print(out)
	}
	if err := errors.Join(err, out.Flush()); err != nil {
		return fmt.Errorf("knowledge gaps: %w", err)
	}
	return nil
}

// topics are what articles can be drafted about, in the order of their numbers.
func topics(kb *knowledge.Base, r gaps.Report, l settings.Lang) (list []gaps.Topic) {
	v := i18n.New(kb, l, "")
	for _, g := range r.Questions {
		list = append(list, gaps.Topic{Texts: g.Texts, Tally: g.Tally})
	}
	for _, c := range r.Codes {
		list = append(list, gaps.Topic{Code: c.Code, Texts: c.Texts, Tally: c.Tally, Decoded: unknownCode(v, c.Code).Decoded})
	}
	for _, g := range r.Asides {
		list = append(list, gaps.Topic{Texts: g.Texts, Tally: g.Tally, Aside: true})
	}
	return list
}

func (a *App) draft(kb *knowledge.Base, r gaps.Report, o GapsOptions) error {
	list := topics(kb, r, o.Lang)
	if o.Draft < 0 || o.Draft > len(list) {
		return &UsageError{fmt.Sprintf("--draft is the number of a question or a code in the report, from 1 to %d", len(list))}
	}
	_, text := gaps.Draft(kb, list[o.Draft-1], a.Now().UTC(), func(id string) bool {
		_, article := kb.Article(id)
		_, explanation := kb.Explanation(id)
		return article || explanation
	})
	if _, err := a.Out.Write([]byte(text)); err != nil {
		return fmt.Errorf("knowledge gaps: %w", err)
	}
	return nil
}

func newGapsReport(kb *knowledge.Base, r gaps.Report, l settings.Lang) GapsReport {
	shown := GapsReport{
		Turns: r.Turns, Answered: r.Answered, Empty: r.Empty, Left: r.Left,
		Questions: []GapGroup{}, Codes: []GapCode{}, Asides: []GapGroup{}, Near: []GapNear{}, Articles: []GapOfArticle{},
	}
	v, number := i18n.New(kb, l, ""), 0
	next := func() int { number++; return number }
	for _, g := range r.Questions {
		shown.Questions = append(shown.Questions, GapGroup{next(), gapTally(g.Tally), gapTexts(g.Texts)})
	}
	for _, c := range r.Codes {
		shown.Codes = append(shown.Codes, GapCode{next(), unknownCode(v, c.Code), gapTally(c.Tally), gapTexts(c.Texts)})
	}
	for _, g := range r.Asides {
		shown.Asides = append(shown.Asides, GapGroup{next(), gapTally(g.Tally), gapTexts(g.Texts)})
	}
	for _, n := range r.Near {
		shown.Near = append(shown.Near, GapNear{n.Written, n.Code.String(), n.Article, gapTally(n.Tally)})
	}
	for _, j := range r.Articles {
		article, _ := kb.Article(j.ID)
		of := GapOfArticle{Article: j.ID, Title: reply.Plain(v.In(article.Title)), GapJudged: GapJudged(j.Judged), Remedies: []GapRemedy{}}
		for _, r := range j.Remedies {
			of.Remedies = append(of.Remedies, GapRemedy{r.ID, GapJudged(r.Judged)})
		}
		shown.Articles = append(shown.Articles, of)
	}
	return shown
}

func gapTally(t gaps.Tally) GapTally { return GapTally{t.People, t.Count, t.Last} }

func gapTexts(list []gaps.Text) []GapText {
	shown := make([]GapText, len(list))
	for i, t := range list {
		shown[i] = GapText{t.Text, t.Language, t.Count}
	}
	return shown
}

// unknownCode tells of a code that no article has.
func unknownCode(v i18n.Localizer, code knowledge.Code) UnknownCode {
	return UnknownCode{code.String(), reply.Plain(v.Decoded(match.Decode(code)))}
}

// How much of each list is shown to people; the JSON object has all of it.
const (
	maxShownGaps  = 20
	maxShownTexts = 3
	maxShownText  = 90 // characters
)

// print writes the report for people. Errors of out are told when it is flushed.
func (r *GapsReport) print(out *bufio.Writer) {
	t := gapTable{out: out}
	t.begin("Questions without an answer", len(r.Questions), "#\tPEOPLE\tTIMES\tLAST\tQUESTION")
	for _, g := range r.Questions[:min(len(r.Questions), maxShownGaps)] {
		t.group(g)
	}
	t.begin("Codes that no article has", len(r.Codes), "#\tPEOPLE\tTIMES\tLAST\tCODE")
	for _, c := range r.Codes[:min(len(r.Codes), maxShownGaps)] {
		t.row("%d\t%s\t%s  %s", c.Number, c.GapTally, c.Code, cell(c.Decoded))
	}
	t.begin("Questions beside the steps without an answer", len(r.Asides), "#\tPEOPLE\tTIMES\tLAST\tQUESTION")
	for _, g := range r.Asides[:min(len(r.Asides), maxShownGaps)] {
		t.group(g)
	}
	t.begin("Near misses", len(r.Near), "\tPEOPLE\tTIMES\tLAST\tWRITTEN")
	for _, n := range r.Near[:min(len(r.Near), maxShownGaps)] {
		written := cell(n.Written)
		if written == "" {
			written = "(not known any more)"
		}
		t.row("\t%s\t%s, taken for %s", n.GapTally, written, n.Code)
	}
	t.begin("Articles whose remedies seldom help", len(r.Articles), "\tHELPED\tNOT\tARTICLE")
	for _, a := range r.Articles[:min(len(r.Articles), maxShownGaps)] {
		t.row("\t%d\t%d\t%s  %s", a.Helped, a.Not, a.Article, cell(a.Title))
		for _, remedy := range a.Remedies {
			t.row("\t%d\t%d\t  %s", remedy.Helped, remedy.Not, remedy.Remedy)
		}
	}
	t.end()
	r.summary(out, t.any)
}

// summary tells what the report is made of.
func (r *GapsReport) summary(out *bufio.Writer, lists bool) {
	if !lists {
		_, _ = out.WriteString("No gaps.\n")
	}
	_, _ = fmt.Fprintf(out, "Made of %d turns since %s.", r.Turns, r.Since.Format(time.DateOnly))
	for _, part := range []struct {
		n    int
		what string
	}{
		{r.Answered, "would be answered by now"},
		{r.Empty, "have no words that tell what they are about"},
		{r.Left, "are in no group, since there are too many different ones"},
	} {
		if part.n > 0 {
			_, _ = fmt.Fprintf(out, " %d %s.", part.n, part.what)
		}
	}
	if !r.Complete {
		_, _ = out.WriteString(" Older turns are left out.")
	}
	if len(r.Questions)+len(r.Codes)+len(r.Asides) > 0 {
		_, _ = out.WriteString(" --draft # writes a draft of an article.")
	}
	_, _ = out.WriteString("\n")
}

// gapTable writes the lists of the report.
type gapTable struct {
	out *bufio.Writer
	w   *tabwriter.Writer
	// more is how many rows of a list are not shown, and any tells that there is a list.
	more int
	any  bool
}

// begin begins a list, if it has rows.
func (t *gapTable) begin(title string, rows int, head string) {
	t.end()
	t.more = max(rows-maxShownGaps, 0)
	if rows == 0 {
		return
	}
	t.any = true
	_, _ = fmt.Fprintf(t.out, "%s (%d)\n", title, rows)
	t.w = tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(t.w, head)
}

func (t *gapTable) end() {
	if t.w == nil {
		return
	}
	_ = t.w.Flush() // the writer below it tells
	if t.more > 0 {
		_, _ = fmt.Fprintf(t.out, "and %d more; --json has all\n", t.more)
	}
	_, _ = t.out.WriteString("\n")
	t.w = nil
}

func (t *gapTable) row(format string, args ...any) { _, _ = fmt.Fprintf(t.w, format+"\n", args...) }

// String writes a tally as the cells of a table.
func (t GapTally) String() string {
	return fmt.Sprintf("%d\t%d\t%s", t.People, t.Times, t.Last.Format(time.DateOnly))
}

// group writes a group: the text that it begins with, and others under it.
func (t *gapTable) group(g GapGroup) {
	for i, text := range g.Texts[:min(len(g.Texts), maxShownTexts)] {
		what := cell(shortened(text.Text, maxShownText))
		if i == 0 {
			t.row("%d\t%s\t%s", g.Number, g.GapTally, what)
		} else {
			t.row("\t\t\t\t%s", strings.Repeat(" ", 2)+what)
		}
	}
	if more := len(g.Texts) - maxShownTexts; more > 0 {
		t.row("\t\t\t\t  (%d more)", more)
	}
}
