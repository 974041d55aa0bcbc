package redact

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// maxWork is how much is looked at for one byte of a text, whatever it is.
const maxWork = 150

// hostile are pieces that, repeated, give the finders most to do.
func hostile() []string {
	return []string{
		"A", "AB3DE ", "AB3DE-", "VK7JG-", "VK7JG ", "VK7JG og så ", "VK7JG-NPHTM, eller win11 ", "V K 7 J G ", "V ", "A B ", "1. ", "12-", "12345-", "123456-", "123456 12 ", "111111-", "4111 ", "01010112377 ",
		"VK7JGNPHTMC97JM9MPGT3V66T", "VK7JGNPHTMC97JM9MPGT3V66", "BCDFGHJKMNPQRTVWXYBCDFGHJO", "abcde fghij ", "dette fikse ", "abcde-fghij-", "trygg-", "trygg ", "XXXXX-", "strek ",
		"passord: ", "passord:", "passord er ", "passordet mitt til wifi ", "pw:", "pw:http://", "pw ", "pin ", "pass", "passord-", "--password ", `"password":"`, "<password>", "pwd=;", ";pwd=",
		"api key ", "token=", "sk-aaaaaaaa-", "sk-", "ghp_", "ghp_a1", "AKIA", "eyJ", "eyJ.", "xoxb-1-", "MTk4NjIyNDgzNDcxOTI1MjQ4.", "12345678:", "MNO.", "a@", "://", "a://b:c@", "http://a:b", "hooks.slack.com/services/", "discord.com/api/webhooks/a",
		"-----BEGIN ", "-----BEGIN PRIVATE KEY-----", "-----BEGIN RSA PRIVATE KEY----------END ", "Bearer ", "Bearer aaaaaaaaaaaaaaaaaa1 ",
		"-", "•-", "•", "••", "•••••-", "%2D", "%", "&", "&#45;", "&nbsp;", `\n`, `\u002d`, "\u200b", "\u0301", "å", "Æ ", "Ａ", "\U0001D400", "\xff", "\xf0\x9f", " ", "\n", "x0xC004F213 ", "0xC004F213-", "a:", "=", "((", "\"", "`",
		"Gjenopprettingsnøkkel 123456 123456 123456 123456 123456 123456 123456 123456 . ",
	}
}

// TestRedactWorkIsLinear counts what is looked at, in texts of repeated pieces.
func TestRedactWorkIsLinear(t *testing.T) {
	for _, piece := range hostile() {
		for _, size := range []int{1 << 10, 64 << 10} {
			text := strings.ToValidUTF8(strings.Repeat(piece, size/len(piece)), "\uFFFD")
			f := finder{text: text, workspace: &workspace{}}
			f.find()
			if f.work > maxWork*len(text)+1000 {
				t.Errorf("%q x %d: %d for each byte", piece, size/len(piece), f.work/len(text))
			}
			if got, _ := Redact(text); len(got) > maxGrowth*len(text)+100 || !utf8.ValidString(got) {
				t.Errorf("%q x %d: %d bytes become %d", piece, size/len(piece), len(text), len(got))
			}
		}
	}
}

// TestRedactLeavesNothingToMask masks values that hold labels of their own.
func TestRedactLeavesNothingToMask(t *testing.T) {
	for _, label := range []string{"pw:", "pw=", "pw→", "pw：", "pw=>", "pw: ", "token:", "pin:", "pass:", "login:", "wifi:"} {
		for _, value := range []string{"/", "${", "$(", "http://", "a", "", "•", "••", "`", "\"", "<", "0x", "1"} {
			for _, end := range []string{"z", "hunter2", "/z", "VK7JG-NPHTM"} {
				for times := range 12 {
					text := strings.Repeat(label+value, times) + label + end
					once, _ := Redact(text)
					if twice, again := Redact(once); twice != once || again != SecretNone {
						t.Errorf("%q becomes %q, and then %q", text, once, twice)
					}
				}
			}
		}
	}
}

// maxGrowth is how much longer a text can become: of "pw:a " one character becomes five.
const maxGrowth = 5

func FuzzRedactWork(f *testing.F) {
	for _, piece := range hostile() {
		f.Add(piece, "", uint16(100))
		f.Add(piece, "VK7JG-NPHTM", uint16(50))
	}
	f.Add("pw:/", "pw:/z\x01\xff\x15\xff", uint16(13))
	f.Fuzz(func(t *testing.T, piece, other string, times uint16) {
		if len(piece)+len(other) > 200 {
			return
		}
		text := strings.ToValidUTF8(strings.Repeat(piece, int(times%500))+other, "\uFFFD")
		found := finder{text: text, workspace: &workspace{}}
		found.find()
		if found.work > maxWork*len(text)+5000 {
			t.Fatalf("%q x %d and %q: %d for each byte", piece, times%500, other, found.work/(len(text)+1))
		}
		once, kind := Redact(text)
		if len(once) > maxGrowth*len(text)+100 || !utf8.ValidString(once) {
			t.Fatalf("%d bytes become %d", len(text), len(once))
		}
		if kind == SecretNone && once != text {
			t.Fatalf("%q becomes %q, and nothing was found", text, once)
		}
		if twice, again := Redact(once); twice != once || again != SecretNone {
			t.Fatalf("%q becomes %q, and then %q", text, once, twice)
		}
	})
}

// BenchmarkRedactMessage measures ordinary messages.
func BenchmarkRedactMessage(b *testing.B) {
	for name, text := range map[string]string{
		"ordinary": "Hei, jeg byttet hovedkort i går og nå sier Windows 11 at jeg ikke har lisens lenger, feilkode 0xC004F213. Hva gjør jeg?",
		"code":     "0xC004F213",
		"key":      "nøkkelen er VK7JG-NPHTM-C97JM-9MPGT-3V66T og får 0xC004C008",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Redact(text)
			}
		})
	}
}

// TestRedactNeedsNoMemory holds that a message in which nothing is masked costs none.
func TestRedactNeedsNoMemory(t *testing.T) {
	if raced {
		t.Skip("memory is not reused under the race detector")
	}
	const text = "Hei, jeg byttet hovedkort i går og nå sier Windows 11 Pro at jeg ikke har lisens lenger, feilkode 0xC004F213. Passordet er feil også. Hva gjør jeg?"
	if n := testing.AllocsPerRun(100, func() { Redact(text) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
