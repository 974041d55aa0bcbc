package match

import (
	"testing"

	"aktivering/knowledge"
)

// A code that was dictated or read aloud is read, where it begins with the nought and the x and has
// eight digits.
func TestSpokenCode(t *testing.T) {
	finder := newFinder(t)
	known := func(c knowledge.Code) bool { return c == 0xC004F212 || c == 0x80072F8F }
	tests := []struct{ text, want, from string }{
		{"han leste den opp: null x c null null fire f to en en", "C004F211", "null x c null null fire f to en en"},
		{"zero x C zero zero four F two one two, that's what she read to me", "C004F212", "zero x C zero zero four F two one two"},
		{"null x åtte null null sju to tre to b", "8007232B", "null x åtte null null sju to tre to b"},
		{"0 x c004 f to en tre", "C004F213", "0 x c004 f to en tre"},
		{"oh ex eight oh oh seven two f eight f", "80072F8F", "oh ex eight oh oh seven two f eight f"},
		{"null\u00a0x\u00a0c004\u00a0f\u00a0to en tre", "C004F213", "null\u00a0x\u00a0c004\u00a0f\u00a0to en tre"},
		{"null x c null null fire", "", ""},
		{"c null null fire f to en to, står det", "C004F212", "c null null fire f to en to"},
		{"there it is: eight zero zero seven two f eight f", "80072F8F", "eight zero zero seven two f eight f"},
		{"nederst lyser C 0 0 4 F 2 1 2", "C004F212", "C 0 0 4 F 2 1 2"},
		{"c null null fire f to en tre", "", ""}, // no known one
		{"a c 0 0 4 f 2 1 2", "", ""},            // in the middle of others
		{"c 0 0 4 f 2 1 2 7", "", ""},            // that go on
		{"åtte biler og sju sykler", "", ""},
		{"null x over natten, så to kaffe", "", ""},
		{"jeg har null peiling, x antall ganger prøvd", "", ""},
		{"to x fire a null null en to tre fire", "", ""},
		{"", "", ""},
	}
	for _, tt := range tests {
		found, ok := finder.spoken(tt.text, known)
		if ok != (tt.want != "") || found.Digits != tt.want {
			t.Errorf("%q: %q, %v; want %q", tt.text, found.Digits, ok, tt.want)
		}
		if ok && tt.text[found.Start:found.End] != tt.from {
			t.Errorf("%q: found in %q, want %q", tt.text, tt.text[found.Start:found.End], tt.from)
		}
	}
}

func FuzzSpoken(f *testing.F) {
	f.Add("null x c null null fire f to en en")
	f.Add("0 x \xff . 0 x 8")
	finder := newFinder(f)
	f.Fuzz(func(t *testing.T, text string) {
		found, ok := finder.spoken(text, func(knowledge.Code) bool { return true })
		if ok && (found.Start < 0 || found.End > len(text) || found.Start >= found.End || len(found.Digits) != codeDigits) {
			t.Errorf("%q: %+v", text, found)
		}
	})
}
