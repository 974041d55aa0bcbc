package match

import "aktivering/knowledge"

// codeDigits is the number of hexadecimal digits of an error code.
const codeDigits = 8

// read reads the digits of one word that stands after a prefix.
func read(digits []byte) (Found, bool) {
	digits = withoutSuffix(digits)
	var (
		d            [wordRunes]byte
		unsure, odd  int
		firstOdd     = -1
		n            = len(digits)
		plausibleTop = false
	)
	for i, c := range digits {
		x, sure, ok := digit(c)
		d[i] = x
		switch {
		case !ok:
			odd++
			if firstOdd < 0 {
				firstOdd = i
			}
		case !sure:
			unsure++
		}
	}
	if n >= 4 {
		plausibleTop = plausible(top(d[:4]))
	}
	switch {
	case n == codeDigits && odd == 0:
		return value(d[:codeDigits], unsure > 0), true
	case n > codeDigits && firstOdd >= codeDigits:
		// Glued to the text behind it.
		return value(d[:codeDigits], false), true
	case n == codeDigits && odd == 1 && (plausibleTop || firstOdd < 4),
		(n == codeDigits-1 || n == codeDigits+1) && odd == 0,
		(n >= 5 && n <= 10) && odd == 0 && plausibleTop:
		return Found{Digits: string(d[:n]), Certainty: Malformed}, true
	}
	return Found{}, false
}

func withoutSuffix(digits []byte) []byte {
	for n := len(digits); n > codeDigits && n <= codeDigits+2; n-- {
		switch digits[n-1] {
		case 'L', 'H', 'U':
			digits = digits[:n-1]
		default:
			return digits
		}
	}
	return digits
}

func value(d []byte, unsure bool) Found {
	var v uint32
	for _, c := range d {
		v = v<<4 | nibble(c)
	}
	f := Found{Value: knowledge.Code(v), Digits: string(d)}
	if unsure {
		f.Certainty = Probable
	}
	return f
}

func allF(d []byte) bool {
	for _, c := range d {
		if c != 'F' {
			return false
		}
	}
	return true
}

func top(d []byte) uint32 {
	var v uint32
	for _, c := range d {
		v = v<<4 | nibble(c)
	}
	return v
}

// plausible tells of the upper halves that the error codes around activation,
// the store and updates have.
func plausible(hi uint32) bool {
	switch hi {
	case 0xC004, 0x4004, 0x8004, 0x803F, 0x8007, 0x8000, 0x8024, 0x800F, 0x8009, 0x87E1, 0x87E0, 0x8010, 0xC0EA, 0xC002,
		0xC000, 0xD000, 0xC190, 0xC003, 0xC005, 0x8020:
		return true
	}
	return false
}
