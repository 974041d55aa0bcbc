package bot

import (
	"context"
	"slices"
	"time"
)

// Cases is what is known across conversations for the sake of the desk. A store
// keeps it together with the conversations: a case is part of one.
type Cases interface {
	// Conversation returns what is remembered of a conversation, the zero
	// Conversation where nothing is.
	Conversation(ctx context.Context, ref Ref) (Conversation, error)
	// Transcript returns all that was said in a conversation, in order.
	Transcript(ctx context.Context, ref Ref) ([]Entry, error)
	// CaseNumber returns the number of the case that a conversation opened in a turn.
	// Numbers rise, and are never given twice.
	CaseNumber(ctx context.Context, ref Ref, opened int) (int, error)
	// CaseAt returns the conversation whose latest case is worked on at an address of
	// the desk; false where none is.
	CaseAt(ctx context.Context, at Address) (Ref, bool, error)
	// Queue returns the conversations that wait, first come first, at most so many.
	Queue(ctx context.Context, most int) ([]Ref, error)
	// Talks returns where on a platform people and agents speak with one another now, the
	// latest cases first, at most so many.
	Talks(ctx context.Context, on Platform, most int) ([]Talk, error)
	// Recent returns where on a platform people said or picked something since a time,
	// and when they last did so before another time, or that time where they only did so
	// later. Those heard of last come first, at most so many. It looks through a bounded
	// number of the latest events.
	Recent(ctx context.Context, on Platform, since, before time.Time, most int) ([]Talk, error)
	// IsAgent reports whether somebody of a platform has had a case.
	IsAgent(ctx context.Context, desk Platform, id string) (bool, error)
	// People returns the conversations that take place at an address, of whomever.
	People(ctx context.Context, at Address) ([]Ref, error)
	// WriterOf returns the conversation at an address in which a message was heard; false
	// where none was, or before the store kept the ids of messages.
	WriterOf(ctx context.Context, at Address, id MessageID) (Ref, bool, error)
	// Relayed returns the messages by which a message was relayed to a platform, in order,
	// each once: a long one takes several. A Say or an Amend did it, and the platform told
	// the id. It is false where nothing was relayed.
	Relayed(ctx context.Context, ref Ref, to Platform, source MessageID) ([]MessageID, bool, error)
}

// Talk is a place where a person or an agent speaks: the person's own, or the thread
// of a case.
type Talk struct {
	At Address
	// Since is when the case was opened, or opened again; of a recent conversation, when
	// a person was last heard.
	Since time.Time
}

// Editor is an adapter that can change a message that it has sent.
type Editor interface {
	Adapter
	// Edit puts a reply in the place of a message. It fails as Send does.
	Edit(ctx context.Context, out Outbound, id MessageID) error
}

// mostQueue bounds how many are told of their place in the queue at a time.
const mostQueue = 100

// WithCases lets people take over: cases are what the store knows of them. Without
// it, or where the Mind has no desk, there is nobody to take over.
func (e *Engine) WithCases(cases Cases) *Engine {
	e.cases = cases
	return e
}

// route turns what happened at the desk into what an agent does with a case. It
// returns false where it means nothing.
func (e *Engine) route(ctx context.Context, in Inbound) (Inbound, bool, error) {
	desk := e.mind.Desk
	gone, removal := in.Event.(Deleted)
	switch atDesk := desk != nil && desk.has(in.From); {
	case removal && in.Person.ID == "" && !atDesk:
		if e.cases == nil {
			return in, false, nil
		}
		return e.whose(ctx, in, gone.Message)
	case desk == nil || e.cases == nil:
		return in, true, nil
	case !atDesk:
		return e.besideDesk(ctx, in)
	}
	ref, found, err := e.caseAt(ctx, in.From)
	if err != nil {
		return in, false, err
	}
	act, ok := e.mind.deskAct(in)
	switch {
	case found:
		return actedOn(ref, in, permitted(ref, in, act)), ok, nil
	case ok && isPress(in.Event):
		// The card is not known yet, or never will be if the program died right after
		// it was shown: whoever pressed sees that nothing came of it.
		return in, false, errNoCase
	}
	return in, true, nil
}

// caseAt returns the conversation whose case is worked on at a place of the desk's.
func (e *Engine) caseAt(ctx context.Context, at Address) (Ref, bool, error) {
	at.Space = e.mind.Desk.At.Space // the settings may not know it
	return e.cases.CaseAt(ctx, at)
}

// whose finds the person whose message is gone, where the platform does not tell.
func (e *Engine) whose(ctx context.Context, in Inbound, id MessageID) (Inbound, bool, error) {
	ref, found, err := e.cases.WriterOf(ctx, in.From, id)
	if err != nil || found {
		in.Person.ID = ref.Person
		return in, found, err
	}
	people, err := e.cases.People(ctx, in.From)
	if err != nil {
		return in, false, err
	}
	for _, ref := range people {
		c, err := e.cases.Conversation(ctx, ref)
		if err != nil {
			return in, false, err
		}
		if slices.Contains(c.Messages, id) {
			in.Person.ID = ref.Person
			return in, true, nil
		}
	}
	return in, false, nil
}

func isPress(e Event) bool {
	switch e.(type) {
	case Picked, Filled:
		return true
	default:
		return false
	}
}

// actedOn is what an agent does with the conversation of a ref.
func actedOn(ref Ref, in Inbound, act Acted) Inbound {
	return Inbound{Key: "desk/" + in.Key, At: in.At, From: ref.Address, Person: Person{ID: ref.Person}, Event: act}
}

// permitted is what an agent does if they may do it, else that they may not. Notes are
// everybody's who can write in the channel, and so is what takes something back.
func permitted(ref Ref, in Inbound, a Acted) Acted {
	var why Denial
	switch {
	case ref.Person == in.Person.ID && ref.Address.Platform == in.From.Platform:
		why = DeniedOwn
	case in.Person.Agent == StandingOutside:
		why = DeniedOutside
	case in.Person.Agent == StandingUnknown:
		why = DeniedUnknown
	}
	switch {
	case why == "", a.Act == ActRetract, a.Act == ActUnmark:
		return a
	case a.Act == ActNote:
		if why != DeniedUnknown {
			a.Act = ActRemark
		}
		return a
	}
	return Acted{Agent: a.Agent, Act: ActDenied, Message: a.Message, Why: why, Via: in.Via}
}

// besideDesk notices an agent who speaks where the person is: the bot is silent from
// then on.
func (e *Engine) besideDesk(ctx context.Context, in Inbound) (Inbound, bool, error) {
	said, ok := in.Event.(Said)
	if !ok || said.Addressed || !said.Threaded || in.From.Platform != e.mind.Desk.At.Platform {
		return in, true, nil
	}
	is := in.Person.Agent == StandingMember
	if !is && in.Person.Agent != StandingOutside {
		var err error
		if is, err = e.cases.IsAgent(ctx, in.From.Platform, in.Person.ID); err != nil {
			return in, false, err
		}
	}
	if !is {
		return in, true, nil
	}
	others, err := e.cases.People(ctx, in.From)
	if err != nil {
		return in, false, err
	}
	for _, ref := range others {
		if ref.Person != in.Person.ID {
			agent := Agent{ID: in.Person.ID, Name: cleanName(in.Person.Name)}
			return actedOn(ref, in, Acted{Agent: agent, Act: ActSpeak, Text: said.Text, Message: said.Message, Files: said.Files}), true, nil
		}
	}
	return in, true, nil
}
