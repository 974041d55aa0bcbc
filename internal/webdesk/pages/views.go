package pages

import (
	"time"

	"aktivering/bot/content"
	"aktivering/internal/webdesk/texts"
)

// View is what one page shows. Each page has a type of its own.
type View interface {
	// page is the name of the page's template.
	page() string
}

// Base is what every page shows around its own.
type Base struct {
	T texts.Words
	// Title is the page's, without the name of the program.
	Title string
	// User is who is signed in, and Role the name of their role; empty before that.
	User, Role string
	// Editor and Administrator tell what else they may do.
	Editor, Administrator bool
	// Workspaces tells that they may set something for single workspaces.
	Workspaces bool
	// Active is the part of the desk that the page is in.
	Active string
	// Unclaimed is how many cases wait for somebody.
	Unclaimed int
	// Present are others who have a page open.
	Present []string
	// Languages are those that can be chosen.
	Languages []Language
	// Path is the page itself.
	Path string
	// Notice tells what came of what was done; Problem tells that it was not.
	Notice, Problem string
}

// Language is one that can be chosen.
type Language struct {
	ID, Name string
	Chosen   bool
}

// Option is one of several that can be chosen.
type Option struct {
	Value, Label string
	Chosen       bool
}

// SignIn is the page where people sign in.
type SignIn struct {
	Base
	// Provider tells that an OpenID provider signs in; else Secret is that of a link, which is
	// valid if Valid is set, and Name whom it was made for.
	Provider     bool
	Secret, Name string
	Valid        bool
	// Next is where to go on.
	Next string
}

// Failure is a page that tells that something did not work.
type Failure struct {
	Base
	Words string
}

// Queue lists cases.
type Queue struct {
	Base
	Tabs []Tab
	// Query is what is searched for.
	Query                          string
	Code                           string
	Platforms, InLanguages, States []Option
	// Tab is the one that is open.
	Tab      string
	Filtered bool
	// Known are the problems in force, and Bursts codes that many people had lately.
	Known  []Problem
	Bursts []Burst
	Cases  []Row
	// Next is the address of the next page; empty after the last one.
	Next string
	// Key is that of a submission.
	Key string
}

// Tab is one of the lists.
type Tab struct {
	ID, Label, URL string
	// Count is how many cases there are, as text; empty where it is not told.
	Count  string
	Active bool
}

// Row is one case of a list.
type Row struct {
	Number int
	URL    string
	// Name is the person's, and Initials stand for it.
	Name, Initials     string
	Platform, Language string
	// State is the state, for colours, and StateText the same in words.
	State, StateText string
	Agent            string
	Mine, Urgent     bool
	// Codes and About are what it is about.
	Codes []string
	About string
	// Age is for how long the person has waited, or the time of the end, and At the time.
	Age string
	At  time.Time
	// Late tells that it takes longer than it should, and Waiting that the person spoke last.
	Late, Waiting bool
	// Snippet is where the search found it.
	Snippet []Part
	Who     string
	// CanClaim tells that it can be taken.
	CanClaim bool
}

// Part is a part of a text.
type Part struct {
	Text string
	Hit  bool
}

// Case is one case.
type Case struct {
	Base
	Row
	Key   string
	Lines []Line
	// Fields are what is known.
	Fields []content.Field
	// Article is the one that the person is in; nil where there is none.
	Article *Article
	// Suggested are articles for what the person wrote last.
	Suggested []Suggestion
	// Titles are all articles, to be sent.
	Titles  []Option
	Canned  []Option
	Closing []Option
	Snooze  []Option
	// BlockFor is for how long the person can be blocked.
	BlockFor []Option
	// Can tells what can be done.
	Can Can
	// Looking are others who have the page open.
	Looking []string
	// Draft and DraftNote are what was not sent.
	Draft, DraftNote string
	Before           int
	// Back is the list that it was opened from.
	Back string
}

// Can tells what can be done with a case.
type Can struct {
	Claim, Take, Reply, Release, Return, Snooze, Close, Reopen, Assign bool
}

// Line is a line of a transcript.
type Line struct {
	// ID names the line in the page.
	ID   string
	From string
	Who  string
	At   time.Time
	// Clock is At as people write it, and Day the day where it is another than before.
	Clock, Day string
	Words      string
	Blocks     []Block
	Choices    []string
	Pictures   []Picture
	// Status tells that it was not shown to the person, in words.
	Status string
	New    bool
}

// Picture is one that is shown.
type Picture struct{ URL, Name string }

// Suggestion is an article that may fit.
type Suggestion struct{ ID, Title, Why string }

// Article is an article as a person would be shown it.
type Article struct {
	ID, Title string
	URL       string
	Codes     []string
	Windows   []string
	Audience  string
	Meaning   []content.Span
	// Notes are what an organisation says of it.
	Notes    []Block
	Remedies []Remedy
	Sources  []Block
	SeeAlso  []Option
}

// Remedy is one way out.
type Remedy struct {
	ID, Title string
	Blocks    []Block
	When      []string
	// Helped and Judged tell how often it helped.
	Helped, Judged int
}

// People lets others in.
type People struct {
	Base
	Roles    []Option
	Provider bool
	// Link is one that was just made; it is shown once.
	Link string
	For  string
	Key  string
}

func (SignIn) page() string  { return "signin.html" }
func (Failure) page() string { return "failure.html" }
func (Queue) page() string   { return "queue.html" }
func (Case) page() string    { return "case.html" }
func (People) page() string  { return "people.html" }
