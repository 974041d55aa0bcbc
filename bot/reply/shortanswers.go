package reply

import (
	"slices"
	"strings"
)

// The words by which people pick a choice without saying its label, folded, in
// bokmål, nynorsk and English.
var (
	numberWords = []string{"nr", "nummer", "number", "no", "num", "alternativ", "valg", "val", "option", "svar"}
	numerals    = [][]string{
		{"en", "ein", "ett", "eitt", "one"},
		{"to", "two"},
		{"tre", "three"},
		{"fire", "four"},
		{"fem", "five"},
		{"seks", "six"},
		{"sju", "syv", "seven"},
		{"atte", "eight"},
		{"ni", "nine"},
		{"ti", "ten"},
	}
	ordinals = [][]string{
		{"forste", "fyrste", "first", "ovste", "overste", "top", "1st"},
		{"andre", "second", "2nd"},
		{"tredje", "third", "3rd"},
		{"fjerde", "fourth", "4th"},
		{"femte", "fifth", "5th"},
		{"sjette", "sixth"},
		{"sjuende", "syvende", "seventh"},
		{"attende", "eighth"},
		{"niende", "ninth"},
		{"tiende", "tenth"},
	}
	lastWords = []string{"siste", "sist", "last", "nederste", "nedste", "bottom"}
	articles  = []string{"den", "det", "the", "one", "tar", "tek", "er", "its", "it", "is", "valget", "alternativet", "jeg", "eg", "i", "takk", "please"}
	// smallWords tell nothing about which label is meant.
	smallWords = []string{"den", "det", "the", "and", "med", "har", "for", "som", "eit", "ein", "var", "was", "har", "ikke", "ikkje", "not"}
)

// Acknowledged reports words that only say that a remedy will be tried: "ok",
// "greit, prøver det i kveld".
func Acknowledged(said string) bool {
	words := ShortWords(said)
	if slices.Contains(acknowledgements, strings.Join(words, " ")) {
		return true
	}
	rest := slices.DeleteFunc(slices.Clone(words), func(w string) bool {
		return isIn(trying)(w) || isIn(whens)(w) || isIn(acknowledgements)(w)
	})
	return slices.ContainsFunc(words, isIn(trying)) && allFillers(rest)
}

// OutcomeOf reads how a remedy went from a few words that say nothing else:
// "funka!", "no verkar det", "hjalp ikke".
func OutcomeOf(said string) Answer {
	words := ShortWords(said)
	rest := slices.DeleteFunc(slices.Clone(words), func(w string) bool {
		return isIn(negations)(w) || isIn(outcomes)(w) || isIn(nowWords)(w)
	})
	switch {
	case !slices.ContainsFunc(words, isIn(outcomes)) || !allFillers(rest):
		return NoAnswer
	case slices.ContainsFunc(words, isIn(negations)):
		return No
	}
	return Yes
}

// Answer is what a short reply says to a yes-or-no question.
type Answer int

// The answers.
const (
	NoAnswer Answer = iota // it says something else
	Yes
	No
	Unsure // the person does not know
)

var (
	yesWords = []string{
		"ja", "jau", "jo", "joda", "jada", "japp", "jepp", "jess", "yes", "yep", "yeah", "yup", "y", "j", "stemmer",
		"riktig", "sure", "klart", "absolutt", "correct", "👍", "✅",
	}
	noWords = []string{"nei", "neida", "neitakk", "nope", "no", "nah", "n", "niks", "nix", "ikke", "ikkje", "👎", "❌"}
	unsures = []string{
		"vet ikke", "vet ikkje", "veit ikke", "veit ikkje", "vetikke", "aner ikke", "anar ikkje", "ante ikke", "ingen anelse", "inga aning",
		"ingen aning", "usikker", "ikke sikker", "ikkje sikker", "husker ikke", "hugsar ikkje", "hugser ikkje", "kommer ikke pa", "idk", "dunno",
		"dont know", "do not know", "not sure", "no idea", "no clue", "unsure", "cant remember", "dont remember", "cannot remember",
	}
	negations = []string{
		"ikke", "ikkje", "not", "didnt", "isnt", "doesnt", "wasnt", "dont", "havent", "aldri", "never", "ingen", "inga", "ingenting", "none", "nothing",
	}
	// outcomes say how it went; with a no they need a negation ("no verka det" is
	// nynorsk for "now it worked").
	outcomes = []string{
		"hjalp", "hjelpte", "hjelper", "virket", "virka", "virker", "verka", "verkar", "fungerte", "fungerer", "funka", "funker", "gikk", "gjekk",
		"work", "worked", "works", "working", "help", "helped",
	}
	nowWords = []string{"na", "no", "now", "av", "of", "delene", "delane", "fint", "bra", "them", "endelig", "endeleg", "finally"}
	// acknowledgements say that a remedy will be tried.
	acknowledgements = []string{
		"ok", "okei", "okay", "oki", "okey", "k", "den er god", "den er grei", "fint", "greit", "greitt", "supert", "skjonner", "skjonar", "forstatt", "skal prove",
		"prover na", "provar no", "jeg prover", "eg provar", "jeg skal prove", "eg skal prove", "vi prover", "ok skal prove", "ok takk", "et oyeblikk", "vent litt",
		"eit augeblikk", "got it", "will try", "ill try", "i will try", "trying now", "ok thanks", "one moment", "hang on", "alright", "all right", "sure thing",
	}
	// trying says that a remedy will be tried, and whens say when.
	trying = []string{
		"prove", "prover", "provar", "teste", "tester", "testar", "forsoker", "forsokjer", "sjekke", "sjekker", "sjekkar", "try", "trying", "test", "check",
	}
	whens = []string{
		"skal", "vil", "ma", "kan", "will", "ill", "gonna", "going", "to", "let", "na", "no", "now", "straks", "snart", "soon", "med", "en", "ein", "gang",
		"senere", "seinere", "seinare", "later", "kveld", "kvelden", "morgen", "morgon", "dag", "tonight", "tomorrow", "hjemme", "heime", "home", "forst",
	}
	// fillers may stand around an answer without changing it.
	fillers = []string{
		"jeg", "eg", "det", "den", "dette", "har", "hadde", "gjor", "gjorde", "gjer", "er", "var", "takk", "tusen", "dessverre", "diverre", "enna", "forelopig", "helt", "heilt", "sa", "da", "og", "men",
		"sorry", "beklager", "i", "im", "am", "do", "did", "does", "it", "is", "was", "have", "has", "had", "that", "thanks", "thank", "you",
		"please", "sadly", "yet", "egentlig", "eigentleg", "really", "just", "bare", "berre", "nok", "visst", "vi", "me", "we",
	}
)

// answerOf reads a short reply; words are the folded words of it.
func answerOf(words []string) Answer {
	if len(words) == 0 {
		return NoAnswer
	}
	said := " " + strings.Join(words, " ") + " "
	for _, u := range unsures {
		if before, after, ok := strings.Cut(said, " "+u+" "); ok && allFillers(strings.Fields(before+" "+after)) {
			return Unsure
		}
	}
	rest := words[1:]
	negated := slices.ContainsFunc(rest, isIn(negations))
	good := slices.ContainsFunc(rest, isIn(outcomes))
	rest = slices.DeleteFunc(slices.Clone(rest), func(w string) bool { return isIn(negations)(w) || isIn(outcomes)(w) })
	switch {
	case !allFillers(rest):
	case slices.Contains(yesWords, words[0]) && !negated:
		return Yes
	case slices.Contains(noWords, words[0]) && (negated || !good):
		return No
	}
	return NoAnswer
}

// isIn returns a function that reports the words of a list.
func isIn(list []string) func(string) bool {
	return func(w string) bool { return slices.Contains(list, w) }
}

func allFillers(words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(fillers, w) })
}
