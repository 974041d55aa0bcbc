package bot

import (
	"slices"
	"strconv"
	"time"

	"aktivering/bot/internal/cut"
	"aktivering/knowledge"
)

// Problem is something that the desk knows to be wrong for many at the same time, such as a
// server that is down. It belongs to the desk's own conversation ([Desk.Ref]), and is a plain
// value like it.
type Problem struct {
	// ID tells the problem from all others; Number names it for the agents of its desk.
	ID     string `json:"id"`
	Number int    `json:"number"`
	// Codes are the error codes, and Article the id of the article, of those whom it concerns.
	Codes   []knowledge.Code `json:"codes,omitempty"`
	Article string           `json:"article,omitempty"`
	// Text is what people are told, in an agent's words; empty where an agent has said nothing
	// of their own. Message is the message that it stands in.
	Text    string    `json:"text,omitempty"`
	Message MessageID `json:"message,omitempty"`
	// By is who told the bot of it.
	By Agent `json:"by,omitzero"`
	// Since is when the bot was told of it, and Until when it ends by itself. Timer is the turn
	// that set the timer of that.
	Since time.Time `json:"since,omitzero"`
	Until time.Time `json:"until,omitzero"`
	Timer int       `json:"timer,omitempty"`
	// Ended is when it ended, and End why; zero while it is in force.
	Ended time.Time  `json:"ended,omitzero"`
	End   ProblemEnd `json:"end,omitempty"`
	// Note is what was said of the solution, in the message NoteIn.
	Note   string    `json:"note,omitempty"`
	NoteIn MessageID `json:"note_in,omitempty"`
}

// ProblemEnd tells why a problem is in force no more.
type ProblemEnd string

// The ends of a problem.
const (
	ProblemSolved    ProblemEnd = "solved"    // an agent said that it is solved
	ProblemExpired   ProblemEnd = "expired"   // its time was over
	ProblemWithdrawn ProblemEnd = "withdrawn" // the agent took the message back
)

// InForce reports that people are to be told of the problem at a time. Also where its timer is
// late, it ends in time.
func (p *Problem) InForce(at time.Time) bool { return p.End == "" && at.Before(p.Until) }

// Concerns reports a problem of somebody who has one of some codes, or is in an article.
func (p *Problem) Concerns(codes []knowledge.Code, article string) bool {
	return p.Article != "" && p.Article == article ||
		slices.ContainsFunc(p.Codes, func(c knowledge.Code) bool { return slices.Contains(codes, c) })
}

// Subjects are what the problem is about: the codes as they are written, and the article.
func (p *Problem) Subjects() []string { return subjects(p.Codes, p.Article) }

func subjects(codes []knowledge.Code, article string) []string {
	var list []string
	for _, c := range codes {
		list = append(list, c.String())
	}
	if article != "" && !slices.Contains(list, article) {
		list = append(list, article)
	}
	return list
}

// Known is a problem that a conversation has to do with.
type Known struct {
	ID     string `json:"id"`
	Number int    `json:"number"`
	// Over tells that the person is told no more of it.
	Over bool `json:"over,omitempty"`
}

// Burst is that many people met one code at the same time, when the desk was told so.
type Burst struct {
	Code knowledge.Code `json:"code"`
	Told time.Time      `json:"told"`
}

// Reports is what somebody came with in a turn, by which a [Burst] is noticed, and those are
// found who came before a problem was known: error codes and articles, of people whom a desk
// serves.
type Reports struct {
	// Desk is the desk's name, which may be empty, and Subjects are codes and ids of articles.
	Desk     string
	Subjects []string
}

// BurstRule is when the desk is told of a burst: People of different conversations with one
// code Within a time. Without one of them it never is.
type BurstRule struct {
	People int
	Within time.Duration
}

// On reports that bursts are looked for.
func (r BurstRule) On() bool { return r.People > 0 && r.Within > 0 }

// DeskPerson stands for the person of a desk's own conversation. No platform has such an id.
const DeskPerson = "@desk"

// Ref names the desk's own conversation, which keeps what is known of no single case. Nobody
// speaks in it: what happens there are actions of agents.
func (d *Desk) Ref() Ref { return Ref{d.At, DeskPerson} }

// Own returns the desk whose own conversation a ref names, and the first one for the conversation
// that keeps the blocks; nil for any other.
func (d Desks) Own(ref Ref) *Desk {
	if ref == BlocksRef() && len(d) > 0 {
		return d[0]
	}
	if ref.Person != DeskPerson {
		return nil
	}
	for _, desk := range d {
		if desk.At == ref.Address {
			return desk
		}
	}
	return nil
}

// Acting returns the desk that somebody acts at who names no case: the one at the address, or
// else the first on its platform.
func (d Desks) Acting(at Address) *Desk {
	if desk := d.At(at); desk != nil {
		return desk
	}
	for _, desk := range d {
		if desk.At.Platform == at.Platform {
			return desk
		}
	}
	return nil
}

// NewProblem returns a problem that the desk has not known before, without what it is about.
// c is the desk's own conversation.
func (d *Desk) NewProblem(c *Conversation, at time.Time) Problem {
	number := 1
	for _, p := range c.Problems {
		number = max(number, p.Number+1)
	}
	// With the time, as a desk whose channel changes begins to count anew.
	return Problem{ID: d.Name + "/" + strconv.Itoa(number) + "/" + strconv.FormatInt(at.UnixMicro(), 36), Number: number, Since: at}
}

// InForce returns the problems of a desk's own conversation that are in force.
func (c *Conversation) InForce(at time.Time) []Problem {
	var list []Problem
	for _, p := range c.Problems {
		if p.InForce(at) {
			list = append(list, p)
		}
	}
	return list
}

// Knows returns what the conversation has to do with a problem; nil where that is nothing.
func (c *Conversation) Knows(id string) *Known {
	for i := range c.Known {
		if c.Known[i].ID == id {
			return &c.Known[i]
		}
	}
	return nil
}

// Bounds of what is kept of problems.
const (
	// maxProblems is how many of a desk's problems are kept, those in force and the latest that
	// have ended, and maxKnown how many one conversation has to do with.
	maxProblems = 40
	maxKnown    = 20
	// maxBursts is how many bursts the desk is known to have been told of.
	maxBursts = 40
	// MaxProblemCodes is how many codes one problem has, and MaxProblemText the longest text of
	// one, in bytes.
	MaxProblemCodes = 20
	MaxProblemText  = 600
)

// boundProblems cuts what is kept of problems. Those that have ended go first.
func (c *Conversation) boundProblems() {
	for len(c.Problems) > maxProblems {
		i := slices.IndexFunc(c.Problems, func(p Problem) bool { return p.End != "" })
		c.Problems = slices.Delete(c.Problems, max(i, 0), max(i, 0)+1)
	}
	for i := range c.Problems {
		p := &c.Problems[i]
		p.Codes = p.Codes[:min(len(p.Codes), MaxProblemCodes)]
		p.Text, p.Note = cut.Bytes(p.Text, MaxProblemText), cut.Bytes(p.Note, MaxProblemText)
	}
	c.Known = latest(c.Known, maxKnown)
	c.Bursts = latest(c.Bursts, maxBursts)
}

// forgetProblems takes what a message said out of the problems.
func (c *Conversation) forgetProblems(id MessageID) {
	for i := range c.Problems {
		p := &c.Problems[i]
		if p.Message == id {
			p.Text, p.Message = "", ""
		}
		if p.NoteIn == id {
			p.Note, p.NoteIn = "", ""
		}
	}
}
