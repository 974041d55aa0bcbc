package redact_test

import (
	"strings"
	"testing"

	"aktivering/bot/redact"
)

func TestRedactPasswordInSentences(t *testing.T) {
	forms := []string{
		"Passord\n%s", "Hei\nPassord\n%s\nMvh", "passordet vart endra til %s", "passordet blei bytta til %s", "passordet ble endret til %s", "passordet er endret til %s", "eg sette passordet til %s", "jeg satte passordet mitt til %s", "eg bytta passordet til %s",
		"changed the password to %s", "I reset my password to %s", "the password was changed to %s", "the password has been set to %s", "passordet som er %s", "the password, which is %s", "passordet mitt, %s, virker ikke", "passordet, %s, virkar ikkje", "my password, %s, fails",
		"mitt pass er %s", "my pass is %s", "my password's %s", "my password’s %s", "%s er passordet", "%s er passordet mitt", "%s is my password", "%s is the password.", "bruk %s som passord", "use %s as the password", "eg brukte %s som passord",
		"passord: %s eller %s", "passordet er %s eller %s", "passord: katt eller %s", "password: %s or %s", "passordet mitt er ikke %s men %s", "login: ola/%s", "login: ola / %s", "innlogging ola - %s", "Pålogging: ola / %s", "pålogging ola – %s", "login ola:%s",
		"ola:%s@server", "ssh ola:%s@10.0.0.1", "curl -u ola:%s https://x.no", "curl --user ola:%s https://x.no", `net use \\srv\c$ /user:ola %s`, "mysql -u root -p %s", "-p %s", "WIFI: %s", "wifi: %s", "passphrase correct horse %s", "passphrase %s", "adgangskode %s", "tilgangskoden er %s", "tilgangskoda: %s",
		" pаssord: %s", "раssword: %s", "passordet heiter %s",
	}
	for _, form := range forms {
		for _, password := range []string{"Hemmelig9!", "Sommer2026!", "k4tt3pUs2"} {
			text := strings.ReplaceAll(form, "%s", password)
			got, found := redact.Redact(text)
			if found == redact.SecretNone || strings.Contains(got, password[:7]) {
				t.Errorf("Redact(%q) = %q, %s", text, got, found)
			}
			holdsStill(t, text)
		}
	}
	for text, secret := range map[string]string{"passphrase: correct horse battery staple": "staple", "passfrasen er gul hest batteri stift9": "stift9", "curl -u ola:sommer https://x.no": "sommer"} {
		if got, _ := redact.Redact(text); strings.Contains(got, secret) {
			t.Errorf("Redact(%q) = %q", text, got)
		}
	}
}

func TestRedactKeepsSentencesAboutPasswords(t *testing.T) {
	for _, text := range []string{
		"passordet er feil", "passordet virker ikke", "passordet mitt er utløpt", "hva er passordet til Ola?", "hva er passordet til PC01?", "passordet til PC01 er feil", "på PC01 er passordet feil", "passordet ble endret i går", "passordet ble endret til noe annet", "jeg endret passordet til Windows",
		"passordet mitt, som jeg byttet i går, virker ikke", "er dette passordet?", "hva bruker dere som passord", "bruk fødselsdatoen som passord", "Windows 11 er passordet borte i", "mitt pass er utløpt", "innlogging feiler - 0x80070490", "innlogging - Windows 11", "pålogging: feil", "login: 2026-11-24 12:00", "Pålogging med PIN virker ikke", "skriv til e-post:ola2@firma.no",
		"passordet er feil eller utløpt", "adgangskode kreves", "Passord\nVirker ikke", "wifi: virker ikke", "WiFi: Intel AX201", "wifi: TP-Link_5GHz", "nettverk: Ethernet 2",
		"passordet er feil, og PIN-koden verkar ikkje", "passordet verkar ikkje", "passordet mitt er utgått", "kva er passordet til kontoen?", "passordet vart endra i går", "eg bytta passordet til kontoen", "passordet som eg har, er feil", "kva bruker du som passord?", "innlogginga feilar på PC01", "tilgangskoden manglar",
		"the password is wrong", "my password does not work", "my password has expired", "what is the password for PC01?", "the password was changed yesterday", "I changed the password to something else", "the password's expired", "my password's wrong", "is this the password?", "login fails with 0x8007052E", "login: failed", "the login page - Windows 11",
		"ssh -p 2222 ola@server", "docker run -p 8080:80 -u 1000:1000 nginx:1.27", "mkdir -p build/x64", "mailto:ola2@firma.no", "net use /user:ola", "passphrase is wrong", "passphrase required", "password reset does not help", "use a PIN as password", "password or PIN", "token or password", "see user:ola@example.com", "profiles/usr.lib.dovecot.imap-login profiles/apparmor.d2", "socat -u exec:$PROCAN2,setsid -", "{AADCQ, yaddl, Pw, opBytes{0x83, 02}}",
	} {
		for _, s := range []string{text, text + ".", "Hei! " + text + "\nMvh Ola"} {
			if got, found := redact.Redact(s); got != s || found != redact.SecretNone {
				t.Errorf("Redact(%q) = %q, %s; want it as it is", s, got, found)
			}
		}
	}
}
