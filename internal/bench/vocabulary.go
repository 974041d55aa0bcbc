package main

import (
	"cmp"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"

	"aktivering/knowledge"
)

// How many words are made up, and how steeply their use falls: the exponent of
// Zipf's law is a little above 1 in both languages.
const (
	norwegianWords = 12_000
	englishWords   = 8_000
	zipfExponent   = 1.07
)

// vocabulary holds the words of each language, the most used first.
type vocabulary map[knowledge.Lang][]word

// word is a word of the real symptoms, which stands as it is, or a made-up stem
// that takes endings.
type word struct {
	text string
	made bool
}

// languages are those that words are made up for.
func languages() []knowledge.Lang {
	return []knowledge.Lang{knowledge.Bokmal, knowledge.Nynorsk, knowledge.English}
}

// newVocabulary puts made-up words among those of the real symptoms, which are
// ordered by how often they stand there.
func newVocabulary(kb *knowledge.Base) vocabulary {
	r := source(-1)
	norwegian := madeUp(r, norwegianWords, norwegianRoot)
	english := madeUp(r, englishWords, englishRoot)
	return vocabulary{
		knowledge.Bokmal:  mixed(realWords(kb, knowledge.Bokmal), norwegian),
		knowledge.Nynorsk: mixed(realWords(kb, knowledge.Nynorsk), norwegian),
		knowledge.English: mixed(realWords(kb, knowledge.English), english),
	}
}

func realWords(kb *knowledge.Base, lang knowledge.Lang) []string {
	count := make(map[string]int)
	for _, a := range kb.Articles() {
		for _, s := range a.Symptoms.In(lang) {
			for _, w := range strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' && r != '\'' }) {
				count[w]++
			}
		}
	}
	return slices.SortedFunc(maps.Keys(count), func(a, b string) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b))
	})
}

// onlyReal is how many of the most used words are real; after them every
// other one is, for as long as there are any.
const onlyReal = 100

func mixed(used, made []string) []word {
	words := make([]word, 0, len(used)+len(made))
	for i, j := 0, 0; i < len(used) || j < len(made); {
		if i < len(used) && (i < onlyReal || len(words)%2 == 0 || j == len(made)) {
			words = append(words, word{used[i], false})
			i++
			continue
		}
		words = append(words, word{made[j], true})
		j++
	}
	return words
}

func madeUp(r *rand.Rand, n int, root func(*rand.Rand) string) []string {
	seen := make(map[string]bool, n)
	words := make([]string, 0, n)
	for len(words) < n {
		w := root(r)
		if len(w) < 4 || seen[w] {
			continue
		}
		seen[w] = true
		words = append(words, w)
	}
	return words
}

// norwegianRoot is a root, or two of them as a compound.
func norwegianRoot(r *rand.Rand) string {
	first := syllables(r, norwegianSounds, 1+r.IntN(2))
	if chance(r, 55) {
		return first
	}
	joint := pick(r, []string{"", "", "s"})
	return first + joint + syllables(r, norwegianSounds, 1)
}

func englishRoot(r *rand.Rand) string { return syllables(r, englishSounds, 1+r.IntN(3)) }

func syllables(r *rand.Rand, s sounds, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(pick(r, s.onsets))
		b.WriteString(pick(r, s.vowels))
		if i == n-1 || chance(r, 30) {
			b.WriteString(pick(r, s.codas))
		}
	}
	return b.String()
}

// sounds are what a syllable of a language begins with, has and ends in.
type sounds struct{ onsets, vowels, codas []string }

// The sounds of made-up words.
//
//nolint:gochecknoglobals // constant tables
var (
	norwegianSounds = sounds{
		strings.Fields("b bl br d dr f fl fr g gl gr h hv j k kl kn kr kv l m n p pl pr r s sj sk skr sl sm sn sp st str sv t tr tv v"),
		strings.Fields("a a e e e i i o o u y æ ø å ei au øy"),
		strings.Fields("b d g k kk l ll m mm n nn nd ng nk p r rd rk rm rn rt s sk st t tt ks ft lg"),
	}
	englishSounds = sounds{
		strings.Fields("b bl br c ch cl cr d dr f fl fr g gl gr h j k l m n p ph pl pr qu r s sc sh sl sm sn sp st str t th tr v w"),
		strings.Fields("a a e e e i i o o u ai ea ee oa oo ou"),
		strings.Fields("ck ct d ft g k l ll m mp n nd nt p r rd rk rm rt s sh ss st t tch x"),
	}
)

// endings are what made-up words take in a sentence.
func endings(lang knowledge.Lang) []string {
	switch lang {
	case knowledge.Nynorsk:
		return []string{"", "", "en", "a", "et", "ar", "ane", "ing", "inga", "e", "te"}
	case knowledge.English:
		return []string{"", "", "", "s", "ed", "ing", "er"}
	default:
		return []string{"", "", "en", "et", "er", "ene", "ing", "ingen", "e", "te"}
	}
}

// in gives a word as it stands in a sentence.
func (w word) in(r *rand.Rand, lang knowledge.Lang) string {
	if !w.made {
		return w.text
	}
	return w.text + pick(r, endings(lang))
}

// sentence draws n words of a language, with those of the subject in random
// places.
func (v vocabulary) sentence(r *rand.Rand, lang knowledge.Lang, n int, subject ...word) string {
	words := v[lang]
	zipf := rand.NewZipf(r, zipfExponent, 1, uint64(len(words)-1))
	list := make([]string, n)
	for i := range list {
		list[i] = words[zipf.Uint64()].in(r, lang)
	}
	for _, w := range subject {
		list[r.IntN(n)] = w.in(r, lang)
	}
	return strings.Join(list, " ")
}
