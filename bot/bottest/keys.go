package bottest

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// Ordinary counts the groups of a key that could be something else: those without a digit
// whose vowel is a Y, those of digits or of hexadecimal digits only, and those that were
// misread.
func Ordinary(groups []string) int {
	plain := 0
	for _, g := range groups {
		hex := strings.Trim(g, "0123456789ABCDEF") == ""
		if hex || !strings.ContainsAny(g, "2346789") && strings.Contains(g, "Y") || strings.Count(g, g[:1]) == len(g) || strings.ContainsAny(g, "O0Z") {
			plain++
		}
	}
	return plain
}

// MaskedGroups stands before the last five characters of a masked product key. It is written
// out here, so that a change of the mask is seen in tests.
const MaskedGroups = "•••••-•••••-•••••-•••••-"

const keyLetters = "BCDFGHJKMNPQRTVWXY2346789"

// DrawKey draws a key as Microsoft makes them. Its characters are as likely as one
// another: rapid's own choices have many that are alike.
func DrawKey(t *rapid.T) []string {
	from := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "key"), 1))
	groups := make([]string, 5)
	for i := range groups {
		group := make([]byte, 5)
		for j := range group {
			group[j] = keyLetters[from.IntN(len(keyLetters))]
		}
		groups[i] = string(group)
	}
	return groups
}

// longWords is more than a message has that goes on with a key.
const longWords = "Eg sit no med esken framfor meg og les av det som er trykt på merkelappen under loket, bokstav for bokstav, og eg vonar at det er til hjelp for deg når du skal finne ut kvifor maskina ikkje vil godta lisensen min etter at hovudkortet vart bytta: "

// DrawSplitKey draws a key, and the messages that it comes in: one to five, written in any
// way. Some of its groups are alike, or look like words or numbers.
func DrawSplitKey(t *rapid.T) (groups, messages []string) {
	groups = DrawKey(t)
	i := rapid.IntRange(0, 4).Draw(t, "strange")
	other := (i + rapid.IntRange(1, 4).Draw(t, "like")) % 5
	switch rapid.IntRange(0, 9).Draw(t, "kind") {
	case 0:
		groups[i] = strings.Repeat(groups[i][:1], 5)
	case 1:
		groups[i] = groups[other]
	case 2:
		groups[i] = groups[i][:2] + groups[other][2:]
	case 3:
		groups[i] = groups[other][:3] + groups[i][3:]
	case 4:
		groups[i] = groups[other][:1] + groups[i][1:2] + groups[other][2:]
	case 5:
		groups[i] = mapped(groups[i], "2346789")
	case 6:
		groups[i] = mapped(groups[i], "BCDF2346789")
	case 7:
		groups[i] = rapid.SampledFrom([]string{"TRYGG", "KRYPT", "BYGGT", "PYGMY"}).Draw(t, "word")
	}
	plain := Ordinary(groups) > 0 || versions.MatchString(strings.Join(slices.Sorted(slices.Values(groups)), " ")) // only by themselves are they known as groups of a key
	lower := rapid.Bool().Draw(t, "lower")
	for from := 0; from < len(groups); {
		n := rapid.IntRange(1, len(groups)-from).Draw(t, "groups")
		words := strings.Join(groups[from:from+n], rapid.SampledFrom([]string{"-", " ", "\n", "", "–", " - ", ", ", ".", "_"}).Draw(t, "separator"))
		from += n
		if lower {
			words = strings.ToLower(words)
		}
		if !plain {
			words = rapid.SampledFrom([]string{"", "så kommer ", "og han som eg ser her er slik: ", longWords}).Draw(t, "before") + words
			words += rapid.SampledFrom([]string{"", ".", " … takk", "-", " og det var den :)"}).Draw(t, "after")
		}
		messages = append(messages, words)
	}
	return groups, messages
}

// DrawInterrupted adds what is said between messages.
func DrawInterrupted(t *rapid.T, messages []string) []string {
	var all []string
	for i, words := range messages {
		if i > 0 {
			if between := rapid.SampledFrom([]string{"", "ok", "et øyeblikk, jeg må finne lampen", "det hjalp ikke", "0xC004F213", "?"}).Draw(t, "between"); between != "" {
				all = append(all, between)
			}
		}
		all = append(all, words)
	}
	return all
}

// versions finds two groups that could be the names of two versions of one thing.
var versions = regexp.MustCompile(`\b[A-Z]{3}[A-Z]?\d+ [A-Z]{3}[A-Z]?\d+\b`)

// mapped writes a group in the characters of an alphabet.
func mapped(group, alphabet string) string {
	out := []byte(group)
	for i, c := range out {
		out[i] = alphabet[int(c)%len(alphabet)]
	}
	return string(out)
}

// Readable counts the groups of a key that stand in texts, each once; the last one may stand
// there behind the mask of a whole key.
func Readable(groups []string, texts ...string) int {
	readable := make(map[string]bool)
	for _, text := range texts {
		text = strings.ToUpper(text)
		text = strings.ReplaceAll(text, MaskedGroups+groups[4], "")
		for _, g := range groups {
			if strings.Contains(text, g) {
				readable[g] = true
			}
		}
	}
	return len(readable)
}
