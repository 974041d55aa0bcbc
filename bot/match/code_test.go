package match

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"aktivering/knowledge"
)

// some is a handful of documented codes, enough for the rules that ask whether a
// code is known.
func some(c knowledge.Code) bool {
	return slices.Contains([]knowledge.Code{
		0xC004F213, 0xC004F211, 0xC004F210, 0xC004F034, 0x803F7001, 0x8007232B, 0x8007267C, 0x80004005, 0x80070652,
		0xC004C008, 0xC004F074, 0xC004C4A2, 0xC004F050, 0xC004E003, 0x87E10BC6, 0xD0000272, 0x800704CF, 0xC004F00F,
	}, c)
}

func TestFind(t *testing.T) {
	tests := []struct {
		text string
		want []string // digits, with ~ before a probable and ! before a malformed one
	}{
		{"0xC004F213", []string{"C004F213"}},
		{"0XC004C008 igjen", []string{"C004C008"}},
		{"får 0xc004f211 etter omstart", []string{"C004F211"}},
		{"C004F213 hva er det", []string{"C004F213"}},
		{"Error code 8007000d", []string{"8007000D"}},
		{"[hr = 80070002]", []string{"80070002"}},
		{"OxC004F074", []string{"C004F074"}},
		{"0xCOO4FO34", []string{"C004F034"}},
		{"0хС004С008", []string{"C004C008"}},
		{"0×803F7001", []string{"803F7001"}},
		{"x800704cf sa skjermen", []string{"800704CF"}},
		{"0xC004F2l3", []string{"~C004F213"}},
		{"0x8000400S", []string{"~80004005"}},
		{"0xC004F2lO", []string{"~C004F210"}},
		{"0x803F701", []string{"!803F701"}},
		{"0x0C004FE00", []string{"!0C004FE00"}},
		{"803F701 står det", []string{"!803F701"}},
		{"0x87E10BCG", []string{"!87E10BCG"}},
		{"0xC004F2", []string{"!C004F2"}},
		{"0xC004F210L", []string{"C004F210"}},
		{"0xC004F210UL", []string{"C004F210"}},
		{"C004F074h", []string{"C004F074"}},
		{"-1073417709", []string{"C004F213"}},
		{"Result: −1073417711", []string{"C004F211"}},
		{"feilnummer 3221549587", []string{"C004F213"}},
		{"0xFFFFFFFFC004F213", []string{"C004F213"}},
		{"slui.exe 0x2a 0xC004F074", []string{"C004F074"}},
		{"slui.exe 0x803f7001", []string{"803F7001"}},
		{"hr=0x803F7001 Command-line arguments: RuleId=502ff3ba-669a-4674-bbb1-601f34a3b968;Action=AutoActivate", []string{"803F7001"}},
		{"Notification Reason: 0xC004F034.", []string{"C004F034"}},
		{"[Error Code: 0xC004C003 ]", []string{"C004C003"}},
		{"0x C004 F213", []string{"C004F213"}},
		{"0xC004-F213", []string{"C004F213"}},
		{"0xC004\nF00F", []string{"C004F00F"}},
		{"0 x C 0 0 4 F 0 5 0", []string{"C004F050"}},
		{"koden er c004 c4a2", []string{"C004C4A2"}},
		{"0xC004F21 3 ganger", []string{"~C004F213"}},
		{"logg_0xC004E003.txt", []string{"C004E003"}},
		{"error_0x87e10bc6_win11", []string{"87E10BC6"}},
		{"错误：0xC004F074软件", []string{"C004F074"}},
		{"https://example.com/search?query=0xC004E003", []string{"C004E003"}},
		{"<b>0x80004005</b>", []string{"80004005"}},
		{"#0xC004C4A2!!!", []string{"C004C4A2"}},
		{"Aktiveringsfeilkode0xC004F213", []string{"C004F213"}},
		{"feilkode80004005 igjen", []string{"80004005"}},
		{"C004-F213", []string{"C004F213"}},
		{"０ｘＣ００４Ｆ２１３", []string{"C004F213"}},
		{"aktiveringen endte med -1073422296", []string{"C004E028"}},
		{"0xC004\u200bF213", []string{"C004F213"}},
		{"C004F213-feilen", []string{"C004F213"}},
		{"før 0xC004F213, nå 0xC004C003", []string{"C004F213", "C004C003"}},
		{"80004005", []string{"80004005"}},

		{"", nil},
		{"MAC-adressen er C0:04:F2:11:9A:3E", nil},
		{"80-04-00-5C-F2-11", nil},
		{"2001:db8:c004:f211::1", nil},
		{"fe80::c004:f034:8007:232b", nil},
		{"commit 80072f8fd41c9a7e5b3c2f10aa64d2c7e9b01f55 feilet", nil},
		{"se commit c004f213", nil},
		{"#C004F2", nil},
		{"rgba #C004F034", nil},
		{"{c004f213-7b1e-4a90-9f55-0d3a6e2c8b14}", nil},
		{"7d0f3c92-c004-f213-803f-70018a6be4c1", nil},
		{"adresse 0x00007FFDC004F034 i minnet", nil},
		{"krasj på adresse 0xC004F034", nil},
		{"0x8f3Cf7001aB42C004f213DD97e10bC6a8E5c0F9b", nil},
		{"00 1F C0 04 F2 11 80 07 26 7C 0A 0D", nil},
		{"0000: C004F213 00000000 4D5A9000", nil},
		{"Ordrenummer 4587120963", nil},
		{"tracking number 370733210088419562", nil},
		{"Tlf 80004005", nil},
		{"Vipps 400 til 80070404", nil},
		{"faktura 80070652-14 er betalt", nil},
		{"KH7QW-29XTD-PPM4C-VB63R-8YJ2F", nil},
		{"00326-10000-00000-AAXXX", nil},
		{"186574 370214 520036 884105 003742 918263 457716 204985 661237", nil},
		{"slui.exe 0x2a", nil},
		{"CN-0C4A27-7445", nil},
		{"Room C004, 13:00", nil},
		{"IBAN NO93 8000 4005 112", nil},
		{"git cherry-pick 87e10bc6 gives a conflict", nil},
		{"000000000000000000000 0000000000000000000X0000000", nil},
	}
	finder := newFinder(t)
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			var got []string
			for _, f := range finder.Find(tt.text, some) {
				got = append(got, map[Certainty]string{Certain: "", Probable: "~", Malformed: "!"}[f.Certainty]+f.Digits)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

// noise is the ways of writing a code that must be read without a doubt.
func noise(c knowledge.Code) []string {
	hex := c.String()[2:]
	return []string{
		"0x" + hex, "0X" + hex, "0x" + strings.ToLower(hex), "Ox" + hex, "0×" + hex,
		"0x" + strings.ReplaceAll(hex, "0", "O"),
		"0х" + strings.NewReplacer("C", "С", "0", "О", "E", "Е").Replace(hex),
		"0x" + hex + "L", "0x" + hex + "h", "0x" + hex + "U", "feilkode " + hex + "h",
		"0x " + hex[:4] + " " + hex[4:], "0x" + hex[:4] + "-" + hex[4:], "0x" + hex[:4] + "\n" + hex[4:],
		"feilkode " + hex, "feilkode " + hex[:4] + " " + hex[4:],
		fmt.Sprintf("feilkode %d", uint32(c)), fmt.Sprintf("hr: %d", int32(c)),
		"[Error Code: 0x" + hex + " ]", "bilde_0x" + hex + ".png", "(" + "0x" + hex + ").", "«0x" + hex + "»",
		"?query=0x" + hex + "&x=1", "0xFFFFFFFF" + hex, "slui.exe 0x2a 0x" + hex,
	}
}

func TestFindEveryKnownCodeInEveryForm(t *testing.T) {
	kb, err := knowledge.Default()
	if err != nil {
		t.Fatal(err)
	}
	known := func(c knowledge.Code) bool { return len(kb.ByCode(c)) > 0 }
	finder := NewFinder(kb.Language())
	for _, c := range kb.Codes() {
		if c>>31 == 0 {
			continue // no error: its number is no bare one that is looked for
		}
		for _, text := range noise(c) {
			found := finder.Find(text, known)
			if len(found) != 1 || found[0].Value != c || found[0].Certainty != Certain {
				t.Errorf("%q: found %v, want %s", text, found, c)
			}
		}
	}
}

func TestFindInAnyText(t *testing.T) {
	finder := newFinder(t)
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOf(rapid.SampledFrom([]string{"jeg", "får", "feil", "på", "PC-en", "🙂", "nå", "igjen", "!", "Windows"}))
		before, after := strings.Join(words.Draw(t, "before"), " "), strings.Join(words.Draw(t, "after"), " ")
		c := knowledge.Code(0xC0040000 | rapid.Uint32Range(0, 0xFFFF).Draw(t, "code"))
		found := finder.Find(before+" "+c.String()+" "+after, nil)
		if len(found) != 1 || found[0].Value != c {
			t.Fatalf("found %v, want %s", found, c)
		}
	})
}

// newFinder returns a finder that knows the embedded words.
func newFinder(t testing.TB) Finder {
	t.Helper()
	l, err := knowledge.LoadLanguage()
	if err != nil {
		t.Fatal(err)
	}
	return NewFinder(l)
}

// Without words the number alone tells what it is.
func TestFindWithoutWords(t *testing.T) {
	for text, want := range map[string]int{"0xC004F213": 1, "feilkode 80004005": 0, "80004005": 1, "adresse 0xC004F213": 1} {
		if found := (Finder{}).Find(text, some); len(found) != want {
			t.Errorf("%q: found %v, want %d", text, found, want)
		}
	}
}

func TestFindAllocatesNothingWithoutCodes(t *testing.T) {
	text := strings.Repeat("Hei! Jeg kjøpte en PC i 2019 for 12 995 kroner, og nå vil ikke Windows 11 aktiveres. ", 20)
	finder := newFinder(t)
	if n := testing.AllocsPerRun(100, func() { finder.Find(text, some) }); n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}

func FuzzCodes(f *testing.F) {
	for _, s := range []string{"0xC004F213", "0 x C 0 0 4 F 0 5 0", "koden er c004 c4a2", "-1073417709", "錯0xC004F074", "0x\xff\xfe", "C004F213-C004F213"} {
		f.Add(s)
	}
	finder := newFinder(f)
	f.Fuzz(func(t *testing.T, s string) {
		end := 0
		for _, c := range finder.Find(s, some) {
			if c.Start < end || c.End <= c.Start || c.End > len(s) {
				t.Fatalf("%q: %+v is out of order or out of bounds", s, c)
			}
			if utf8.ValidString(s) && !utf8.ValidString(s[c.Start:c.End]) {
				t.Fatalf("%q: %+v cuts a character", s, c)
			}
			if (c.Value == 0) != (c.Certainty == Malformed) && c.Digits != "00000000" {
				t.Fatalf("%q: %+v has a value and none", s, c)
			}
			end = c.End
		}
	})
}

func BenchmarkFindOrdinaryText(b *testing.B) {
	text := strings.Repeat("Hei! Jeg kjøpte en PC i 2019 for 12 995 kroner, og nå vil ikke Windows 11 aktiveres. Har prøvd alt mulig. ", 100)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	finder := newFinder(b)
	for b.Loop() {
		finder.Find(text, some)
	}
}
