package match

// The words that tell what a bare number is, in lower-case ASCII. A word that
// holds an error word, or begins with another one, tells it.
var (
	errorWords = []string{"feil", "kode", "error", "code", "hresult", "result", "return", "status", "melding", "avslutt"}

	shortErrorWords = []string{"hr", "err", "rc", "exit"}

	otherWords = []string{
		"tlf", "telefon", "mobil", "phone", "ring", "call", "sms", "vipps",
		"ordre", "order", "bestilling", "faktura", "invoice", "konto", "account", "kunde", "customer", "kid",
		"tracking", "sporing", "pakke", "sending", "serie", "serial", "isbn", "ean",
		"commit", "hash", "sha", "checksum", "sjekksum", "build", "branch", "revision", "blob",
		"mac", "farge", "color", "colour", "wallet", "lommebok", "guid", "uuid",
		"adresse", "address", "minne", "memory", "pointer", "peker", "offset",
		"git", "cherry", "pick", "merge", "rebase", "checkout", "revert", "chassis", "regnr", "registrering", "modell", "model", "vare", "del", "part",
		"postkode", "qr", "pin", "rabatt", "coupon", "promo", "billett", "ticket",
	}

	memoryWords = []string{"adresse", "address", "pointer", "peker", "offset", "minne", "memory", "wallet", "lommebok"}
)
