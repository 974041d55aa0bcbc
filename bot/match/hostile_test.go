package match

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// repeated fills a text of a size with a piece.
func repeated(piece string) func(int) string {
	return func(size int) string { return strings.Repeat(piece, size/len(piece)+1)[:size] }
}

// hostiles are texts, by what they do, of any size.
func hostiles(m *Matcher) map[string]func(size int) string {
	words := vocabulary(m)
	list := map[string]func(int) string{
		"glued words":       glued(words, ""),
		"words":             glued(words, " "),
		"sentences":         glued(words, ". "),
		"misspelt words":    glued(misspelt(words), " "),
		"misspelt pairs":    glued(misspelt(pairs(words)), " "),
		"pairs of words":    glued(pairs(words), " "),
		"pairs of sentence": glued(pairs(words), ".\n"),
		"dashed words":      glued(words, "-"),
		"spaced front":      func(size int) string { return strings.Repeat(" ", size/2) + repeated("80004005 ")(size/2) },
		"spaced end":        func(size int) string { return repeated("80004005 ")(size/2) + strings.Repeat(" ", size/2) },
		"invisible":         func(size int) string { return repeated("8000 ")(size/2) + strings.Repeat("\u200b", size/6) },
		"different codes":   differentCodes,
	}
	for _, piece := range []string{
		"day", "day ", "aktiver", "aktivering ", "hovedkort", "hovedkortet", "nøkkel", "produktnøkkel. ", "windows ", "lisens. windows. ",
		"jeg har ikke nøkkel. ", "eg har ", "har du ", "ikke ", "0xC004F213", "0xC004F213 ", "0xC004F214 ", "0xC004F2l3\n", "C004 F213 ", "0 x ",
		"0xC004F21 3 ", "80004005 ", "feil 80004005 ", "-1073417709 ", "3221549587 ", "C004-", "C0:04:", "0x", "0", "1 2 3 4 ", "8000 ", "x8",
		"a-", "a-1-", "1-a ", "•", "• ", "•-", "http://a ", "www.", "'a", "a'", "a'b ", "’", ". ", ".\n", "\n", "! ? ", "…", "1999 ", "1",
		"a\u0301", "a \u0301", "\u0301", "👍", "👍🏽 ", "\u200b", "a\u200b", "æ", "ø ", "ÆØÅ ", "\xff", "a\xff", "y", "yay", "aa ", "ы", "字", "字 ",
		"hvor finner jeg produktnøkkelen? ", "the key does not work on my new computer. ", "hovedkort byttet\n", "snakke med et menneske. ", "har du en crack? ",
	} {
		list[piece] = repeated(piece)
	}
	return list
}

// vocabulary are the words of the lists, in an order that is the same in every run.
func vocabulary(m *Matcher) []string {
	var words []string
	for w := range m.lexicon.words {
		if w[0] != '#' {
			words = append(words, w)
		}
	}
	slices.Sort(words)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
	return words
}

func glued(words []string, with string) func(int) string {
	return func(size int) string {
		var b strings.Builder
		for i := 0; b.Len() < size; i++ {
			b.WriteString(words[i%len(words)])
			b.WriteString(with)
		}
		return b.String()[:size]
	}
}

// misspelt swaps two letters in the middle of each word.
func misspelt(words []string) []string {
	var list []string
	for _, w := range words {
		if n := len(w) / 2; len(w) > 4 && w[n] < utf8.RuneSelf && w[n-1] < utf8.RuneSelf {
			list = append(list, w[:n-1]+string(w[n])+string(w[n-1])+w[n+1:])
		}
	}
	return list
}

// pairs glues each word to the next one, up to the length that is read.
func pairs(words []string) []string {
	var list []string
	for i, w := range words {
		for j := i + 1; len(w) < 30 && j < i+4; j++ {
			w += words[j%len(words)]
		}
		list = append(list, w[:min(len(w), maxWord)])
	}
	return list
}

func differentCodes(size int) string {
	random := rand.New(rand.NewPCG(3, 4))
	var b strings.Builder
	for b.Len() < size {
		b.WriteString("0xC004")
		for range 4 {
			b.WriteByte(hexDigits[random.IntN(len(hexDigits))])
		}
		b.WriteByte(' ')
	}
	return b.String()[:size]
}

// maxEffort is what the longest text may cost with the knowledge that comes along.
const maxEffort = 250_000

func (m *Matcher) effort(text string) effort {
	sc := m.scratch.New().(*scratch) //nolint:forcetypeassert // New makes nothing else
	m.match(sc, text, Scope{})
	return sc.spent
}

// The work on a text is linear in its length, and no text costs more than a bound.
func TestHostileTextsCostLinearWork(t *testing.T) {
	m := newMatcher(t)
	for name, text := range hostiles(m) {
		before := 0
		for _, size := range []int{1 << 10, 4 << 10, 16 << 10, 64 << 10} {
			spent := m.effort(text(size))
			work := spent.total()
			if before > 0 && work > before*9/2 {
				t.Errorf("%q: %d for %d bytes, %d for four times as many", name, before, size/4, work)
			}
			if work > maxEffort {
				t.Errorf("%q: %+v for %d bytes, at most %d is allowed", name, spent, size, maxEffort)
			}
			if most := maxReads + 2*maxTokens + 300; spent.reads > most {
				t.Errorf("%q: %d stems, splits and spellings for %d bytes, at most %d are allowed", name, spent.reads, size, most)
			}
			before = work
		}
	}
}

// Words of the lists, glued and repeated in any way, cost no more than the bound.
func FuzzHostileTexts(f *testing.F) {
	m := newMatcher(f)
	words := slices.Concat(vocabulary(m), []string{
		"day", "0xC004F213", "0xC004F214", "80004005", "C004", "F213", "0x", "8", ". ", ".\n", "! ", "…", "-", "'", "•", " ", "\n", "\u0301", "\u200b", "👍", "ø", "\xff", "http://",
	})
	f.Add([]byte{0, 0, 0}, uint16(100), "")
	f.Add([]byte{1, 2, 3, 4}, uint16(9000), " ")
	f.Add([]byte{9, 9, 200, 17, 1, 2}, uint16(30000), ".\n")
	f.Fuzz(func(t *testing.T, picks []byte, times uint16, with string) {
		var b strings.Builder
		for i := 0; i+1 < len(picks); i += 2 {
			b.WriteString(words[(int(picks[i])<<8|int(picks[i+1]))%len(words)])
			b.WriteString(with)
		}
		piece := b.String()
		if piece == "" {
			return
		}
		text := strings.Repeat(piece, min(int(times), 64<<10/len(piece))+1)
		text = text[:min(len(text), 64<<10)]
		if spent := m.effort(text); spent.total() > maxEffort {
			t.Fatalf("%+v for %d bytes of %q, at most %d is allowed", spent, len(text), piece, maxEffort)
		}
	})
}

func BenchmarkHostile(b *testing.B) {
	m := newMatcher(b)
	m.Ready()
	list := hostiles(m)
	names := make([]string, 0, len(list))
	for name := range list {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		text := list[name](64 << 10)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				m.Match(text, Scope{})
			}
		})
	}
}

// What is told at the end of a long text is understood as well as at its beginning.
func TestLongTextsAreReadAtBothEnds(t *testing.T) {
	m := newMatcher(t)
	const story = "Forrige uke var vi på tur til byen, og det regnet hver dag. Vi spiste is og så på båtene. "
	for _, size := range []int{1 << 10, 8 << 10, 20 << 10, 60 << 10} {
		long := strings.Repeat(story, size/len(story))
		for _, tt := range []struct {
			text     string
			decision Decision
			entry    string
		}{
			{long, None, ""},
			{long + "Nå er hovedkortet byttet, og Windows er ikke lenger aktivert.", Answer, "feilsoking-aktivering"},
			{"Hovedkortet er byttet, og Windows er ikke lenger aktivert. " + long, Answer, "feilsoking-aktivering"},
			{long + "Feilkoden er 0xC004F034", Answer, "0xC004F034"},
			{long + "Feilkoden er 0xC004F034. " + long, Answer, "0xC004F034"},
			{long + "Kan jeg snakke med et menneske?", Human, ""},
		} {
			r := m.Match(tt.text, Scope{})
			first := ""
			if len(r.Entries) > 0 {
				first = r.Entries[0]
			}
			if first == "0xC004F211" && tt.entry == "feilsoking-aktivering" {
				first = tt.entry // as right
			}
			if r.Decision != tt.decision || first != tt.entry {
				t.Errorf("%d bytes that end in %q: %s %v, want %s %q", len(tt.text), tt.text[max(0, len(tt.text)-60):], r.Decision, r.Entries, tt.decision, tt.entry)
			}
		}
	}
}

// A long word is understood where a list has it, and is else unknown.
func TestLongWords(t *testing.T) {
	m := newMatcher(t)
	for word, known := range map[string]bool{
		"systemgjenopprettingspunkt":                true,
		"hovedkortbytte":                            true,
		"systemgjenopprettingspunktnøkkel":          true,
		"systemgjenopprettingspunktproduktnøkkelen": false,
	} {
		sc := m.scratch.New().(*scratch) //nolint:forcetypeassert // New makes nothing else
		m.match(sc, word, Scope{})
		if got := sc.sentences[0].unknown == 0; got != known {
			t.Errorf("%s: understood %v, want %v", word, got, known)
		}
	}
}

// Of very many codes the first and the last are returned, the last ones once each.
func TestManyCodes(t *testing.T) {
	m := newMatcher(t)
	r := m.Match("0xC004F034 "+differentCodes(40<<10)+strings.Repeat("0xC004F213 ", 1000)+"og nå 0x803F7001", Scope{})
	if len(r.Codes) != maxCodes || r.Codes[0].Value != 0xC004F034 {
		t.Errorf("%d codes, the first %s", len(r.Codes), r.Codes[0].Value)
	}
	if r.Decision != Answer || r.Entries[0] != "0x803F7001" || !slices.Contains(r.Entries, "0xC004F213") {
		t.Errorf("%s %v", r.Decision, r.Entries)
	}
}
