package pages

import (
	"aktivering/internal/webdesk/plot"
)

// Insight is the page of figures.
type Insight struct {
	Base
	Periods []Option
	// Tiles are the figures that matter most.
	Tiles []Tile
	Days  Chart
	// Codes, Remedies, Closings and Ratings are shares of a whole, each a row.
	Codes, Remedies, Closings, Ratings Shares
	// Problems are those in force now.
	Problems []Problem
	Gaps     []Tile
	CSV      string
	// Cut tells that older turns were left out.
	Cut bool
}

// Tile is one figure.
type Tile struct {
	Label, Value, About string
	// Class tells whether it is as it should be: good, warn or empty.
	Class string
	URL   string
}

// Chart is a chart of columns, and the table behind it.
type Chart struct {
	plot.Columns
	Legend []string
	Head   []string
	Rows   [][]string
}

// Shares are rows with a bar each.
type Shares struct {
	Rows []Share
	Head []string
}

// Share is one row.
type Share struct {
	Label, URL, Code string
	Value            string
	// Percent is how long the bar is.
	Percent float64
	Class   string
}

// Problem is a problem that many have.
type Problem struct {
	// Desk is the name of the desk that it is of, and At what that is called where there are several.
	Desk, At string
	Number   int
	// Text is what people are told, and About the title of the article that it is about.
	Text, About string
	Codes       []string
	// Until is when it ends and By who told of it, in words; End is why it is over, empty while
	// it is in force.
	Until, By, End string
	// Subjects are what it is about, and UntilField when it ends, as fields hold them.
	Subjects, UntilField string
}

// Burst is a code that many people had lately.
type Burst struct {
	Code, When string
	// URL is where it is made known.
	URL string
}

// Problems lists known problems, and makes one.
type Problems struct {
	Base
	// Desks are those that a problem can be made known at; none where there is one.
	Desks []Option
	// NoDesk tells that there is none.
	NoDesk      bool
	Known, Over []Problem
	Bursts      []Burst
	// About, Text and Until are what somebody writes of a new one.
	About, Text, Until string
	// Zone is where times are, and Earliest the first one that can be chosen.
	Zone, Earliest string
	MaxText        int
	Titles         []Option
	Key            string
}

// Blocked lists the people of whom nothing is taken in.
type Blocked struct {
	Base
	List []Blocking
	Key  string
}

// Blocking is one of them.
type Blocking struct {
	Number int
	// At is the desk that the block is of, where there are several.
	At string
	// Name is empty of somebody who is forgotten; Person is the id.
	Name, Person, Platform string
	// Why and By tell why they are blocked, and who blocked them when.
	Why, By, Until string
	// Case and URL are the case in which it was done; empty where that is not known.
	Case, URL string
}

// Gaps lists where knowledge falls short.
type Gaps struct {
	Base
	Periods                  []Option
	Questions, Codes, Asides []Gap
	Near                     []Gap
	Turns                    int
}

// Gap is one of them.
type Gap struct {
	// Number is that of the draft; 0 where there is none.
	Number int
	URL    string
	Text   string
	More   []string
	About  string
	Counts string
}

// Draft is the draft of an article.
type Draft struct {
	Base
	ID, Text string
	// Back is where the editor came from, by the name BackName.
	Back, BackName string
	// Into are the folders that it can be saved in, by the address of the file there; Unsaved tells
	// why there is none.
	Into    []Option
	Unsaved string
}

// NewArticle is a form for an article that begins from nothing.
type NewArticle struct {
	Base
	// Heading, Code, Meaning and Symptoms, one a line, are what the editor wrote.
	Heading, Code, Meaning, Symptoms string
	// In are the languages that it can be written in, and Kinds what it can be about.
	In, Kinds []Option
	// Known is the article that the code has already; its URL is empty where it has none.
	Known Listed
}

// Own lists the files of an organisation's own folders.
type Own struct {
	Base
	Packs []Pack
}

// Pack is one of the folders; Problem tells why nothing can be written in it.
type Pack struct {
	Name, Problem string
	Files         []File
}

// File is a file of a folder, with the title of its article.
type File struct {
	Name, Title, URL string
	// Draft tells that its article answers nobody yet.
	Draft bool
}

// Edit is a file to be changed.
type Edit struct {
	Base
	// Pack is the folder, URL the file's address, and Article that of the article it holds.
	Pack, URL, Article string
	Text               string
	// Version is that of what the editor has seen; IsNew tells that there is none.
	Version string
	IsNew   bool
	// Faults are what has to be mended, and Lacks what a draft needs before it answers.
	Faults, Lacks []FileFault
	// Now is what the file holds where somebody else has changed it.
	Now string
}

// FileFault is a fault in a file: File is empty of the one that is edited, and Line 0 of the whole.
type FileFault struct {
	File, Words string
	Line        int
}

// Knowledge lists articles, and tries a message.
type Knowledge struct {
	Base
	Query string
	// In are the languages, Windows the versions and Audiences the people that articles are shown for.
	In, Windows, Audiences []Option
	Articles               []Listed
	Count                  int
	// Tried is what came of a message; nil where none was tried.
	Tried *Tried
	Text  string
	// Gaps tells that what lacks can be seen.
	Gaps bool
}

// Listed is an article of the list.
type Listed struct {
	ID, URL, Title, Audience string
	Codes                    []string
}

// Tried is what the bot makes of a message.
type Tried struct {
	Decision, Confidence, Language string
	Codes                          []string
	Articles                       []Listed
	Concepts                       []string
	Blocks                         []Block
	Choices                        []string
	// Why tells in full why the text is read as it is; nil where that is not known.
	Why *Why
}

// Why is everything that decides how a text is read.
type Why struct {
	Act, Value string
	Also       []string
	// Acts are the likeliest acts, Evidence what speaks for the first one or against it, and About
	// the likeliest subjects of a question.
	Acts, Evidence, About []Weighed
	Clauses               []Clause
	// Told and Untold are facts that the text tells, or names without telling.
	Told, Untold []string
}

// Weighed is something with its weight.
type Weighed struct {
	Label, Weight string
	// For tells that it speaks for it.
	For bool
}

// Clause is a clause and what it is read as by itself.
type Clause struct{ Text, Mood, Time, Speaker, Denied, Act, Lead string }

// Reading is an article to be read.
type Reading struct {
	Base
	In, Windows []Option
	Article     *Article
	Symptoms    []string
	Facts       []Fact
	// Back is the list, and Edit where the article is changed; empty where it cannot be.
	Back, Edit string
}

// Fact is a question about the person's situation.
type Fact struct {
	ID, Question string
	Answers      []Option
}

func (Problems) page() string   { return "problems.html" }
func (Blocked) page() string    { return "blocks.html" }
func (Insight) page() string    { return "insight.html" }
func (Gaps) page() string       { return "gaps.html" }
func (Own) page() string        { return "own.html" }
func (Edit) page() string       { return "edit.html" }
func (Draft) page() string      { return "draft.html" }
func (NewArticle) page() string { return "new.html" }
func (Knowledge) page() string  { return "knowledge.html" }
func (Reading) page() string    { return "article.html" }
