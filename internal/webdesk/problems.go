package webdesk

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"aktivering/bot"
	"aktivering/bot/desk"
	"aktivering/bot/event"
	"aktivering/bot/i18n"
	"aktivering/bot/reply"
	"aktivering/internal/webdesk/pages"
)

// clock is how a browser writes a time of a field.
const clock = "2006-01-02T15:04"

// What is shown of problems that are over, and of bursts.
const (
	maxEnded   = 8
	burstShown = 12 * time.Hour
)

// written is what somebody wrote of a problem that was not taken in.
type written struct {
	about, text, until string
	desk               string
	problem            string
}

// problemsPage lists the known problems, and makes one.
func (d *Desk) problemsPage(v *visit) error {
	s := written{about: strings.TrimSpace(v.r.URL.Query().Get("about"))}
	s.about = s.about[:min(len(s.about), maxFind)]
	return d.showProblems(v, http.StatusOK, s)
}

func (d *Desk) showProblems(v *visit, status int, s written) error {
	m := d.Manager()
	localizer := d.localizer(v, m.Knowledge)
	page := pages.Problems{
		Base: d.base(v, v.words.Say("problems.title"), "problems"), About: s.about, Text: s.text, Until: s.until, Key: rand.Text(), MaxText: bot.MaxProblemText / 2,
	}
	page.Path, page.Problem, page.NoDesk = "/desk/problems", s.problem, len(m.Desks) == 0
	if did := v.r.URL.Query().Get("did"); did == "set" || did == "solved" {
		page.Notice = v.words.Say("did.problem." + did)
	}
	now := d.Now()
	for _, at := range m.Desks {
		c, err := d.Store.Conversation(v.ctx(), at.Ref())
		if err != nil {
			return fmt.Errorf("read the problems of a desk: %w", err)
		}
		for _, p := range c.InForce(now) {
			page.Known = append(page.Known, v.problem(m, localizer, at, p, now))
		}
		if len(m.Desks) > 1 {
			page.Desks = append(page.Desks, pages.Option{Value: at.Name, Label: v.titleOf(at), Chosen: at.Name == s.desk})
		}
		for _, p := range slices.Backward(c.Problems) {
			if !p.InForce(now) && len(page.Over) < maxEnded {
				page.Over = append(page.Over, v.problem(m, localizer, at, p, now))
			}
		}
		page.Bursts = append(page.Bursts, bursts(c, localizer, at, now)...)
		page.Zone = at.Local(now).Location().String()
		page.Earliest = at.Local(now).Format(clock)
	}
	for _, a := range m.Knowledge.Articles() {
		page.Titles = append(page.Titles, pages.Option{Value: a.ID, Label: reply.Plain(localizer.In(a.Title))})
	}
	d.render(v, status, page)
	return nil
}

// problem is a problem as the pages show it.
func (v *visit) problem(m desk.Manager, localizer i18n.Localizer, at *bot.Desk, p bot.Problem, now time.Time) pages.Problem {
	shown := pages.Problem{
		Number: p.Number, Desk: at.Name, Text: p.Text, Subjects: strings.Join(p.Subjects(), " "), UntilField: at.Local(p.Until).Format(clock),
		Until: v.words.Say("insight.until", "when", localizer.When(at.Local(now), at.Local(p.Until))),
	}
	if len(m.Desks) > 1 {
		shown.At = v.titleOf(at)
	}
	for _, code := range p.Codes {
		shown.Codes = append(shown.Codes, code.String())
	}
	if a, ok := m.Knowledge.Article(p.Article); ok {
		shown.About = reply.Plain(localizer.In(a.Title))
	}
	if p.By.Shown() != "" {
		shown.By = v.words.Say("problems.by", "agent", p.By.Shown(), "when", localizer.When(at.Local(now), at.Local(p.Since)))
	}
	switch p.End {
	case "":
		if !p.InForce(now) { // its timer is late
			shown.End = v.words.Say("problems.end." + string(bot.ProblemExpired))
		}
	case bot.ProblemSolved, bot.ProblemExpired, bot.ProblemWithdrawn:
		shown.End = v.words.Say("problems.end." + string(p.End))
		if p.Note != "" {
			shown.End += ": " + p.Note
		}
	}
	return shown
}

// deskOf returns the desk that a form names, or, where it names none, the only one; nil where it is
// there no more.
func (v *visit) deskOf(m desk.Manager) *bot.Desk {
	named, ok := v.r.PostForm["desk"]
	if !ok && len(m.Desks) == 1 {
		return m.Desks[0]
	}
	if i := slices.IndexFunc(m.Desks, func(at *bot.Desk) bool { return ok && at.Name == named[0] }); i >= 0 {
		return m.Desks[i]
	}
	return nil
}

// inForce are the problems in force now, at all desks, and codes that many people had lately.
func (d *Desk) inForce(v *visit, m desk.Manager, localizer i18n.Localizer) (known []pages.Problem, lately []pages.Burst, err error) {
	now := d.Now()
	for _, at := range m.Desks {
		c, err := d.Store.Conversation(v.ctx(), at.Ref())
		if err != nil {
			return nil, nil, fmt.Errorf("read the problems of a desk: %w", err)
		}
		for _, p := range c.InForce(now) {
			known = append(known, v.problem(m, localizer, at, p, now))
		}
		lately = append(lately, bursts(c, localizer, at, now)...)
	}
	return known, lately, nil
}

// bursts are the codes that many people had lately, as long as no problem is known of them.
func bursts(c bot.Conversation, localizer i18n.Localizer, at *bot.Desk, now time.Time) (list []pages.Burst) {
	for _, b := range slices.Backward(c.Bursts) {
		known := slices.ContainsFunc(c.Problems, func(p bot.Problem) bool {
			return slices.Contains(p.Codes, b.Code) && (p.InForce(now) || p.Since.After(b.Told))
		})
		if known || now.Sub(b.Told) > burstShown {
			continue
		}
		list = append(list, pages.Burst{
			Code: b.Code.String(), URL: "/desk/problems?about=" + b.Code.String() + "#set",
			When: localizer.When(at.Local(now), at.Local(b.Told)),
		})
	}
	return list
}

// setProblem makes a problem known, or tells of one that is known in other words or for another
// time.
func (d *Desk) setProblem(v *visit) error {
	m, form := d.Manager(), v.r.PostForm
	if len(m.Desks) == 0 {
		return failure{http.StatusNotFound, "missing"}
	}
	at := v.deskOf(m)
	s := written{desk: form.Get("desk"), about: strings.TrimSpace(form.Get("about")), text: strings.TrimSpace(form.Get("text")), until: form.Get("until")}
	if at == nil {
		s.problem = v.words.Say("denied.problem.desk")
		return d.showProblems(v, http.StatusConflict, s)
	}
	action := event.AgentAction{Act: bot.ActProblem, Text: s.about + " " + s.text}
	if s.until != "" {
		until, err := time.ParseInLocation(clock, s.until, at.Local(d.Now()).Location())
		if err != nil || !until.After(d.Now()) || until.Sub(d.Now()) > desk.MaxProblemFor {
			s.problem = v.words.Say("denied.problem.until")
		}
		action.Until = until
	}
	switch {
	case !m.AreSubjects(s.about):
		s.problem = v.words.Say("denied.problem.about")
	case len(s.text) > bot.MaxProblemText:
		s.problem = v.words.Say("denied.problem.long")
	}
	if s.problem == "" {
		var err error
		if s.problem, err = d.actAtDesk(v, at, action); err != nil {
			return err
		}
	}
	if s.problem != "" {
		return d.showProblems(v, http.StatusUnprocessableEntity, s)
	}
	http.Redirect(v.w, v.r, "/desk/problems?did=set", http.StatusSeeOther)
	return nil
}

// solveProblem ends a problem; those who know of it are told.
func (d *Desk) solveProblem(v *visit) error {
	m := d.Manager()
	number, err := strconv.Atoi(v.r.PathValue("number"))
	note := strings.TrimSpace(v.r.PostForm.Get("text"))
	if err != nil || number <= 0 || len(m.Desks) == 0 {
		return failure{http.StatusNotFound, "missing"}
	}
	at := v.deskOf(m)
	var problem string
	switch {
	case at == nil:
		problem = v.words.Say("denied.problem.desk")
	case len(note) > bot.MaxProblemText:
		problem = v.words.Say("denied.problem.long")
	default:
		problem, err = d.actAtDesk(v, at, event.AgentAction{Act: bot.ActSolved, Text: strings.TrimSpace(strconv.Itoa(number) + " " + note)})
	}
	if err != nil {
		return err
	}
	if problem != "" {
		return d.showProblems(v, http.StatusConflict, written{problem: problem})
	}
	http.Redirect(v.w, v.r, "/desk/problems?did=solved", http.StatusSeeOther)
	return nil
}
