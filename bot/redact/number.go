package redact

import (
	"strings"
)

// recoveryGroups is how many groups of six digits a recovery key of BitLocker has. Each
// is a multiple of 11, of a number of 16 bits: confirmation IDs, which look the same,
// are not.
const recoveryGroups = 8

// minMultiples is how many of the groups must be multiples of 11 where nothing else
// tells that a recovery key is meant: the others may be mistyped.
const minMultiples = 6

// findNumbers finds secrets that are groups of digits: recovery keys of BitLocker,
// Norwegian national identity numbers and card numbers.
func (f *finder) findNumbers(groups []group) {
	text := f.text
	for i := 0; i < len(groups); {
		g := groups[i]
		switch {
		case g.class == classSix:
			n, found := f.recoveryAt(groups, i)
			if found.end > 0 {
				f.spans = append(f.spans, found)
			} else if i+1 < len(groups) && groups[i+1].size == 5 && groups[i+1].gap == gapLoose && groups[i+1].start-g.end == 1 && isIdentity(text[g.start:groups[i+1].end]) {
				f.add(g.start, groups[i+1].end, SecretNumber)
			}
			i += n
			continue
		case g.size == 48 && isRecovery(digitsOf(text[g.start:g.end])):
			f.add(g.start, g.end, SecretRecovery)
		case g.size == 11 && isIdentity(text[g.start:g.end]):
			f.add(g.start, g.end, SecretNumber)
		case g.size == 4 && g.class == classPiece:
			if end := cardAt(text, groups, i); end > 0 {
				f.add(g.start, groups[end].end, SecretNumber)
				i = end
			}
		}
		i++
	}
}

// recoveryAt reads the row of groups of six digits that begins at a group: how many
// groups it takes, and the recovery key, or a part of one, in it.
func (f *finder) recoveryAt(groups []group, from int) (taken int, found span) {
	text := f.text
	row, multiples, last := 0, 0, from
	best, run, runFrom := 0, 0, from
	bestFrom, bestLast := from, from
	i := from
	for ; i < len(groups); i++ {
		g := groups[i]
		f.work++
		if i > from && (g.gap > gapLoose || g.start-groups[last].end > maxFarGap) {
			break
		}
		if g.class != classSix {
			if g.class == classPiece && g.size <= 2 || g.class == classSpoken {
				continue // the number of a line, or a dash in words
			}
			break
		}
		row, last = row+1, i
		if !isMultiple(digitsOf(text[g.start:g.end])) {
			run = 0
			continue
		}
		multiples++
		if run++; run == 1 {
			runFrom = i
		}
		if run > best {
			best, bestFrom, bestLast = run, runFrom, i
		}
	}
	all := span{start: groups[from].start, end: groups[last].end, kind: SecretRecovery}
	taken = max(last-from+1, 1)
	switch {
	case row%recoveryGroups == 0 && multiples*recoveryGroups >= row*minMultiples:
		return taken, all
	case best >= recoveryGroups:
		return taken, span{start: groups[bestFrom].start, end: groups[bestLast].end, kind: SecretRecovery}
	case row == recoveryGroups && f.tellsRecovery(), row >= 3 && row < recoveryGroups && multiples == row && f.tellsRecovery():
		return taken, all
	}
	return taken, span{}
}

// tellsRecovery reports a text that speaks of a recovery key, and of no confirmation ID.
func (f *finder) tellsRecovery() bool {
	if !f.asked {
		f.asked, f.recovery = true, speaksOfRecovery(f.text)
		f.work += len(f.text)
	}
	return f.recovery
}

func speaksOfRecovery(text string) bool {
	text = strings.ToLower(text)
	for _, word := range []string{"bekreftelses", "stadfestings", "confirmation", "installasjons", "installation"} {
		if strings.Contains(text, word) {
			return false
		}
	}
	for _, word := range []string{"bitlocker", "gjenopprettingsn", "gjenopprettingskode", "attopprettingsn", "recovery key", "recoverykey", "recoverypassword"} {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// digitsOf returns the digits of a text, without what stands between them.
func digitsOf(text string) string {
	plain := true
	for i := range len(text) {
		plain = plain && text[i] >= '0' && text[i] <= '9'
	}
	if plain {
		return text
	}
	var out []byte
	for at := 0; at < len(text); {
		g := glyphAt(text[at:])
		if g.kind == glyphKey {
			out = append(out, g.char)
		}
		at += g.size
	}
	return string(out)
}

// isRecovery reports 48 digits that are a recovery key.
func isRecovery(digits string) bool {
	const size = 6
	if len(digits) != recoveryGroups*size {
		return false
	}
	for i := 0; i < len(digits); i += size {
		if !isMultiple(digits[i : i+size]) {
			return false
		}
	}
	return true
}

// isMultiple reports a group of six digits as recovery keys have them.
func isMultiple(digits string) bool {
	n := 0
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return false
		}
		n = n*10 + int(digits[i]-'0')
	}
	return n%11 == 0 && n/11 < 1<<16
}

// isIdentity reports a Norwegian national identity number or D-number: a date of birth,
// a number of three digits and two check digits, as the tax administration defines them.
func isIdentity(written string) bool {
	s := digitsOf(written)
	if len(s) != 11 {
		return false
	}
	var d [11]int
	for i := range d {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
		d[i] = int(s[i] - '0')
	}
	day, month := d[0]*10+d[1], d[2]*10+d[3]
	if day > 40 {
		day -= 40 // a D-number
	}
	if day < 1 || day > 31 || month < 1 || month > 12 {
		return false
	}
	return isWeightedMultiple(d[:], 3, 7, 6, 1, 8, 9, 4, 5, 2, 1) && isWeightedMultiple(d[:], 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
}

// isWeightedMultiple reports digits whose weighted sum is a multiple of 11.
func isWeightedMultiple(digits []int, weights ...int) bool {
	sum := 0
	for i, w := range weights {
		sum += w * digits[i]
	}
	return sum%11 == 0
}

// cardAt returns the last of four groups of four digits that are a card number; 0 where
// there is none. Without the groups a number can as well be an order's.
func cardAt(text string, groups []group, from int) int {
	const parts = 4
	if from+parts > len(groups) {
		return 0
	}
	var digits [16]byte
	n := 0
	for i := from; i < from+parts; i++ {
		s := digitsOf(text[groups[i].start:groups[i].end])
		if len(s) != 4 || i > from && (groups[i].gap > gapLoose || groups[i].gap == gapNone || groups[i].start-groups[i-1].end > 3) {
			return 0
		}
		n += copy(digits[n:], s)
	}
	isPart := func(i int) bool {
		return i >= 0 && i < len(groups) && groups[i].size == 4 && isAllDigits(digitsOf(text[groups[i].start:groups[i].end]))
	}
	if next := from + parts; isPart(next) && groups[next].gap <= gapLoose || isPart(from-1) && groups[from].gap <= gapLoose {
		return 0 // a longer number
	}
	if !isCard(digits) {
		return 0
	}
	return from + parts - 1
}

// isCard reports a number that a payment card can have: a known issuer and a check digit
// by Luhn's rule (ISO/IEC 7812).
func isCard(digits [16]byte) bool {
	sum := 0
	for i, c := range digits {
		if c < '0' || c > '9' {
			return false
		}
		n := int(c - '0')
		if i%2 == 0 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	first := int(digits[0]-'0')*10 + int(digits[1]-'0')
	issued := first >= 40 && first < 50 || first >= 51 && first <= 55 || first >= 22 && first <= 27 || first == 65 || first == 60
	return issued && sum%10 == 0
}
