package fold_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"aktivering/knowledge/fold"
)

func TestText(t *testing.T) {
	for text, want := range map[string]string{
		"":                            "",
		"  Windows 11 ":               "windows 11",
		"Nøkkel, NØKKEL & nökkel":     "nokkel nokkel nokkel",
		"æ Æ ae":                      "ae ae ae",
		"å a\u030a A\u030A aa":        "a a a aa",
		"don't, don’t, don`t, don´t":  "dont dont dont dont",
		"0xC004F213!":                 "0xc004f213",
		"Straße, ẞ":                   "strasse ss",
		"(2.) valg":                   "2 valg",
		"👍 👎 ✅ ❌ 🙂":                   "👍 👎 ✅ ❌",
		"Win\u00addows\u200b":         "windows",
		"Ｗindows":                     "windows",
		"čáhppes đ ŋ ŧ":               "cahppes d n t",
		"øre":                         "ore",
		"konﬁgurasjon":                "konfigurasjon",
		"Ελλάδα":                      "ελλαδα",
		strings.Repeat("a\u0301", 50): strings.Repeat("a", 50),
	} {
		if got := fold.Text(text); got != want {
			t.Errorf("Text(%q) = %q, want %q", text, got, want)
		}
		if again := fold.Text(want); again != want {
			t.Errorf("Text(%q) = %q: folded twice it is another", want, again)
		}
	}
}

func letters(r rune) string { return string(fold.Append(nil, r)) }

// Letters that Unicode does not take apart, small ones.
const undecomposed = "æǽǣøǿœßđðþħıłŋŧ"

// All Latin letters are folded as Unicode says: without case, compatibility forms and
// accents. The others are those above.
func TestAllOfLatin(t *testing.T) {
	plain := transform.Chain(norm.NFKD, runes.Remove(runes.NotIn(unicode.L)))
	count := 0
	for _, table := range unicode.Latin.R16 {
		for c := rune(table.Lo); c <= rune(table.Hi); c += rune(table.Stride) {
			if !unicode.IsLetter(c) {
				continue
			}
			count++
			got := letters(c)
			if again := fold.Text(got); again != got {
				t.Errorf("%q is folded to %q, and that to %q", c, got, again)
			}
			want, _, err := transform.String(plain, string(unicode.ToLower(c)))
			if err != nil {
				t.Fatal(err)
			}
			if want = strings.ToLower(want); strings.ContainsAny(want, undecomposed) {
				if strings.ContainsFunc(got, func(r rune) bool { return r > unicode.MaxASCII }) || got == "" {
					t.Errorf("%q is folded to %q, want ASCII", c, got)
				}
				continue
			}
			if got != want {
				t.Errorf("%q is folded to %q, want %q", c, got, want)
			}
		}
	}
	if count < 1000 {
		t.Errorf("%d letters, want those of Unicode", count)
	}
}

// What was folded before there was one way to do it is folded as it was then: labels wrote
// æ as ae, and the matcher read ae as a.
func TestFoldsOfEarlierVersions(t *testing.T) {
	earlier := map[string]string{
		"a": "åÅäÄàÀáÁâÂãÃ", "ae": "æÆ", "o": "øØöÖòÒóÓôÔõÕ", "e": "éÉèÈêÊëË", "u": "üÜúÚùÙûÛ", "i": "íÍìÌïÏîÎ", "n": "ñÑ", "c": "çÇ", "ss": "ß", "": "'’‘`´",
	}
	for _, want := range slices.Sorted(maps.Keys(earlier)) {
		for _, r := range earlier[want] {
			if got := letters(r); got != want {
				t.Errorf("%q is folded to %q, want %q", r, got, want)
			}
		}
	}
}

func BenchmarkText(b *testing.B) {
	for b.Loop() {
		fold.Text("Jeg får ikke aktivert Windows på den nye PC-en min etter å ha byttet hovedkort, så nå står det én feilkode")
	}
}

// A folded text is returned as it is: it has to be what folding makes of it.
func TestFoldedIsNotFoldedAgain(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", " ": "", "windows 11": "windows 11", " windows 11": "windows 11", "windows 11 ": "windows 11",
		"windows  11": "windows 11", "windows.11": "windows 11", "Windows 11": "windows 11", "nøkkel": "nokkel", "don't know": "dont know",
	} {
		if got := fold.Text(text); got != want {
			t.Errorf("Text(%q) is %q; want %q", text, got, want)
		}
	}
}
