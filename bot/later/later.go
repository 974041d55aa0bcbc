package later

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"aktivering/knowledge"
	"aktivering/knowledge/fold"
)

// Wish is what a text says about a reminder.
type Wish int

// The wishes.
const (
	NoWish   Wish = iota
	Remind        // asks to be reminded
	Postpone      // says that it is for later, and no time
	Cancel        // wants no reminder any more
)

// The times that are read lie between the two, from now on.
const (
	Soonest = time.Minute
	Latest  = 31 * 24 * time.Hour
)

// maxText bounds the texts that are read, in bytes: a longer one tells of more than a time.
const maxText = 200

// The hours of the parts of a day; DayHour is that of a day that is named alone.
const (
	DayHour       = 9
	EveningHour   = 19
	morningHour   = 8
	noonHour      = 12
	afternoonHour = 16
)

// aFew is how many "a few" are.
const aFew = 2

// Reader reads times in the words of language data. The zero Reader reads nothing.
type Reader struct {
	times    *knowledge.Times
	numerals []knowledge.Words
}

// NewReader returns a reader that knows the words of language data.
func NewReader(l *knowledge.Language) Reader { return Reader{&l.Times, l.Answers.Numerals} }

// WishOf reads whether a text asks for a reminder.
func (r Reader) WishOf(text string) Wish {
	s, ok := r.read(text)
	if !ok {
		return NoWish
	}
	reminds := s.has(r.times.Remind)
	stops := 0
	for _, word := range s.words {
		if r.times.Cancel.Has(word) {
			stops++
		}
	}
	switch {
	case reminds && stops%2 == 1: // "ikke glem å minne meg" has two
		return Cancel
	case reminds && s.has(r.times.Later):
		return Postpone
	case reminds:
		return Remind
	}
	return NoWish
}

// When reads the time that a text names, seen from now, in the time zone of now. It returns
// false where none is named, or one that is over or too far away.
func (r Reader) When(text string, now time.Time) (time.Time, bool) {
	s, ok := r.read(text)
	if !ok {
		return time.Time{}, false
	}
	return within(now, s, r.when)
}

// within returns a time that is read, if it lies between Soonest and Latest.
func within(now time.Time, s said, read func(said, time.Time) (time.Time, bool)) (time.Time, bool) {
	at, ok := read(s, now)
	if wait := at.Sub(now); !ok || wait < Soonest || wait > Latest {
		return time.Time{}, false
	}
	return at, true
}

// OnlyWhen is When of a text that names a time and says hardly anything else.
func (r Reader) OnlyWhen(text string, now time.Time) (time.Time, bool) {
	if s, ok := r.read(text); !ok || len(s.words) > maxAlone || strings.Contains(text, "?") {
		return time.Time{}, false
	}
	return r.When(text, now)
}

// maxAlone is how many words a text has that says nothing but a time.
const maxAlone = 6

// said is a text while it is read.
type said struct {
	text  string // as it was written
	words []string
	whole string // the words, with a space around each
	// onDay tells that a date was taken out of the words, so many days from now.
	onDay bool
	ahead int
	// far tells that days are read that are further away than Latest.
	far bool
}

func (r Reader) read(text string) (said, bool) {
	if r.times == nil || len(text) > maxText {
		return said{}, false
	}
	return saidOf(text, strings.Fields(fold.Text(text)))
}

func saidOf(text string, words []string) (said, bool) {
	return said{text: text, words: words, whole: " " + strings.Join(words, " ") + " "}, len(words) > 0
}

// has reports one of some words or phrases.
func (s said) has(list knowledge.Words) bool {
	for phrase := range list {
		if strings.Contains(s.whole, " "+phrase+" ") {
			return true
		}
	}
	return false
}

// without returns the text without the phrases of a list, the longest first.
func (s said) without(list knowledge.Words) said {
	if !s.has(list) {
		return s // most texts have none, and need no sorted list
	}
	var phrases []string
	for phrase := range list {
		phrases = append(phrases, phrase)
	}
	slices.SortFunc(phrases, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	for _, phrase := range phrases {
		s.whole = strings.ReplaceAll(s.whole, " "+phrase+" ", " ")
	}
	rest, _ := saidOf(s.text, strings.Fields(s.whole))
	rest.onDay, rest.ahead, rest.far = s.onDay, s.ahead, s.far
	return rest
}

// when is the time that a text names, near or far.
func (r Reader) when(s said, now time.Time) (time.Time, bool) {
	asked := s.has(r.times.Remind)
	s = s.without(r.times.Remind)
	wait, days := r.duration(s)
	if !asked && !s.has(r.times.FromNow) {
		wait, days = 0, 0
	}
	return r.moment(s, now, wait, days)
}

// moment is when a wait and days are over, or else the day and the clock that a text names.
func (r Reader) moment(s said, now time.Time, wait time.Duration, days int) (time.Time, bool) {
	if wait > 0 {
		return now.Add(wait + time.Duration(days)*24*time.Hour), true
	}
	rest, ahead, named := r.day(s, now)
	if days > 0 {
		ahead, named = days, true
	}
	hour, minute, told := r.clock(rest)
	part, inPart := r.part(rest)
	switch {
	case told && inPart && part >= noonHour && hour < noonHour:
		hour += noonHour // seven in the evening
	case told:
	case inPart:
		hour = part
	case days > 0:
		hour, minute = now.Hour(), now.Minute()
	case named:
		hour = DayHour
	default:
		return time.Time{}, false
	}
	at := time.Date(now.Year(), now.Month(), now.Day()+ahead, hour, minute, 0, 0, now.Location())
	if !named && at.Sub(now) < Soonest { // this hour is over today
		at = time.Date(now.Year(), now.Month(), now.Day()+1, hour, minute, 0, 0, now.Location())
	}
	return at, true
}

// duration reads "two hours", "en halvtime" and "3 days": what is shorter than a day, and the
// days apart.
func (r Reader) duration(s said) (wait time.Duration, days int) {
	t := r.times
	for i, word := range s.words {
		switch {
		case t.HalfHour.Has(word):
			wait += 30 * time.Minute
			continue
		case t.Quarter.Has(word):
			wait += 15 * time.Minute
			continue
		}
		if i == 0 {
			continue
		}
		before := s.words[i-1]
		n, counted := r.number(before)
		half := t.Half.Has(before) || t.One.Has(before) && i > 1 && t.Half.Has(s.words[i-2])
		switch {
		case half && t.Hour.Has(word):
			wait += 30 * time.Minute
		case half || !counted:
		case t.Minute.Has(word):
			wait += time.Duration(n) * time.Minute
		case t.Hour.Has(word):
			wait += time.Duration(n) * time.Hour
		case t.Day.Has(word):
			days += n
		case t.Week.Has(word):
			days += 7 * n
		case t.Month.Has(word):
			days += 30 * n
		}
	}
	return wait, days
}

// number reads digits or a word for a number, such as "to" and "an".
func (r Reader) number(word string) (int, bool) {
	if n, err := strconv.Atoi(word); err == nil {
		return n, n > 0 && len(word) <= 4
	}
	if r.times.One.Has(word) {
		return 1, true
	}
	if r.times.Few.Has(word) {
		return aFew, true
	}
	i := slices.IndexFunc(r.numerals, func(forms knowledge.Words) bool { return forms.Has(word) })
	return i + 1, i >= 0
}

// day reads the day that is named, as days from now, and returns the text without it.
func (r Reader) day(s said, now time.Time) (rest said, ahead int, named bool) {
	t := r.times
	switch {
	case s.onDay:
		return s, s.ahead, true
	case s.has(t.DayAfter):
		return s.without(t.DayAfter), 2, true
	case s.has(t.Tomorrow):
		return s.without(t.Tomorrow), 1, true
	case s.has(t.Today):
		return s.without(t.Today), 0, true
	}
	for i, forms := range t.Weekdays {
		if s.has(forms) {
			return s, daysUntil(now, time.Weekday((i+1)%len(t.Weekdays))), true
		}
	}
	switch {
	case s.has(t.Weekend):
		return s, daysUntil(now, time.Saturday), true
	case s.has(t.Next) && s.has(t.Week):
		return s, daysUntil(now, time.Monday), true
	}
	return s, 0, false
}

// daysUntil is how many days it is to the next such day; never 0.
func daysUntil(now time.Time, day time.Weekday) int {
	const week = 7
	return (int(day-now.Weekday())+week-1)%week + 1
}

// part reads the part of a day that is named.
func (r Reader) part(s said) (hour int, ok bool) {
	t := r.times
	for _, p := range []struct {
		words knowledge.Words
		hour  int
	}{{t.Evening, EveningHour}, {t.Afternoon, afternoonHour}, {t.Noon, noonHour}, {t.Morning, morningHour}} {
		if s.has(p.words) {
			return p.hour, true
		}
	}
	return 0, false
}

// clock reads the time of a clock: "kl. 15", "15:30", "3 pm", "at noon" being none.
func (r Reader) clock(s said) (hour, minute int, ok bool) {
	for i, word := range s.words {
		if len(word) > 4 {
			continue
		}
		n, err := strconv.Atoi(strings.TrimRight(word, "apm"))
		if err != nil {
			continue
		}
		after := ""
		if i+1 < len(s.words) {
			after = s.words[i+1]
		}
		m, hasMinutes := minutes(s.text, word, after)
		pm := r.times.PM.Has(after) || strings.HasSuffix(word, "pm")
		am := r.times.AM.Has(after) || strings.HasSuffix(word, "am")
		if !hasMinutes && !pm && !am && (i == 0 || !r.times.Clock.Has(s.words[i-1])) {
			continue
		}
		switch {
		case pm && n < noonHour:
			n += noonHour
		case am && n == noonHour:
			n = 0
		}
		if n < 24 {
			return n, m, true
		}
	}
	return 0, 0, false
}

// minutes reads what stands behind an hour, joined to it by a colon or a full stop.
func minutes(text, hour, after string) (int, bool) {
	if len(after) != 2 || !strings.Contains(text, hour+":"+after) && !strings.Contains(text, hour+"."+after) {
		return 0, false
	}
	n, err := strconv.Atoi(after)
	return n, err == nil && n < 60
}
