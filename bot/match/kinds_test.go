package match_test

import (
	"slices"
	"testing"

	"aktivering/bot/match"
	"aktivering/knowledge"
)

// Kinds of messages that concepts alone take for something else.
func TestKinds(t *testing.T) {
	kb, err := knowledge.Default()
	if err != nil {
		t.Fatal(err)
	}
	m := match.New(kb)
	hardware := []string{"0xC004F211", "0xC004F213", "feilsoking-aktivering"}
	general := []string{"aktivere-windows", "feilsoking-aktivering"}
	for _, kind := range []struct {
		name  string
		texts []string
		// Of these articles one is the answer; without any the decision is meant.
		articles []string
		decision match.Decision
	}{
		{"active is no activator", []string{"Activation status: not active, code 0xC004F213", "aktiveringstilstand ikke aktiv 0xC004F213"}, []string{"0xC004F213"}, match.Answer},
		{"Office words that are ordinary ones", []string{"no network access on this PC, 0xC004FC03", "the publisher is unknown, it says 0xC004FC03"}, []string{"0xC004FC03"}, match.Answer},
		{"an office that is a place", []string{"the kms clients at our branch office throw 0xC004F074"}, []string{"kms-nas-ikke", "0x8007232B"}, match.Answer},
		{"Office beside such a place", []string{"the office license has expired, 0xC004F074"}, nil, match.None},
		{"plain without a word of activation", []string{"VAMT kommer ikke inn i databasen lenger"}, []string{"vamt"}, match.Answer},
		{"plain with one such word", []string{"har jeg lov til å selge nøkkelen videre på finn?"}, []string{"selg-nokkel"}, match.Answer},
		{"other keys and databases", []string{"kan jeg selge nøkkelen til hytta?", "regnskapsprogrammet kommer ikke inn i databasen", "a cheap key for my padlock, is that ok?", "ordih ordji ordmj ordrk ordyl ordhm ordsn ordfo ordup ordlq ordzs unik198"}, nil, match.None},
		{"Windows beside a program of Office", []string{
			"Outlook går fint, men Windows gir 0xC004F074", "Excel opnar seg som det skal men windows seier 0xC004F074",
			"Teams works. Windows says error 0xC004F074 at every start",
		}, []string{"kms-nas-ikke", "0x8007232B"}, match.Answer},
		{"a program of Office beside Windows", []string{
			"Windows er aktivert, men Office sier 0xC004F074", "Windows says it is fine, 0xC004F074 in Word",
			"Office på Windows 11 gir 0xC004F074", "windows is ok and 0xC004F074 comes when I open excel",
		}, nil, match.None},
		{"programs of Office", []string{"Access gives me 0xC004F074", "Microsoft Project kan ikke aktiveres, 0xC004F074"}, nil, match.None},
		{"hexes of a log", []string{"Windows-lisensen er utløpt og maskinen slår seg av hver time. I loggen: 0x80000001", "my Windows license has expired and the PC shuts down. The event log has reason code 0x80000002"}, []string{"lisens-utloper"}, match.Answer},
		{"an unknown code", []string{"Windows er ikke aktivert, feilkode 0x81234567"}, nil, match.UnknownCode},
		{"victims", []string{"forhandleren har solgt meg en falsk nøkkel til Windows", "the dealer sold me a counterfeit Windows key"}, []string{"0xC004C003"}, match.Answer},
		{"victims of people", []string{
			"ble svindla på finn, nøkkelen er ugyldig", "vart svindla, nøkkelen eg kjøpte er sperra", "vart lurt på finn, nøkkelen er ugyldig",
			"got scammed, my windows key is blocked", "I was conned, the licence key I paid for was invalid",
		}, []string{"0xC004C003"}, match.Answer},
		{"victims of something else", []string{"ble svindla på finn, sykkelen er ødelagt", "I was scammed, the car key does not work"}, nil, match.None},
		{"support is mentioned", []string{"Windows could not be activated, contact your organization's support person 0x8007007B", "kontakt brukerstøtten i organisasjonen, står det, 0x8007232B"}, []string{"0x8007232B"}, match.Answer},
		{"no person is wanted", []string{"vil ikke ringe noen, bare vite hvor jeg skriver inn produktnøkkelen"}, []string{"0x803F7001", "0x800704CF", "0x8007232B"}, match.Answer},
		{"licences of other programs", []string{"faktureringsprogrammet sier at lisensnøkkelen er ugyldig", "lisensen til brannmurprogrammet går snart ut", "the invoicing program says the licence key is not valid"}, nil, match.None},
		{"an old Windows that is not activated", []string{"Windows 7 hevder at kopien ikke er ekte"}, []string{"aktivere-windows"}, match.Answer},
		{"a reset that is past", []string{"etter at jeg tilbakestilte PC-en, er ikke Windows aktivert", "I reset the laptop and now Windows isn't activated"}, general, match.Answer},
		{"a cause that is denied", []string{"no parts were replaced, yet Windows is not activated"}, general, match.Answer},
		{"blocked", []string{"Windows sier at nøkkelen min er blokkert", "Windows says the product key is blocked"}, []string{"0xC004C003"}, match.Answer},
		{"the other edition", []string{"Windows mener jeg har en Home-lisens på Pro"}, []string{"0xC004F212", "0xC004F210", "0xC004E016", "0xC004F034"}, match.Answer},
		{"parts were replaced", []string{"satte inn nytt hovedkort i helga, nå er ikke Windows aktivert"}, hardware, match.Answer},
		{"a crack is wanted", []string{"hvor får jeg en aktivator til windows 11", "kmspico download"}, nil, match.Refuse},
		{"a person is wanted", []string{"kan dere ringe meg?", "får jeg snakke med et menneske"}, nil, match.Human},
	} {
		for _, text := range kind.texts {
			r := m.Match(text, match.Scope{})
			if r.Decision != kind.decision || len(kind.articles) > 0 && !slices.Contains(kind.articles, r.Entries[0]) {
				t.Errorf("%s: %q: %s %v, want %s %v", kind.name, text, r.Decision, r.Entries, kind.decision, kind.articles)
			}
		}
	}
}
