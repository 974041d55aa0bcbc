package knowledge

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// Code is an error code: the 32 bits that Windows shows as 0x and eight
// hexadecimal digits.
type Code uint32

// String returns the code as it is usually written, such as 0xC004F213.
func (c Code) String() string { return fmt.Sprintf("0x%08X", uint32(c)) }

// ParseCode reads the written form 0x and eight hexadecimal digits, in any case.
func ParseCode(s string) (Code, error) {
	if len(s) != 10 || s[0] != '0' || (s[1] != 'x' && s[1] != 'X') {
		return 0, fmt.Errorf("code %q: want 0x and eight hexadecimal digits", s)
	}
	n, err := strconv.ParseUint(s[2:], 16, 32)
	if err != nil {
		return 0, fmt.Errorf("code %q: want 0x and eight hexadecimal digits", s)
	}
	return Code(n), nil
}

// Article is one documented problem: how it is recognised and the ways out.
type Article struct {
	// ID names the article: its first code, or a word in the editors' language.
	ID string
	// Codes are the error codes that the article answers, the first one leading.
	Codes []Code
	// Kinds are the kinds of message that the article answers. A question of a kind that is not
	// among them never gets it because of shared words.
	Kinds []Kind
	// Windows lists the versions that the article is documented for, newest first.
	Windows []string
	Title   Text
	// Symptoms are ways in which people describe the problem, in their words.
	Symptoms Lines
	// Meaning says in a sentence or two what has happened.
	Meaning  Text
	Remedies []Remedy
	// Questions are the ids of the facts that may be asked about here.
	Questions []string
	// SeeAlso are the ids of articles that people may want to go on to from here.
	SeeAlso []string
	Sources []Source
	// Notes are what extensions add to the article as a whole.
	Notes []Note
	// Pack is the folder that the article came from, File its path in there.
	Pack, File string

	// own is the article as its file has it, where extensions were added to it.
	own *Article
}

// Kind is what a message wants to know.
type Kind string

// The kinds of message.
const (
	KindError   Kind = "error"   // an error code, or the words of an error
	KindSymptom Kind = "symptom" // a problem as somebody describes it
	KindHowTo   Kind = "how-to"  // how something is done, or where it is
	KindMayI    Kind = "may-i"   // whether something is allowed, needed, possible or lost
	KindWhatIs  Kind = "what-is" // what something is or means
	KindWhatIf  Kind = "what-if" // what happens in a case that has not come
)

// Kinds returns every kind of message.
func Kinds() []Kind {
	return []Kind{KindError, KindSymptom, KindHowTo, KindMayI, KindWhatIs, KindWhatIf}
}

// Remedy is one documented way out, or what to do after a question was answered.
type Remedy struct {
	// ID is unique within its article.
	ID    string
	Title Text
	// Short names the remedy in a few words, where it stands among others that were tried;
	// often empty.
	Short Text
	// When tells in which situations the remedy applies; empty means always.
	When  When
	Steps Lines
	// First tells in which situations the remedy goes before all others; empty means never. All
	// of it must be known.
	First When
	// Needs is what it takes, beside the steps, before anybody can say whether they helped.
	Needs Need
	// Confirm is the id of a fact that must be "yes" before the steps are shown, because they take
	// something away; empty where they do not. The notes say what that is.
	Confirm string
	// Link opens the right place on the device, such as ms-settings:activation.
	Link  string
	Notes []Note
	// Sources are ids of the article's sources.
	Sources []string
}

// ShowsSteps reports that the steps may be shown with the facts that are known.
func (r *Remedy) ShowsSteps(known map[string]string) bool {
	return r.Confirm == "" || known[r.Confirm] == ValueYes
}

// Need is what a remedy needs beside its steps.
type Need string

// The needs.
const (
	NeedsNothing Need = ""
	NeedsTime    Need = "time"    // to wait
	NeedsPeople  Need = "people"  // an answer of somebody else
	NeedsReading Need = "reading" // to read on elsewhere
	NeedsAnswer  Need = "answer"  // nothing: a question was answered, no fault is to be gone
)

// Note is an exception or a remark to a remedy.
type Note struct {
	Text Text
	// When tells in which situations the note matters; empty means always.
	When When
	// From is who says so, where it is none of the article's sources; often empty.
	From Text
}

// When maps the id of a fact to the values with which something applies. Every
// fact named must agree; a fact not yet known agrees with everything.
type When map[string][]string

// Allows reports whether nothing known contradicts w.
func (w When) Allows(known map[string]string) bool {
	for fact, values := range w {
		v, ok := known[fact]
		if !ok {
			continue
		}
		if !slices.Contains(values, v) {
			return false
		}
	}
	return true
}

// Holds reports whether all of w is known to be so; an empty one never is.
func (w When) Holds(known map[string]string) bool {
	for fact := range w {
		if _, ok := known[fact]; !ok {
			return false
		}
	}
	return len(w) > 0 && w.Allows(known)
}

// Label names the remedy in as few words as there are.
func (r *Remedy) Label() Text {
	if len(r.Short) > 0 {
		return r.Short
	}
	return r.Title
}

// Source says where facts were read: a heading of a document, for one version
// of Windows.
type Source struct {
	// ID is what remedies refer to, unique within the article.
	ID string
	// Document is the id of the pack's document.
	Document string
	Heading  string
	Windows  string
	// Retold tells that the document was not read itself, but what others tell of it.
	Retold bool
}

// Document is something that facts are taken from.
type Document struct {
	ID, Publisher, URL string
	// Title is what the document is called, in every language alike where it has but one.
	Title Text
	// Language is the one that the document was read in, such as pl; empty where it is that of
	// the title.
	Language string
	// Read is the day on which the document was last read.
	Read time.Time
	// Pack is the folder whose pack.yaml lists the document.
	Pack string

	undated bool // the file gives no day
}

// Fact is something about a person's situation that a question can settle.
type Fact struct {
	ID       string
	Question Text
	// Term is the id of the term that explains what is asked; often empty.
	Term   string
	Values []Value
}

// Value is one answer to a fact's question.
type Value struct {
	ID    string
	Label Text
	// Said are phrases by which people tell the value without being asked, such
	// as "win 10" or "har ingen nøkkel".
	Said []string
}

// FactWindows is the fact that tells the version of Windows. Texts follow it.
const FactWindows = "windows"

// FactAudience is the fact that tells whom a person is, one of the audiences. What a person is
// led to follows it.
const FactAudience = "audience"

// ValueOther is the value of a fact that stands for all that its other values do not name.
const ValueOther = "other"

// ValueYes is the value of a fact that is settled by yes or no, for yes.
const ValueYes = "yes"

// Newest is the version of Windows whose words are used where the person's
// version is not known.
const Newest = "11"
