package redact_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"aktivering/bot/redact"
)

// drawFrom draws a text of so many characters, all as likely as one another.
func drawFrom(t *rapid.T, alphabet string, size int) string {
	from := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "text"), 2))
	out := make([]byte, size)
	for i := range out {
		out[i] = alphabet[from.IntN(len(alphabet))]
	}
	return string(out)
}

const (
	digitsOnly = "0123456789"
	upperAlnum = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	anyAlnum   = "abcdefghijklmnopqrstuvwxyz" + upperAlnum
)

// drawSecret draws a password, a token or another secret: how it is written, with %s for
// the secret, and the secret.
func drawSecret(t *rapid.T) (written, secret string, kind redact.Secret) {
	password := rapid.SampledFrom([]string{"hunter2", "Sommer2026!", "k4tt3nMin", "P@ssw0rd", "abc123def", "Tr0ub4dor&3", "xY7#kk2p", "vinter24"}).Draw(t, "password")
	pin := drawFrom(t, "123456789", rapid.IntRange(4, 6).Draw(t, "digits"))
	token := drawFrom(t, anyAlnum, 30) + "7x"
	switch rapid.IntRange(0, 6).Draw(t, "kind") {
	case 0:
		form := rapid.SampledFrom([]string{
			"passordet mitt er %s", "passord: %s", "passord:%s", "Passord : %s", "pw %s", "pw: %s", "pwd=%s", "passord er %s", "passordet er %s", "mitt passord er %s", "wifi-passord: %s", "wifi passord: %s", "wifi-passordet er %s",
			"passordet til wifi er %s", "*passord:* %s", "**Passord:** %s", "_passord_: %s", "`passord`: `%s`", "passord:\n%s", "passord = %s", "passord => %s", "passord -> %s", "passordet mitt: %s", "Passord (wifi): %s", "kodeord: %s",
			"passordet mitt er «%s»", `passordet er "%s"`, "passord: «%s»", "nettverksnøkkel: %s", "admin-passord: %s", "passord for kontoen: %s", "passordet mitt æ %s", "PIN-koden min er: %s", "Passordet (til ruteren) er: %s", "passordet til Microsoft-kontoen er %s", "passordet heiter no %s", "passwordet er %s",
			"my password is %s", "password: %s", "the password for the account is %s", "Password = %s", "wifi password: %s", "password %s", "passwd: %s", "passphrase: %s", "pass: %s", "passord：%s",
			`{"password": "%s"}`, `{"password":"%s","a":1}`, "<password>%s</password>", "password='%s'", "--password %s", "--password=%s", "Server=db;User=sa;Password=%s;Timeout=5", "user=sa;pwd=%s;", "DB_PASSWORD=%s", "export MYSQL_PWD=%s",
			"postgres://ola:%s@db.example.com/aktivering", "ftp://u:%s@host", "https://a.no/?user=ola&password=%s&x=1", "admin_password: %s", "userPassword: %s",
		}).Draw(t, "form")
		return form, password, redact.SecretWord
	case 1:
		form := rapid.SampledFrom([]string{
			"pinkode er %s", "pinkoden min er %s", "PIN: %s", "pin-kode: %s", "pin %s", "PIN-koden er %s", "min pin er %s", "pinkoda mi er %s", "my pin is %s", "pin code: %s", "engangskode: %s", "OTP: %s", "BitLocker-PIN: %s",
		}).Draw(t, "form")
		return form, pin, redact.SecretWord
	case 2:
		form := rapid.SampledFrom([]string{
			"token: %s", "token=%s", "api-nøkkel: %s", "API key: %s", "api_key=%s", "apikey: %s", "access_token=%s", "client_secret: %s", "secret: %s", "Authorization: Bearer %s", "curl -H 'Authorization: Bearer %s'", "SharedAccessKey=%s;", "AccountKey=%s==;", "https://a.no/cb?access_token=%s&state=1", "tokenet er %s",
		}).Draw(t, "form")
		return form, token, redact.SecretToken
	case 3:
		lower, upper := drawFrom(t, "abcdefghijklmnopqrstuvwxyz0123456789", 36)+"5", drawFrom(t, upperAlnum, 15)+"7"
		secret = rapid.SampledFrom([]string{
			"sk-" + token, "sk-proj-" + token + "-" + token, "sk-ant-api03-" + token, "AKIA" + upper, "ASIA" + upper, "ghp_" + token + token, "github_pat_" + token, "glpat-" + token, "xoxb-123456789012-" + token, "xoxe.xoxp-1-" + token, "xapp-1-A012-345-" + lower, "AIza" + token + "abc1", "SG." + token + "." + token,
			"MTk4NjIyNDgzNDcxOTI1MjQ4" + ".Cl2FMQ." + drawFrom(t, anyAlnum+"-_", 38), "123456789:" + drawFrom(t, anyAlnum, 35), "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0." + token, "hf_" + token, "npm_" + token + "1a2b", "sk_live_" + token,
		}).Draw(t, "shape")
		return rapid.SampledFrom([]string{"%s", "tokenet: %s", "SLACK_BOT_TOKEN=%s", `"%s"`, "`%s`", "(%s)", "bruk %s nå"}).Draw(t, "form"), secret, redact.SecretToken
	case 4:
		form := rapid.SampledFrom([]string{
			"https://hooks.slack.com/services/%s", "<https://hooks.slack.com/services/%s|krok>", "https://discord.com/api/webhooks/%s", "https://discordapp.com/api/webhooks/%s",
		}).Draw(t, "form")
		return form, "T0123/B0456/" + token, redact.SecretToken
	case 5:
		name := rapid.SampledFrom([]string{"", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED "}).Draw(t, "name")
		form := "-----BEGIN " + name + "PRIVATE KEY-----\n%s"
		if rapid.Bool().Draw(t, "whole") {
			form += "\n-----END " + name + "PRIVATE KEY-----"
		}
		return form, drawFrom(t, anyAlnum+"+/", 64) + "\n" + drawFrom(t, anyAlnum+"+/", 40), redact.SecretToken
	default:
		groups := make([]string, 8)
		from := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "recovery key"), 3))
		for i := range groups {
			groups[i] = fmt.Sprintf("%06d", (10_000+from.IntN(1<<16-10_000))*11)
		}
		separator := rapid.SampledFrom([]string{"-", " ", "\n", ", ", " - ", ""}).Draw(t, "separator")
		form := rapid.SampledFrom([]string{"%s", "gjenopprettingsnøkkelen er %s", "BitLocker ber om nøkkel, jeg har %s", "recovery key: %s", "attopprettingsnøkkelen: %s og PC-en startar ikkje"}).Draw(t, "form")
		return form, strings.Join(groups, separator), redact.SecretRecovery
	}
}

// aroundSecrets are sentences that end before a secret and go on in a clause of their own.
func aroundSecrets() []string {
	return []string{"%s", "Hei!\n%s", "%s\nkva no?", "får 0xC004F213. %s", "%s\nhilsen Kari", "%s , og så?", "I get 0xC004C003\n%s\nplease help", "😩\n%s"}
}

func TestRedactEverySecret(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		form, secret, kind := drawSecret(t)
		text := strings.Replace(rapid.SampledFrom(aroundSecrets()).Draw(t, "around"), "%s", strings.Replace(form, "%s", secret, 1), 1)
		got, found := redact.Redact(text)
		if found == redact.SecretNone {
			t.Fatalf("Redact(%q) found nothing of kind %s", text, kind)
		}
		for i := 0; i+6 <= len(secret); i++ {
			if strings.Contains(got, secret[i:i+6]) {
				t.Fatalf("Redact(%q) = %q; %q is left", text, got, secret[i:i+6])
			}
		}
		if strings.Contains(got, secret) {
			t.Fatalf("Redact(%q) = %q; %q is left", text, got, secret)
		}
		if strings.Contains(text, "0xC004F213") && !strings.Contains(got, "0xC004F213") {
			t.Fatalf("Redact(%q) = %q; the code is gone", text, got)
		}
		holdsStill(t, text)
	})
}

// drawInnocent draws what must come through as it is.
func drawInnocent(t *rapid.T) string {
	digits := func(n int) string { return drawFrom(t, digitsOnly, n) }
	rows := func(n, size int, separator string) string {
		all := digits(n * (size - 1)) // in one draw: rapid draws the same small numbers again and again
		parts := make([]string, n)
		for i := range parts {
			parts[i] = "1" + all[i*(size-1):(i+1)*(size-1)]
		}
		return strings.Join(parts, separator)
	}
	hex := drawFrom(t, "0123456789ABCDEF", 32)
	code := "C004" + hex[:4]
	separator := rapid.SampledFrom([]string{"-", " ", "\n", ""}).Draw(t, "separator")
	return rapid.SampledFrom([]string{
		"0x" + code, "0x" + strings.ToLower(code), "0X" + code, code, "Ox" + code, "0x" + code[:4] + " " + code[4:], "0x " + code[:4] + " " + code[4:], "0x" + code[:4] + "-" + code[4:], "0x" + code + "L", "-1073417709", "3221549587", "0x803F701", "0x0C004FE00",
		"slui.exe 0x2a 0x" + code, "hr=0x" + code, "[Error Code: 0x" + code + " ]", "logg_0x" + code + ".txt", "錯误：0x" + code + "软件", "0x" + code + " og 0x80072EE7", "[hr = 80070002]",
		rows(9, 6, separator), rows(9, 7, separator), rows(9, 7, " - "), digits(54), digits(63), "installasjons-ID: " + rows(9, 7, " "),
		"bekreftelses-ID 123456 234567 345678 456789 567890 678901 789012 890123", "confirmation ID: " + rows(8, 6, "-"), "A: 123456 B: 234567 C: 345678 D: 456789 E: 567890 F: 678901 G: 789012 H: 890123",
		"00330-" + digits(5) + "-" + digits(5) + "-AA" + digits(3), "00326-10000-00000-AAXXX", "55041-OEM-8992671-00524", "produkt-ID 00330-80000-00000-AA123",
		hex[:8] + "-" + hex[8:12] + "-" + hex[12:16] + "-" + hex[16:20] + "-" + hex[20:32], strings.ToLower(hex), strings.ToLower(hex) + strings.ToLower(hex[:8]), "#" + hex[:6],
		"22631.4460", "10.0.19045.5131", "26100.2314 og 19045", "24H2", "KB5034441", "Windows 11 Pro 23H2", hex[:2] + ":" + hex[2:4] + ":" + hex[4:6] + ":" + hex[6:8] + ":" + hex[8:10] + ":" + hex[10:12], hex[:2] + "-" + hex[2:4] + "-" + hex[4:6] + "-" + hex[6:8] + "-" + hex[8:10] + "-" + hex[10:12],
		"fe80::1ff:fe23:4567:890a", "192.168.1.254", "+47 22 33 44 55", "91234567", "+4791234567", "ordre 100234567", "ordrenummer 4501-0136-7788-1234", "sak #128", "INC0012345", "REQ-2026-00417", "kl. 09.02 24.11.2026", "199,00 kr",
		"https://support.microsoft.com/nb-no/windows/get-help-with-windows-activation-errors-09d8fb64-6768-4815-0c30-159fa7d89d85", "https://go.microsoft.com/fwlink/?LinkId=" + digits(6), "ms-settings:activation", "slmgr /ipk", "slmgr.vbs /dlv", "cscript ospp.vbs /dstatus",
		"nøkkel-ID 4A3B2C1D", "recovery key ID: 4A3B2C1D", "Partial Product Key: 3V66T", "de siste fem er 3V66T", "HP EliteBook 840 G6", "RTX 3070 og GTX 1660", "serienummer 5CD9384KLM", "Intel i7-12700K",
		"XXXXX-XXXXX-XXXXX-XXXXX-XXXXX", "12345-12345-12345-12345-12345",
	}).Draw(t, "innocent")
}

// prose are sentences that must come through as they are, on their own and around others.
func prose() []string {
	return []string{
		"dette fikk vikle trygg etter byttet", "about every thing under skies", "THESE WORDS SHALL NEVER MATCH", "DETTE FIKSE VIRKE ETTER FERIE", "hallo hallo hallo hallo hallo", "trygg skyld dyrke styrt bytte",
		"three threw shrub chris sprek", "angst blant trygge sterk kunst", "write postgres://user:password@host:5432/database", "passordet er feil", "passordet mitt er utløpt", "passordet mitt er glemt", "jeg har glemt passordet", "eg har gløymt passordet mitt", "passordet er ikkje det same", "passord er påkrevd her",
		"hva er passordet?", "passordet fungerer ikke, feilkode: 0xC004F213", "password is incorrect", "my password is not working", "the password was reset yesterday", "passordet er veldig langt", "passord: 0xC004F213", "pin: 0x80090016", "PIN-koden er borte", "min pin er feil", "PIN virker ikke",
		"jeg trenger nytt passord til Windows", "byttet passord i går og nå er alt annerledes", "Microsoft ber om passord og PIN", "sign in with a password or a PIN", "token er et fremmedord", "the secret is out", "Bearer av nyheter", "basic troubleshooting, please", "bitlocker ber om gjenopprettingsnøkkel",
		"Windows fant ingen produktnøkkel på denne PC-en", "slmgr /ipk gir feil på win11 og win10", "kjørte slmgr, https og win11", "lenovo T480S, X390Y og T14S2", "Apple A2338 A2141 A1990", "ordre AB123-CD456", "skru av, slå på, vent litt, prøv igjen, ring meg",
		"min-fine-store-gamle-stole", "passordbehandler: Bitwarden er fin", "tast inn pin og trykk enter", "hver av de fem gruppene har fem tegn", "key: missing", "UDPv4/UDPv6", "jump_ppc32_ppc64_sysv", "| p | p | Y | p | Y | Y | p |", "POSTGRES_PASSWORD: ${POSTGRES_PASSWORD}", "passord: ?", "passord: feil",
	}
}

func TestRedactKeepsProse(t *testing.T) {
	for _, text := range prose() {
		for _, s := range []string{text, strings.ToUpper(text), text + ".", "Hei! " + text + "\nMvh Ola", text + " " + text} {
			if got, found := redact.Redact(s); got != s || found != redact.SecretNone {
				t.Errorf("Redact(%q) = %q, %s; want it as it is", s, got, found)
			}
		}
	}
}

func TestRedactKeepsWhatSupportNeeds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Replace(rapid.SampledFrom(around()).Draw(t, "around"), "%s", drawInnocent(t), 1)
		parts := []string{text}
		for range rapid.IntRange(0, 2).Draw(t, "more") {
			if rapid.Bool().Draw(t, "prose") {
				sentence := rapid.SampledFrom(prose()).Draw(t, "sentence")
				if strings.HasSuffix(sentence, "passordet") || strings.HasSuffix(sentence, "PIN") {
					sentence += " igjen" // what follows the name of a secret is taken for one
				}
				parts = append(parts, sentence)
			} else {
				parts = append(parts, drawInnocent(t))
			}
		}
		text = strings.Join(parts, rapid.SampledFrom([]string{" ", "\n", ". ", ", "}).Draw(t, "between"))
		if got, found := redact.Redact(text); got != text || found != redact.SecretNone {
			t.Fatalf("Redact(%q) = %q, %s; want it as it is", text, got, found)
		}
	})
}

func TestRedactNumbers(t *testing.T) {
	masked := map[string]bool{
		"fødselsnummeret er 01010112377":    true, // made up, with right check digits
		"fnr 010101 12377":                  true,
		"fnr 01010112378":                   false,
		"fødselsnummer 01010112378":         true, // it is said what it is
		"personnummeret er 010101 12378":    true,
		"Fødselsnummer: 01010112378.":       true,
		"fødselsnummer har 11 siffer":       false,
		"personnummer 12345":                false,
		"fødselsnummer 010101123789":        false,
		"kontonummer 12345678903":           false, // no date
		"kort 4111 1111 1111 1111":          true,
		"visa 4111-1111-1111-1111 går ut":   true,
		"kort 5555 5555 5555 4444.":         true,
		"kort 4111 1111 1111 1112":          false,
		"ordre 4111111111111111":            false, // an order's number may look like it
		"4111 1111 1111 1111 1111 1111 123": false,
		"+47 010101 12377":                  true,
		"BitLocker 111111 222222 333333 444444 555555 666666 111111 222221":         true, // one is mistyped
		"bekreftelses-ID 111111 222223 333334 444445 555556 666667 111112 222224":   false,
		"gjenopprettingsnøkkel 123456 234567 345678 456789 567890 678901 789012 1":  false,
		"BitLocker: 123456 234567 345678 456789 567890 678901 789012 890123":        true,
		"BitLocker 111111-222222-333333-444444":                                     true,
		"installasjons-ID 111111 222222 333333 444444 555555 666666 111111 123 456": false,
	}
	for text, want := range masked {
		got, found := redact.Redact(text)
		if (found != redact.SecretNone) != want {
			t.Errorf("Redact(%q) = %q, %s; masked should be %v", text, got, found, want)
		}
	}
}
