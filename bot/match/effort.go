package match

// effort counts the work on one text. It bounds what one text can cost, and tests
// hold it linear in the length of the text, which no clock could do reliably.
type effort struct {
	words  int // words looked up in the lists
	forms  int // forms of several words compared with the text
	reads  int // stems, splits and spellings tried for words that no list has
	scores int // mentions gathered and symptoms compared for a part of the text, and patterns of intents
	ahead  int // bytes looked at to find the ends of identifiers
	codes  int // documented codes compared with a code that is not
}

func (e *effort) total() int { return e.words + e.forms + e.reads + e.scores + e.ahead + e.codes }

// maxReads bounds the stems, splits and spellings tried for the words of one text: some
// 15 times what 1,500 ordinary words take. Words after that are looked up as they are
// written.
const maxReads = 20_000

// exhausted reports that the words that no list has are read no further.
func (e *effort) exhausted() bool { return e.reads >= maxReads }

// maxScores bounds how many symptoms are compared with the parts of one text: some ten
// times what 1,500 ordinary words take. With very many articles a single sentence can touch
// as many: minWindows parts of a text are always searched.
const (
	maxScores  = 100_000
	minWindows = 8
)
