package mcp

import "aktivering/bot/match"

// The versions of Windows that menus can be named for; the first one unless another is asked for.
const (
	windows11 = "11"
	windows10 = "10"
)

// What arguments hold at most, in characters. Their descriptions tell it.
const (
	maxCode = 100
	maxText = 10_000
	maxID   = 100
)

// How are the arguments that every tool has: the words that the answer is put in.
type How struct {
	Language string `json:"language,omitempty" jsonschema:"the language of the texts: nb (the default), nn or en"`
	Windows  string `json:"windows,omitempty" jsonschema:"the version of Windows whose menus are named: 11 (the default) or 10"`
}

// LookUp are the arguments of look_up.
type LookUp struct {
	Code string `json:"code" jsonschema:"an error code as people write it, such as 0xC004F213; at most 100 characters"`
	How
}

// Match are the arguments of match.
type Match struct {
	Text string `json:"text" jsonschema:"what a person wrote, in their own words; at most 10,000 characters"`
	How
}

// Read are the arguments of article.
type Read struct {
	ID string `json:"id" jsonschema:"the id of an article, as look_up and match tell it; at most 100 characters"`
	How
}

// CodeAnswer is what look_up answers.
type CodeAnswer struct {
	Code       string    `json:"code" jsonschema:"the code as it was read"`
	Documented bool      `json:"documented" jsonschema:"whether there are remedies for the code"`
	Articles   []Article `json:"articles,omitempty" jsonschema:"the articles that answer the code, the likeliest first"`
	Name       string    `json:"name,omitempty" jsonschema:"what the headers of Windows call the code"`
	Meaning    string    `json:"meaning,omitempty" jsonschema:"what the code tells by its name and its bits"`
	Near       []Near    `json:"near,omitempty" jsonschema:"documented codes that differ in one character: ask the person which one the screen shows"`
	Sources    []Source  `json:"sources"`
}

// Near is a documented code that resembles one that is not.
type Near struct {
	Code    string `json:"code"`
	Article string `json:"article" jsonschema:"the id of the article that answers it"`
	Title   string `json:"title"`
}

// TextAnswer is what match answers.
type TextAnswer struct {
	Decision   match.Decision `json:"decision" jsonschema:"answer: the first article answers the text; clarify: ask which of the articles it is; suggest: a code was probably mistyped, see near; unknown-code: no article has the code; refuse: a crack or a free key was asked for; human: a person was asked for; none: no article answers the text, see reply"`
	Confidence float64        `json:"confidence" jsonschema:"how often a decision like this is right, from 0 to 1"`
	Language   string         `json:"language,omitempty" jsonschema:"the language of the text, where it can be told"`
	Articles   []Brief        `json:"articles,omitempty" jsonschema:"the articles that answer the text, the best first"`
	Codes      []string       `json:"codes,omitempty" jsonschema:"the error codes in the text"`
	Near       []Near         `json:"near,omitempty" jsonschema:"documented codes that differ in one character from one in the text"`
	Reply      string         `json:"reply" jsonschema:"what the bot replies, with its sources"`
	Sources    []Source       `json:"sources" jsonschema:"what the articles were read in"`
}

// Brief is an article in brief.
type Brief struct {
	ID      string   `json:"id"`
	Title   string   `json:"title"`
	Codes   []string `json:"codes,omitempty"`
	Meaning string   `json:"meaning"`
}

// Article is an article.
type Article struct {
	Brief
	Windows  []string `json:"windows" jsonschema:"the versions of Windows that the article is documented for"`
	Audience string   `json:"audience,omitempty" jsonschema:"whom it is written for, where not for everybody"`
	Notes    []Note   `json:"notes,omitempty"`
	Remedies []Remedy `json:"remedies" jsonschema:"the documented ways out, the likeliest first"`
	SeeAlso  []string `json:"see_also,omitempty" jsonschema:"the ids of articles to go on to"`
	Sources  []Source `json:"sources"`
}

// Remedy is one documented way out.
type Remedy struct {
	Title string   `json:"title"`
	When  []Fact   `json:"when,omitempty" jsonschema:"the remedy applies where all of these hold; without any, always"`
	Steps []string `json:"steps"`
	// AskFirst is what the person must say yes to before the steps are told.
	AskFirst string   `json:"ask_first,omitempty" jsonschema:"the steps take something away: ask the person this before you tell them"`
	Link     string   `json:"link,omitempty" jsonschema:"what opens the right place on the PC"`
	Notes    []Note   `json:"notes,omitempty"`
	Sources  []string `json:"sources" jsonschema:"the ids of the sources that it was read in"`
}

// Note is an exception or a remark.
type Note struct {
	Text string `json:"text"`
	From string `json:"from,omitempty" jsonschema:"who says so, where it is none of the sources"`
	When []Fact `json:"when,omitempty"`
}

// Fact is a question about the person's situation, and the answers to it with which something
// holds.
type Fact struct {
	Question string   `json:"question"`
	Answers  []string `json:"answers"`
}

// Source is where something was read, and when.
type Source struct {
	ID        string `json:"id,omitempty"`
	Publisher string `json:"publisher"`
	Title     string `json:"title"`
	URL       string `json:"url,omitempty"`
	Heading   string `json:"heading,omitempty"`
	Windows   string `json:"windows,omitempty" jsonschema:"the version of Windows that it is about"`
	Read      string `json:"read" jsonschema:"the day on which it was last read"`
	Retold    bool   `json:"retold,omitempty" jsonschema:"it was not read itself, but what others tell of it"`
}
