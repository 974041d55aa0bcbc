package knowledge

import (
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"aktivering/knowledge/fold"
)

// Words is a set of words and phrases in the form in which they are compared (see
// [fold.Text]), of every language together.
type Words map[string]bool

// Has reports whether a folded word is one of the set.
func (w Words) Has(word string) bool { return w[word] }

// Answers are the words of short answers.
type Answers struct {
	// Number stands before the number of a choice.
	Number Words
	// Numerals and Ordinals are the words for the first choice, the second and so on. Middle is
	// the one in the middle, and Last the last one.
	Numerals, Ordinals []Words
	Middle, Last       Words
	// Ending says that the end of a code follows.
	Ending Words
	// Step stands before the number of a step, or after its place.
	Step Words
	// AroundPlace may stand around an ordinal. Untelling tells nothing about which label is meant.
	AroundPlace, Untelling Words
	Yes, No                Words
	// Unsure are whole phrases.
	Unsure Words
	// Outcome tells that a remedy helped, or with a Negation that it did not. Infinitive are
	// forms that tell it with a Negation only: "didn't help".
	Outcome, Infinitive, Negation, AroundOutcome Words
	// Acknowledged are whole answers by which people say that they will try a remedy. Tries are
	// words of others, and WhenTried says when.
	Acknowledged, Tries, WhenTried Words
	// Means are whole texts that ask what something means, and MeansCode those that ask it of the
	// code or the error.
	Means, MeansCode Words
	// WhatNow are whole texts that ask what is to be done now.
	WhatNow Words
	// Privacy are whole texts that ask what is kept of the person, or to erase it.
	Privacy Words
	// Solved are whole answers that say that all is well now.
	Solved Words
	// AroundAnswer may stand around an answer without changing it.
	AroundAnswer Words
}

// ClauseWords are the words that tell what kind of clause they stand in.
type ClauseWords struct {
	// Joins stand between two clauses. Denies deny what follows, also with Fillers between.
	Joins, Denies, Fillers Words
	// Asks and Orders begin a question and an order. Wishes say that something is wished for.
	Asks, Orders, Wishes Words
	// Done is over, Ongoing goes on now, Planned is to come, and Imagined is not so, or perhaps
	// not, unless one of Hedges says otherwise.
	Done, Ongoing, Planned, Imagined, Hedges Words
	// Quoted comes before what the screen says, and Others are people beside the one who writes.
	Quoted, Others Words
	// Shown are things on the screen that a step needs, and Another says that another PC is spoken of.
	Shown, Another Words
}

// DeskWords are the words of what is written in a case.
type DeskWords struct {
	// Commands maps the folded words of a command to what an agent does.
	Commands map[string]string
	// Closings are the words for why a case is closed; the first that fits counts. They are
	// not folded.
	Closings []Closing
	// Until comes before the time at which a problem is expected to be solved.
	Until Words
	// Stop ends a talk with an agent. Bot is what the bot is called, and Again asks for it
	// again.
	Stop, Bot, Again Words
	// Self is what somebody calls themselves who asks for a person, and Others whoever else
	// may be the one who needs one.
	Self, Others Words
}

// Closing is a reason for which a case is closed, and how agents write it.
type Closing struct {
	ID    string
	Words []string
}

// CodeWords are the words before a number that tell whether it is an error code: in small
// letters, not folded.
type CodeWords struct {
	// Error is part of a word that speaks of an error, and ErrorShort is all of it.
	Error, ErrorShort []string
	// Other begins a word that speaks of something else, and Memory is part of one that speaks
	// of a place in memory.
	Other, Memory []string
	// Newer says, between two codes, that the second is the newer one. It is folded.
	Newer Words
	// Logs says, before a code, that it was read in a log. It is folded.
	Logs Words
	// Spoken are the words for the digits from nought to nine, and Cross those for the x in 0x. They
	// are folded.
	Spoken []Words
	Cross  Words
}

// allLanguages is the key of words that are the same in every language.
const allLanguages = "all"

// byLanguage reads a mapping of languages to something, and what is the same in all of them.
func (f *file) byLanguage(n *yaml.Node, what string, read func(n *yaml.Node, what string)) {
	all := may(allLanguages, func(v *yaml.Node) { read(v, what+" in every language") })
	f.byLang(n, what, func(l Lang, v *yaml.Node) { read(v, what+" in "+string(l)) }, all)
}

// spelled reads words of every language as they are written, and calls add for each.
func (f *file) spelled(n *yaml.Node, what string, add func(n *yaml.Node, what, form string)) {
	if f.describes("words") {
		return
	}
	f.byLanguage(n, what, func(n *yaml.Node, what string) {
		forms := f.forms(n, what)
		for i, form := range forms {
			if slices.Contains(forms[:i], form) {
				f.fault(n, "%s: %q is there twice", what, form)
			}
			if form != "" {
				add(n, what, form)
			}
		}
	})
}

// small reads words that are looked for as they are written, each once.
func (f *file) small(n *yaml.Node, what string) []string {
	var all []string
	f.spelled(n, what, func(n *yaml.Node, what, form string) {
		if form != strings.ToLower(form) {
			f.fault(n, "%s: %q must be in small letters", what, form)
		}
		if !slices.Contains(all, form) {
			all = append(all, form)
		}
	})
	return all
}

// readClauses reads the words of clauses.
func (l *Language) readClauses(f *file) {
	c := &l.Clauses
	words := func(name string, to *Words, about string) field {
		return must(name, func(n *yaml.Node) { *to = f.words(n, name) }).about(about)
	}
	f.fields(f.root, "the words of clauses",
		words("asks", &c.Asks, "At the beginning of a clause they make it a question."),
		words("joins", &c.Joins, "They stand between two clauses."),
		words("denies", &c.Denies, "They deny what follows in their clause."),
		words("fillers", &c.Fillers, "They may stand between a negation and what it denies."),
		words("orders", &c.Orders, "At the beginning of a clause they ask for something to be done."),
		words("wishes", &c.Wishes, "They say that something is wished for."),
		words("done", &c.Done, "They say that it is done already."),
		words("hedges", &c.Hedges, "With these a clause is no condition."),
		words("imagined", &c.Imagined, "They say that a clause is about what is not so, or perhaps not."),
		words("planned", &c.Planned, "They say that it is to come."),
		words("ongoing", &c.Ongoing, "They say that it goes on now."),
		words("quoted", &c.Quoted, "They say that it is what the screen, Windows or somebody else says."),
		words("others", &c.Others, "Of these it speaks who are neither the person nor Windows."),
		words("shown", &c.Shown, "Things on the screen that a step needs: where one is denied, it could not be done."),
		words("another", &c.Another, "They say that another PC is spoken of than the one before."))
}

// words reads words of every language, and folds them.
func (f *file) words(n *yaml.Node, what string) Words {
	words := make(Words)
	f.spelled(n, what, func(n *yaml.Node, what, form string) { f.addFolded(words, n, what, form) })
	return words
}

// addFolded adds a word to a set.
func (f *file) addFolded(words Words, n *yaml.Node, what, form string) {
	folded := fold.Text(form)
	if folded == "" {
		f.fault(n, "%s: %q has no letters", what, form)
		return
	}
	words[folded] = true
}

// numbered reads, in every language, words for the first, the second and so on.
func (f *file) numbered(n *yaml.Node, what string) []Words {
	if f.describes("words") {
		return nil
	}
	var all []Words
	f.byLanguage(n, what, func(n *yaml.Node, what string) {
		for i, forms := range f.forms(n, what) {
			if i == len(all) {
				all = append(all, make(Words))
			}
			for form := range strings.FieldsSeq(forms) {
				f.addFolded(all[i], n, what, form)
			}
		}
	})
	seen := make(Words)
	for i, words := range all {
		for _, word := range slices.Sorted(maps.Keys(words)) {
			if seen[word] {
				f.fault(n, "%s: %q stands for two numbers, one of them %d", what, word, i+1)
			}
			seen[word] = true
		}
	}
	return all
}

func (l *Language) readAnswers(f *file) {
	a := &l.Answers
	words := func(key string, into *Words) field {
		return must(key, func(n *yaml.Node) { *into = f.words(n, key) })
	}
	f.fields(f.root, "the short answers",
		words("number", &a.Number),
		must("numerals", func(n *yaml.Node) { a.Numerals = f.numbered(n, "numerals") }).about("The words for one, two and so on."),
		must("ordinals", func(n *yaml.Node) { a.Ordinals = f.numbered(n, "ordinals") }).about("The words for the first, the second and so on."),
		words("middle", &a.Middle),
		words("last", &a.Last),
		words("ending", &a.Ending),
		words("step", &a.Step),
		words("around_place", &a.AroundPlace),
		words("untelling", &a.Untelling),
		words("yes", &a.Yes),
		must("no", func(n *yaml.Node) {
			a.No = f.words(n, "no")
			for _, word := range slices.Sorted(maps.Keys(a.No)) {
				if a.Yes.Has(word) {
					f.fault(n, "no: %q says yes too", word)
				}
			}
		}).about("No word can say yes too."),
		words("unsure", &a.Unsure),
		words("outcome", &a.Outcome),
		words("infinitive", &a.Infinitive),
		words("negation", &a.Negation),
		words("around_outcome", &a.AroundOutcome),
		words("acknowledged", &a.Acknowledged),
		words("tries", &a.Tries),
		words("when_tried", &a.WhenTried),
		words("means", &a.Means),
		words("means_code", &a.MeansCode),
		words("what_now", &a.WhatNow),
		words("privacy", &a.Privacy),
		words("solved", &a.Solved).about("Whole answers that say that all is well now."),
		words("around_answer", &a.AroundAnswer))
}

// commands are what an agent can do by a word.
func commands() []string {
	return []string{"answer", "note", "claim", "take", "release", "transfer", "assign", "urgent", "normal", "return", "snooze", "close", "block", "reopen", "article", "canned", "show", "problem", "solved", "blocks", "unblock", "help"}
}

// closings are why an agent can say that a case is closed.
func closings() []string {
	return []string{"article", "agent", "duplicate", "not-ours", "no-answer"}
}

func (l *Language) readDesk(f *file) {
	d := &l.Desk
	words := func(key string, into *Words) field {
		return must(key, func(n *yaml.Node) { *into = f.words(n, key) })
	}
	f.fields(f.root, "the words of the desk",
		must("commands", func(n *yaml.Node) { d.Commands = f.commands(n) }).about("By what an agent does, the words before a colon or after an exclamation mark."),
		must("closings", func(n *yaml.Node) {
			fields := make([]field, 0, len(closings()))
			for _, id := range closings() {
				fields = append(fields, must(id, func(v *yaml.Node) {
					d.Closings = append(d.Closings, Closing{ID: id, Words: f.small(v, id)})
				}))
			}
			f.fields(n, "closings", fields...)
		}).about("Why a case is closed, in small letters."),
		must("until", func(n *yaml.Node) { d.Until = f.words(n, "until") }).about("Before the time at which a problem that many have is expected to be solved, a word each."),
		must("to_bot", func(n *yaml.Node) {
			f.fields(n, "to_bot", words("stop", &d.Stop), words("bot", &d.Bot), words("again", &d.Again))
		}).about("How a person who talks with an agent asks for the bot."),
		must("asking", func(n *yaml.Node) {
			f.fields(n, "asking", words("self", &d.Self), words("others", &d.Others))
		}).about("Who asks for a person, where many people write."))
}

// commands reads the words of each command; no word can stand for two.
func (f *file) commands(n *yaml.Node) map[string]string {
	byWord := make(map[string]string)
	fields := make([]field, 0, len(commands()))
	for _, id := range commands() {
		fields = append(fields, must(id, func(v *yaml.Node) {
			for _, word := range slices.Sorted(maps.Keys(f.words(v, id))) {
				if other, taken := byWord[word]; taken {
					f.fault(v, "%s: %q stands for %s too", id, word, other)
				}
				byWord[word] = id
			}
		}))
	}
	f.fields(n, "commands", fields...)
	return byWord
}

func (l *Language) readCodes(f *file) {
	c := &l.Codes
	f.fields(f.root, "the words around codes",
		must("error", func(n *yaml.Node) { c.Error = f.small(n, "error") }).about("Part of a word that speaks of an error, in small letters."),
		must("error_short", func(n *yaml.Node) { c.ErrorShort = f.forms(n, "error_short") }).about("Whole words that speak of an error."),
		must("other", func(n *yaml.Node) { c.Other = f.small(n, "other") }).about("How a word begins that speaks of something else, in small letters."),
		must("memory", func(n *yaml.Node) { c.Memory = f.small(n, "memory") }).about("Part of a word that speaks of a place in memory, in small letters."),
		must("newer", func(n *yaml.Node) { c.Newer = f.words(n, "newer") }).about("Between two codes: the second is the newer one."),
		must("logs", func(n *yaml.Node) { c.Logs = f.words(n, "logs") }).about("Before a code: it was read in a log, so that the words beside it tell more."),
		must("spoken", func(n *yaml.Node) { c.Spoken = f.numbered(n, "spoken") }).about("The digits from nought to nine, as they are read aloud."),
		must("cross", func(n *yaml.Node) { c.Cross = f.words(n, "cross") }).about("The letter in 0x, as it is read aloud."))
}
