package bot

import (
	"maps"
	"slices"
	"time"

	"aktivering/bot/match"
	"aktivering/knowledge"
)

// Conversation is all that is remembered of one person's talk in one place. The
// zero value is a conversation in which nothing was said. It is a plain value:
// it survives encoding as JSON, and Step never changes the one it is given.
type Conversation struct {
	// Turn counts the turns that were kept: all but those that were not for the
	// bot.
	Turn int `json:"turn"`
	// Owner is who answers; while it is an agent, the bot is silent.
	Owner Owner `json:"owner,omitempty"`
	// Language is what the person is answered in, and LanguageFrom how it became
	// known.
	Language     knowledge.Lang `json:"language,omitempty"`
	LanguageFrom LanguageSource `json:"heard,omitempty"`
	// OtherLanguage is what the latest message was plainly written in, where that is not
	// Language: if the next one is too, the person has changed over.
	OtherLanguage knowledge.Lang `json:"other_language,omitempty"`
	// Said tells what the bot said last from other replies, and Explained are the ids of what
	// it has explained, the latest last.
	Said      int      `json:"said,omitempty"`
	Explained []string `json:"explained,omitempty"`
	// Name is what the person is called; it may be empty.
	Name string `json:"name,omitempty"`
	// Case is the case at the desk, also for a while after its end; nil when there
	// is none.
	Case *Case `json:"case,omitempty"`
	// Misses counts what was not understood in a row.
	Misses int `json:"misses,omitempty"`
	// KeyNoticed tells that the person was told about a masked key or password.
	KeyNoticed bool `json:"key_noticed,omitempty"`
	// KeySeen is how many groups of a product key have come, the latest of them in the
	// person's latest message, so that the rest is masked in the next one.
	KeySeen int `json:"key_seen,omitempty"`
	// Offered are the choices on the table, and OfferedIn the turn they were
	// offered in.
	Offered   []Choice `json:"offered,omitempty"`
	OfferedIn int      `json:"offered_in,omitempty"`
	// Last is what was picked last, unless something was said since: the same again
	// is a double click.
	Last Pick `json:"last,omitzero"`
	// Timer is the turn that set the timer that runs, 0 when none does, and
	// FollowedUp tells that the bot has asked once how it went.
	Timer      int  `json:"timer,omitempty"`
	FollowedUp bool `json:"followed_up,omitempty"`
	// Remind is when the person has asked to be reminded, which is what the timer runs for
	// then; zero when they have not.
	Remind time.Time `json:"remind,omitzero"`
	// Messages are the ids of what the person wrote, oldest first.
	Messages []MessageID `json:"messages,omitempty"`
	// Changes are the latest changes of messages, of the person's and of the agents',
	// oldest first: what is older than a change, or comes after a removal, is stale.
	Changes []Change `json:"changes,omitempty"`
	// Pictures are the last ones that the person showed the bot, for whoever takes over.
	Pictures []File `json:"pictures,omitempty"`
	// Known are the problems of the desk that the conversation has to do with, oldest first.
	Known []Known `json:"known,omitempty"`
	// Problems and Bursts are those of a desk, oldest first. Only its own conversation has some.
	Problems []Problem `json:"problems,omitempty"`
	Bursts   []Burst   `json:"bursts,omitempty"`
	// Now is where the person is, and Before the way there, for "back".
	Now    Situation   `json:"now"`
	Before []Situation `json:"before,omitempty"`
	// Agents are those who work at a desk and did something there lately, the latest last. Only the
	// desk's own conversation has some.
	Agents []SeenAgent `json:"agents,omitempty"`
	// PersonLanguage is the language that the person chose, in this conversation or another;
	// empty where they chose none. The store keeps it with the person.
	PersonLanguage knowledge.Lang `json:"person_language,omitempty"`
	// Forgotten tells that all that was said was erased, since the person is to be forgotten,
	// and that nothing was said since.
	Forgotten bool `json:"forgotten,omitempty"`
	// Blocked tells that an agent has blocked the person here, and BlockedUntil until when; zero
	// is until the case is opened again, as an earlier version of the program blocked people.
	Blocked      bool      `json:"blocked,omitempty"`
	BlockedUntil time.Time `json:"blocked_until,omitzero"`
	// BlockTold is the beginning of the block (Block.Since) that the person was told of here.
	BlockTold time.Time `json:"block_told,omitzero"`
	// Blocks are those of all people, oldest first, and BlockCount is the number of the latest
	// one. Only the conversation that keeps them has some (BlocksRef).
	Blocks     []Block `json:"blocks,omitempty"`
	BlockCount int     `json:"block_count,omitempty"`
	// HeardAt is when the person last wrote something, or picked it.
	HeardAt time.Time `json:"heard_at,omitzero"`
	// Direct is where the person last wrote to the bot alone, where that is another place than
	// the conversation's address. What is said later goes there.
	Direct Address `json:"direct,omitzero"`
}

// Lang is a language that a person can be answered in.
type Lang = knowledge.Lang

// LanguageSource tells how a conversation's language became known, weakest first.
type LanguageSource string

// The ways in which a language becomes known.
const (
	FromDefault LanguageSource = ""       // it is the default
	FromLocale  LanguageSource = "locale" // from the person's settings on the platform
	FromText    LanguageSource = "text"   // from what the person wrote
	FromChoice  LanguageSource = "choice" // the person asked for it
)

// Stage is what the conversation is waiting for. The documentation of bot/dialogue
// draws the ways between them.
type Stage string

// The stages.
const (
	StageNew      Stage = ""         // nothing is known yet
	StageAsking   Stage = "asking"   // the answer to a follow-up question
	StageChecking Stage = "checking" // whether a remedy helped
	StageWhich    Stage = "which"    // which of several articles is meant
	StageNear     Stage = "near"     // which documented code was meant
	StageCodes    Stage = "codes"    // which of two codes is on the screen now
	StageCode     Stage = "code"     // a code, or what the screen says
	StageRefused  Stage = "refused"  // whether a legal way will do
	StageUsedUp   Stage = "used-up"  // no remedy is left; a person is offered
	StageSolved   Stage = "solved"   // nothing
)

// View tells how much of an article is on show.
type View string

// The views.
const (
	ViewAll      View = ""         // the first reply: title, meaning, remedies
	ViewRemedy   View = "remedy"   // one remedy
	ViewQuestion View = "question" // no more than what was asked
)

// Situation is what the person is looking at and what is known of the problem:
// enough to say the reply again, in another language or after going back.
type Situation struct {
	Stage Stage `json:"stage,omitempty"`
	View  View  `json:"view,omitempty"`
	// Article is the id of the article that the person is in, Code the code that
	// led there (0: a symptom did), and Also other articles that hold the code.
	Article string         `json:"article,omitempty"`
	Code    knowledge.Code `json:"code,omitempty"`
	Also    []string       `json:"also,omitempty"`
	// Shown are the remedies on show, the first one leading; Brief are those of
	// them that are shown without their notes.
	Shown []string `json:"shown,omitempty"`
	Brief []string `json:"brief,omitempty"`
	// Question is the fact asked about.
	Question string `json:"question,omitempty"`
	// Candidates are the articles to choose from, Codes the codes.
	Candidates []string         `json:"candidates,omitempty"`
	Codes      []knowledge.Code `json:"codes,omitempty"`
	// Near are the documented codes that the one written resembles.
	Near []match.Suggestion `json:"near,omitempty"`
	// Prompt tells which question is asked in StageCode, and Begun the digits that a code begins
	// with of which the rest is asked for.
	Prompt string `json:"prompt,omitempty"`
	Begun  string `json:"begun,omitempty"`

	// Facts are what is known, by fact id; Unsettled are the facts that the
	// person does not know.
	Facts     map[string]string `json:"facts,omitempty"`
	Unsettled []string          `json:"unsettled,omitempty"`
	// Trail holds the codes in the order in which they appeared, and Skipped counts
	// those that are left out behind the first of a long one.
	Trail   []knowledge.Code `json:"trail,omitempty"`
	Skipped int              `json:"skipped,omitempty"`
	Tried   []Trial          `json:"tried,omitempty"`
}

// Trial is a remedy that the person tried.
type Trial struct {
	Article string `json:"article"`
	Remedy  string `json:"remedy"`
	Helped  bool   `json:"helped,omitempty"`
}

// Clone returns a copy that shares nothing that a turn may change.
func (c Conversation) Clone() Conversation {
	c.Offered = slices.Clone(c.Offered)
	c.Explained = slices.Clone(c.Explained)
	c.Messages = slices.Clone(c.Messages)
	c.Changes = slices.Clone(c.Changes)
	c.Pictures = slices.Clone(c.Pictures)
	c.Known = slices.Clone(c.Known)
	c.Problems = slices.Clone(c.Problems)
	c.Bursts = slices.Clone(c.Bursts)
	c.Blocks = slices.Clone(c.Blocks)
	c.Agents = slices.Clone(c.Agents)
	if c.Case != nil {
		cs := *c.Case
		c.Case = &cs
	}
	c.Now = c.Now.Clone()
	// The situations before are only read, pushed and popped: mostly pushed, so that there is room for
	// one more.
	if c.Before != nil {
		c.Before = append(make([]Situation, 0, len(c.Before)+1), c.Before...)
	}
	return c
}

// Clone returns a copy that shares no list and no map with s.
func (s Situation) Clone() Situation {
	s.Also = slices.Clone(s.Also)
	s.Shown = slices.Clone(s.Shown)
	s.Brief = slices.Clone(s.Brief)
	s.Candidates = slices.Clone(s.Candidates)
	s.Codes = slices.Clone(s.Codes)
	s.Near = slices.Clone(s.Near)
	s.Facts = maps.Clone(s.Facts)
	s.Unsettled = slices.Clone(s.Unsettled)
	s.Trail = slices.Clone(s.Trail)
	s.Tried = slices.Clone(s.Tried)
	return s
}

// Remember keeps where the person was, if this turn moved on from there.
func (c *Conversation) Remember(before Situation) {
	if before.Equal(&c.Now) {
		return
	}
	c.Before = latest(append(c.Before, before), maxBack)
}

// Learn takes in facts and reports whether any of them is new.
func (s *Situation) Learn(facts map[string]string) bool {
	learned := false
	for id, value := range facts {
		if s.Facts[id] == value {
			continue
		}
		if s.Facts == nil {
			s.Facts = make(map[string]string)
		}
		s.Facts[id] = value
		s.Unsettled = drop(s.Unsettled, id)
		learned = true
	}
	return learned
}

// Settled reports that there is no use in asking for a fact.
func (s *Situation) Settled(fact string) bool {
	_, known := s.Facts[fact]
	return known || slices.Contains(s.Unsettled, fact)
}

// HasTried reports whether the person tried a remedy in vain.
func (s *Situation) HasTried(article, remedy string) bool {
	return slices.ContainsFunc(s.Tried, func(t Trial) bool {
		return t.Article == article && t.Remedy == remedy && !t.Helped
	})
}

// AddCode adds a code to the trail.
func (s *Situation) AddCode(c knowledge.Code) {
	if n := len(s.Trail); n == 0 || s.Trail[n-1] != c {
		s.Trail = append(s.Trail, c)
	}
}

// drop removes s from list; an empty list becomes nil, as JSON brings it back.
func drop(list []string, s string) []string {
	list = slices.DeleteFunc(list, func(v string) bool { return v == s })
	if len(list) == 0 {
		return nil
	}
	return list
}

// Forget takes what a message said out of what is remembered.
func (c *Conversation) Forget(id MessageID) {
	if id == "" {
		return
	}
	c.Pictures = slices.DeleteFunc(c.Pictures, func(f File) bool { return f.In == id })
	if len(c.Pictures) == 0 {
		c.Pictures = nil
	}
	c.forgetProblems(id)
	if k := c.Case; k != nil && k.CommentIn == id {
		k.Comment, k.CommentIn = "", ""
	}
	if k := c.Case; k != nil && k.PendingIn == id {
		k.Pending, k.PendingIn = "", ""
	}
}

// Owner is who answers in a conversation: an agent, by the id, or the bot when
// it is empty.
type Owner string

// Bot reports whether the bot is the owner.
func (o Owner) Bot() bool { return o == "" }
