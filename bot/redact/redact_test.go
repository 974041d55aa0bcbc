package redact_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"aktivering/bot/bottest"
	"aktivering/bot/redact"
)

func TestRedactMasks(t *testing.T) {
	tests := map[string]string{
		"ABCDE-FGHIJ-KLMNO-PQRST-UVWXY":                               bottest.MaskedGroups + "UVWXY",
		"nøkkelen er ABCDE-FGHIJ-KLMNO-PQRST-UVWXY, hjelp":            "nøkkelen er " + bottest.MaskedGroups + "UVWXY, hjelp",
		"qw7rt-2mxcv-9hjkp-4pbnd-t83gx":                               bottest.MaskedGroups + "t83gx",
		"QW7RT 2MXCV 9HJKP 4PBND T83GX":                               bottest.MaskedGroups + "T83GX",
		"abcde fghij klmno pqrst uvwxy":                               bottest.MaskedGroups + "uvwxy",
		"qw7rt\n2mxcv\n9hjkp\n4pbnd\nt83gx":                           bottest.MaskedGroups + "t83gx",
		"QW7RT–2MXCV–9HJKP–4PBND–T83GX":                               bottest.MaskedGroups + "T83GX",
		"QW7RT_2MXCV_9HJKP_4PBND_T83GX":                               bottest.MaskedGroups + "T83GX",
		"QW7RT - 2MXCV - 9HJKP - 4PBND - T83GX":                       bottest.MaskedGroups + "T83GX",
		"QW7RT.2MXCV.9HJKP.4PBND.T83GX.":                              bottest.MaskedGroups + "T83GX.",
		"QW7RT2MXCV9HJKP4PBNDT83GX":                                   bottest.MaskedGroups + "T83GX",
		"QW7RT2MXCV-9HJKP4PBND-T83GX":                                 bottest.MaskedGroups + "T83GX",
		"QW7RT-2MXCV-9HJKP\n4PBND-T83GX":                              bottest.MaskedGroups + "T83GX",
		"QW7RT-2MXCV-9HJKP-\n4PBND-T83GX":                             bottest.MaskedGroups + "T83GX",
		"koden QW7RT 2MXCV 9HJKP 4PBND T83GX virka ikke":              "koden " + bottest.MaskedGroups + "T83GX virka ikke",
		"koden QW7RT-2MXCV-9HJKP-4PBND-T83GX virka":                   "koden " + bottest.MaskedGroups + "T83GX virka",
		"WО69N-2MXCV-9HJKP-4J6С9-T83GX":                               bottest.MaskedGroups + "T83GX", // Cyrillic О and С
		"QW7RT-2MXCV-YVC9-4PBND-T83GX":                                bottest.MaskedGroups + "T83GX", // a character lost
		"`QW7RT-2MXCV-9HJKP-4PBND-T83GX`":                             "`" + bottest.MaskedGroups + "T83GX`",
		"nøkkel=QW7RT-2MXCV-9HJKP-4PBND-T83GX.":                       "nøkkel=" + bottest.MaskedGroups + "T83GX.",
		"QW7RT-2MXCV-9HJKP-4PBND-T83GX VK7JG-NPHTM-C97JM-9MPGT-3V66T": bottest.MaskedGroups + "T83GX " + bottest.MaskedGroups + "3V66T",
		"QW7RT 2MXCV 9HJKP 4PBND T83GX VK7JG NPHTM C97JM 9MPGT 3V66T": bottest.MaskedGroups + "T83GX " + bottest.MaskedGroups + "3V66T",
		"• QW7RT-2MXCV-9HJKP-4PBND-T83GX":                             "• " + bottest.MaskedGroups + "T83GX",
		"passord: hunter2":                                            "passord: •••••",
		"Password:Sommer2026! og 0xC004F213":                          "Password:••••• og 0xC004F213",
		"pwd=abc123":                                                  "pwd=•••••",
		"Authorization: Bearer abcdef0123456789abcdef":                "Authorization: Bearer •••••",
		"token xoxb-123456789012-abcdefGHIJKL":                        "token •••••",
		"ghp_16C7e42F292c6912E7710c838347Ae178B4a":                    "•••••",
	}
	for text, want := range tests {
		got, found := redact.Redact(text)
		if got != want || found == redact.SecretNone {
			t.Errorf("Redact(%q) = %q, %v; want %q", text, got, found, want)
		}
	}
}

// TestRedactKeeps holds what support needs and what only looks like a key.
func TestRedactKeeps(t *testing.T) {
	for _, text := range []string{
		"",
		"0xC004F213", "får 0xC004F213 0xC004C003 igjen", "0xC004F213-0xC004C003", "C004 F213", "-1073417709",
		"dette fikk vikle trygg etter byttet", "about every thing under skies", "THESE WORDS SHALL NEVER MATCH",
		"DETTE FIKSE VIRKE ETTER FERIE", "hallo hallo hallo hallo hallo", "about-every-thing-under-skies",
		"trygg skyld dyrke styrt bytte", "three threw shrub chris sprek",
		"00326-10000-00000-AAXXX", "00326-10000-00000-AA123 funka", "min produkt-ID er 00330-80000-00000-AA947",
		"123456 234567 345678 456789 567890 678901 789012 890123 901234",
		"1234567-1234567-1234567-1234567-1234567-1234567-1234567-1234567-1234567",
		"123456-123456-123456-123456-123456-123456-123456-123456",
		"12345-12345-12345-12345-12345", "1234512345123451234512345",
		"1f6e2c70-88ab-4d0e-9a41-7c5530be91aa", "00:1A:2B:3C:4D:5E", "00-1A-2B-3C-4D-5E", "fe80::1ff:fe23:4567:890a",
		"d0be2dc421be4fcd0172e5afceea3970e2f3d940", "aktiveringsfeilmeldingene",
		"XXXXX-XXXXX-XXXXX-XXXXX-XXXXX", "passord: 0xC004F213", "passordet er feil", "Bearer av nyheter",
		"https://support.microsoft.com/windows/abcde12345fghij67890klmno", "versjon 22631.4460 og 19045.5131", bottest.MaskedGroups + "UVWXY",
	} {
		if got, found := redact.Redact(text); got != text || found != redact.SecretNone {
			t.Errorf("Redact(%q) = %q, %v; want it as it is", text, got, found)
		}
	}
}

// TestRedactEveryKey draws real keys in every way of writing them, inside
// ordinary text, and looks for any of their groups afterwards.
func TestRedactEveryKey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups := bottest.DrawKey(t)
		if strings.Count(strings.Join(groups, ""), groups[0][:1]) == 25 {
			t.Skip("the pattern of a key")
		}
		odd := false
		for _, g := range groups {
			odd = odd || strings.ContainsAny(g, "2346789") || !strings.Contains(g, "Y")
		}
		if !odd {
			t.Skip("five words of Y")
		}
		separator := rapid.SampledFrom([]string{"-", "–", "—", "_", " - ", "-\n", "--", "."}).Draw(t, "separator")
		key := strings.Join(groups, separator)
		if rapid.Bool().Draw(t, "lower") {
			key = strings.ToLower(key)
		}
		before := rapid.SampledFrom([]string{"", "nøkkelen er ", "koden: ", "«", "her\n", "får 0xC004F213 med "}).Draw(t, "before")
		after := rapid.SampledFrom([]string{"", " virker ikke", ".", "» igjen", "\nhilsen Kari", " 0xC004C003"}).Draw(t, "after")
		got, found := redact.Redact(before + key + after)
		tail := key[len(key)-5:]
		if want := before + bottest.MaskedGroups + tail + after; got != want || found == redact.SecretNone {
			t.Fatalf("Redact(%q) = %q; want %q", before+key+after, got, want)
		}
	})
}

// TestRedactTwice holds that there is nothing left to mask, and that what is
// not masked is not touched.
func TestRedactTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.OneOf(
			rapid.Custom(func(t *rapid.T) string {
				return strings.Join(bottest.DrawKey(t), rapid.SampledFrom([]string{"-", " ", ""}).Draw(t, "sep"))
			}),
			rapid.SampledFrom([]string{"0xC004F213", "passord:", "hei", "ABCDE", "12345", "00326-10000-00000-AAXXX", "ghp_", "Bearer", "•"}),
			rapid.StringMatching(`[A-Za-z0-9æøå•_-]{1,12}`),
			rapid.String(),
		), 0, 8).Draw(t, "parts")
		text := strings.Join(parts, rapid.SampledFrom([]string{" ", "\n", "-", ", "}).Draw(t, "between"))
		holdsStill(t, text)
	})
}

func holdsStill(t interface {
	Helper()
	Fatalf(string, ...any)
}, text string,
) {
	t.Helper()
	text = strings.ToValidUTF8(text, "\uFFFD")
	once, found := redact.Redact(text)
	if found == redact.SecretNone && once != text {
		t.Fatalf("Redact(%q) changed the text to %q and found nothing", text, once)
	}
	if twice, again := redact.Redact(once); twice != once || again != redact.SecretNone {
		t.Fatalf("Redact(%q) = %q, and again %q", text, once, twice)
	}
}

func FuzzRedact(f *testing.F) {
	for _, seed := range []string{"QW7RT-2MXCV-9HJKP-4PBND-T83GX", "passord: x", "Bearer 0123456789abcdef", "0xC004F213", "•-ABCDE fgh12 ABCDE fgh12 k9k9k"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) { holdsStill(t, text) })
}

// BenchmarkRedact feeds it the worst it could meet, short and long: the speed in
// MB/s stays the same if time grows with length only.
func BenchmarkRedact(b *testing.B) {
	for _, unit := range []string{"A", "AB3DE ", "AB3DE-", "passord: ", "a:", "=", "ghp_", "x0xC004F213 ", "-", "•-"} {
		for _, times := range []int{2_000, 50_000} {
			b.Run(fmt.Sprintf("%q x %d", unit, times), func(b *testing.B) {
				text := strings.Repeat(unit, times)
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					redact.Redact(text)
				}
			})
		}
	}
}

// All that is left of a key is its last group, as it was written.
func TestKeyEnd(t *testing.T) {
	for text, want := range map[string]string{
		"":           "",
		"0xC004F213": "",
		"nøkkelen er ABCDE-FGHIJ-KLMNO-PQRST-UVWXY, hjelp":            "UVWXY",
		"qw7rt 2mxcv 9hjkp 4pbnd t83gx":                               "t83gx",
		"QW7RT-2MXCV-9HJKP-4PBND-T83GX VK7JG-NPHTM-C97JM-9MPGT-3V66T": "T83GX",
	} {
		masked, secret := redact.Redact(text)
		if got, ok := redact.KeyEnd(masked); got != want || ok != (secret == redact.SecretKey) {
			t.Errorf("%q: got %q, %v; want %q", masked, got, ok, want)
		}
	}
}
