package redact

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// label is what a word says that follows.
type label int8

const (
	labelNone     label = iota
	labelPassword       // a password: "passordet mitt er …", "pw: …"
	labelPIN            // digits: "pinkode er …"
	labelToken          // a token or a key of a program: "token: …"
	labelStrict         // a password, but only where a colon says so: "pass: …"
	labelPair           // the first of two words: "API key: …"
	labelLogin          // a name and a password: "login: ola/…"
	labelNetwork        // a network, and maybe its password: "wifi: …"
	labelIdentity       // a national identity number: "fødselsnummer …"
)

// labels are the words, folded, that say what follows.
var labels = map[string]label{
	"passwordet": labelPassword, "passord": labelPassword, "passordet": labelPassword, "passorda": labelPassword, "passordene": labelPassword, "password": labelPassword, "passwords": labelPassword,
	"passwd": labelPassword, "pwd": labelPassword, "pw": labelPassword, "passphrase": labelPassword, "passfrase": labelPassword, "passfrasen": labelPassword,
	"kodeord": labelPassword, "kodeordet": labelPassword, "nettverksnøkkel": labelPassword, "nettverksnøkkelen": labelPassword, "passcode": labelPassword,
	"pass": labelStrict, "psk": labelStrict, "sikkerhetsnøkkel": labelStrict, "sikkerhetsnøkkelen": labelStrict, "tryggleiksnøkkel": labelStrict,
	"pin": labelPIN, "pinkode": labelPIN, "pinkoden": labelPIN, "pinkoda": labelPIN, "pincode": labelPIN, "pinen": labelPIN, "pin-kode": labelPIN, "pin-koden": labelPIN, "pin-koda": labelPIN,
	"engangskode": labelPIN, "engangskoden": labelPIN, "eingongskode": labelPIN, "eingongskoden": labelPIN, "otp": labelPIN,
	"token": labelToken, "tokenet": labelToken, "secret": labelToken, "apikey": labelToken, "api-nøkkel": labelToken, "api-nøkkelen": labelToken, "api-key": labelToken, "api_key": labelToken,
	"fødselsnummer": labelIdentity, "fødselsnummeret": labelIdentity, "fødselsnr": labelIdentity, "personnummer": labelIdentity, "personnummeret": labelIdentity, "personnr": labelIdentity,
	"adgangskode": labelPassword, "adgangskoden": labelPassword, "tilgangskode": labelPassword, "tilgangskoden": labelPassword, "tilgangskoda": labelPassword, "passkode": labelPassword, "passkoden": labelPassword, "passkoda": labelPassword, "passet": labelStrict,
	"login": labelLogin, "logon": labelLogin, "signin": labelLogin, "innlogging": labelLogin, "innlogginga": labelLogin, "innloggingen": labelLogin, "pålogging": labelLogin, "pålogginga": labelLogin, "påloggingen": labelLogin, "credentials": labelLogin,
	"wifi": labelNetwork, "wi-fi": labelNetwork, "wlan": labelNetwork, "nettverk": labelNetwork, "trådløst": labelNetwork,
	"api": labelPair, "access": labelPair, "accountkey": labelToken, "sharedaccesskey": labelToken, "sharedaccesssignature": labelToken, "sig": labelToken, "clientsecret": labelToken,
}

// compounds are what a longer word can end with and mean the same: "wifi-passord",
// "client_secret".
var compounds = [...]struct {
	end  string
	what label
}{
	{"passord", labelPassword},
	{"passordet", labelPassword},
	{"password", labelPassword},
	{"passwd", labelPassword},
	{"kodeord", labelPassword},
	{"pinkode", labelPIN},
	{"pinkoden", labelPIN},
	{"-pin", labelPIN},
	{"_pin", labelPIN},
	{"token", labelToken},
	{"_secret", labelToken},
	{"-secret", labelToken},
	{"secret", labelToken},
	{"apikey", labelToken},
	{"api_key", labelToken},
	{"api-key", labelToken},
	{"accesskey", labelToken},
	{"access_key", labelToken},
}

// betweenWords may stand between the label and what follows: "passordet mitt til wifi er".
const betweenWords = " mitt min mi mine vårt vår våre hans hennes hennar deres dykkar ditt din my our your his her their the til på for i av to of on at this that " +
	"wifi wi-fi wlan nettverket nettverk network nettet pc pc-en pcen maskinen maskina computer kontoen kontoa account brukeren brukaren brukar bruker user admin administrator " +
	"windows microsoft outlook epost e-post email mail ruteren router her here no nå now jobben heime hjemme code kode koden nummer gamle nye nytt ny gammelt gamalt new old key "

// prepositions come before whose or what the password is, whatever that is called.
const prepositions = " til på for i av to of on at "

// meanwhile may stand between "is" and the secret.
const meanwhile = " nå no now fortsatt fremdeles framleis still bare berre just visst vel "

// secondWords follow the first word of a label that has two.
const secondWords = " key keys nøkkel nøkkelen nykel nykelen token "

// joins say that the secret comes next.
const joins = " er æ e is var was lyder lyd heter heiter blir blei ble be being equals "

// ordinary are words that are said about a password and are none.
const ordinary = " feil galt gale galen rett riktig riktige korrekt ugyldig gyldig utløpt utgått utgåtte gått glemt gløymt gløymd borte vekk vekke tapt mistet mista låst sperret sperra endret endra byttet bytta nytt ny nye nytta " +
	"gammelt gamalt gammel ukjent ukjend kjent kjend sterkt svakt langt kort kortere lengre enkelt vanskelig vanskeleg trygt tomt blankt påkrevd påkravd nødvendig nødvendig naudsynt hemmelig hemmeleg lagret lagra satt sett tilbakestilt nullstilt stjålet stolen kompromittert lekket " +
	"ikke ikkje aldri alltid allerede fremdeles fortsatt framleis også òg det den de dei dette denne som at om når der her hva kva hvor kor hvem kven mitt min ditt din noe noko noen nokon ingen ein en et eit samme same slik sånn så for veldig helt heilt kanskje bare berre " +
	"wrong right incorrect correct invalid valid expired forgotten lost gone locked blocked changed reset new old unknown known strong weak long short empty blank required needed necessary missing secret stored saved set stolen leaked compromised ok okay fine good bad " +
	"not never always already still also the a an it this that what where who when mine yours nothing none something same similar too very just only in on at with without and or but to working accepted rejected avvist avvis godkjent akseptert " +
	"windows microsoft wifi feilkode feilkoden error code kode koden bruker user konto account virker fungerer verkar "

// maxLabel bounds the length of a word that can be a label, in bytes.
const maxLabel = 40

// nameAt returns the next word of letters, digits, dashes and underscores; -1 where there
// is none.
func nameAt(text string, at int) (start, end int) {
	start = -1
	for at < len(text) {
		r, size := rune(text[at]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[at:])
		}
		switch {
		case isNameRune(r) || start >= 0 && r == '-':
			if start < 0 {
				start = at
			}
		case start >= 0:
			return start, at
		}
		at += size
	}
	return start, at
}

func isNameRune(r rune) bool {
	if r < utf8.RuneSelf {
		return isASCIIAlnum(byte(r)) || r == '_'
	}
	return unicode.IsLetter(r)
}

// labelOf is what a word says that follows: the whole of it, or what stands after its
// last dashes.
func labelOf(name string) label {
	name = strings.TrimRight(name, "-_")
	if cut := len(name) - maxLabel; cut > 0 {
		for !utf8.RuneStart(name[cut]) {
			cut++
		}
		name = name[cut:]
	}
	if len(name) < 2 {
		return labelNone
	}
	var room [2 * maxLabel]byte
	folded := foldWord(room[:0], name)
	if len(folded) == 0 {
		return labelNone
	}
	for from := 0; from < len(folded); {
		if what, ok := labels[string(folded[from:])]; ok {
			return what
		}
		dash := bytes.IndexByte(folded[from:], '-')
		if line := bytes.IndexByte(folded[from:], '_'); dash < 0 || line >= 0 && line < dash {
			dash = line
		}
		if dash < 0 {
			break
		}
		from += dash + 1
	}
	last := folded[len(folded)-1]
	for _, c := range compounds {
		if last == c.end[len(c.end)-1] && len(folded) > len(c.end) && string(folded[len(folded)-len(c.end):]) == c.end {
			return c.what
		}
	}
	return labelNone
}

// foldWord appends a word in lower case, without the quotes and signs around it.
func foldWord(buf []byte, word string) []byte {
	if word != "" && (!isASCIIAlnum(word[0]) || !isASCIIAlnum(word[len(word)-1])) {
		word = strings.Trim(word, "\"'`*_()[]«»“”,.;!?")
	}
	for i, r := range word {
		switch c := word[i]; {
		case c >= utf8.RuneSelf:
			if like, _ := lookAlike(r); like >= 'A' {
				buf = append(buf, like-'A'+'a') // of another alphabet
			} else {
				buf = utf8.AppendRune(buf, unicode.ToLower(r))
			}
		case c >= 'A' && c <= 'Z':
			buf = append(buf, c-'A'+'a')
		default:
			buf = append(buf, c)
		}
	}
	return buf
}

// isListed reports a word of a list, which has a blank before and after each of its words.
func isListed(list, word string) bool {
	if word == "" || len(word) > maxLabel {
		return false
	}
	var room [2*maxLabel + 2]byte
	room[0] = ' '
	return strings.Contains(list, string(append(foldWord(room[:1], word), ' ')))
}
