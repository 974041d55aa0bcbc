package main

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"unicode/utf8"

	"aktivering/knowledge"
)

// seed makes every run draw the same numbers.
const seed = 20_241

// source returns the numbers that belong to i, whatever was drawn before.
func source(i int) *rand.Rand {
	return rand.New(rand.NewPCG(seed, uint64(i))) //nolint:gosec // not for secrets, and i is no negative number
}

func chance(r *rand.Rand, percent int) bool { return r.IntN(100) < percent }

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// makeQueries makes texts like those that people write out of what the articles
// are found by: symptoms with slips, codes in the forms that they come in, long
// messages with one sentence that matters, and talk of other things.
func makeQueries(kb *knowledge.Base) []query {
	r := source(0)
	var queries []query
	for _, a := range kb.Articles() {
		if len(a.Symptoms) == 0 {
			continue // it is found by its codes alone
		}
		for _, lang := range languages() {
			for range 2 {
				queries = append(queries, query{noisy(r, pick(r, a.Symptoms.In(lang))), a.ID})
			}
		}
		lang := pick(r, languages())
		queries = append(queries, query{rambling(r, lang, noisy(r, pick(r, a.Symptoms.In(lang)))), a.ID})
	}
	for _, c := range kb.Codes() {
		id := kb.ByCode(c)[0].ID
		queries = append(queries, query{withCode(r, noisyCode(r, c)), id})
	}
	for _, lang := range languages() {
		for _, text := range chatter(lang) {
			queries = append(queries, query{text, ""})
		}
		queries = append(queries, query{rambling(r, lang, ""), ""})
	}
	return queries
}

// noisy writes a text as people do in a hurry.
func noisy(r *rand.Rand, text string) string {
	words := strings.Fields(text)
	if len(words) > 4 && chance(r, 40) {
		at := r.IntN(len(words))
		words = append(words[:at:at], words[at+1:]...)
	}
	if chance(r, 40) {
		at := r.IntN(len(words))
		words[at] = misspelt(r, words[at])
	}
	text = strings.Join(words, " ")
	if chance(r, 60) {
		text = strings.ToLower(text)
	}
	if chance(r, 15) {
		text = strings.NewReplacer("æ", "ae", "ø", "o", "å", "aa").Replace(text)
	}
	if chance(r, 25) {
		text = pick(r, []string{"hei, ", "Hjelp! ", "hi, ", "hmm ", "noen som vet? "}) + text
	}
	if chance(r, 20) {
		text += pick(r, []string{"?", "!!", " :(", " hva gjør jeg?", " kva gjer eg?", " what do I do?"})
	}
	return text
}

// shortestSlip is the length of a word from which a slip leaves it readable.
const shortestSlip = 6

// misspelt leaves out, doubles or swaps a letter of a word.
func misspelt(r *rand.Rand, word string) string {
	runes := []rune(word)
	if len(runes) < shortestSlip {
		return word
	}
	i := 1 + r.IntN(len(runes)-2)
	switch r.IntN(3) {
	case 0:
		runes = append(runes[:i], runes[i+1:]...)
	case 1:
		runes = append(runes[:i+1], runes[i:]...)
	default:
		runes[i], runes[i+1] = runes[i+1], runes[i]
	}
	return string(runes)
}

// noisyCode writes a code in one of the forms that codes come in.
func noisyCode(r *rand.Rand, c knowledge.Code) string {
	full := c.String()
	digits := full[2:]
	return pick(r, []string{
		full, full, full, full,
		strings.ToLower(full),
		"0X" + digits,
		digits,
		"Ox" + strings.ReplaceAll(digits, "0", "O"),
		"0x " + digits[:4] + " " + digits[4:],
		full + "L",
		strconv.Itoa(int(int32(c))), // as programs print it: negative
	})
}

func withCode(r *rand.Rand, code string) string {
	form := pick(r, []string{
		"%", "%", "%?", "feilkode %", "Feil % ved aktivering av Windows 11", "eg får feilkode % når eg startar maskina",
		"error code %", "how do I fix % on my laptop", "Windows melder %, hva betyr det?", "hr=%",
	})
	return strings.ReplaceAll(form, "%", code)
}

// rambling puts a text somewhere among sentences that matter less.
func rambling(r *rand.Rand, lang knowledge.Lang, text string) string {
	around := filler(lang)
	r.Shuffle(len(around), func(i, j int) { around[i], around[j] = around[j], around[i] })
	around = around[:3+r.IntN(5)]
	if text != "" {
		if last, _ := utf8.DecodeLastRuneInString(text); !strings.ContainsRune("?!:()", last) {
			text += "."
		}
		around[r.IntN(len(around))] = text
	}
	between := " "
	if chance(r, 30) {
		between = "\n"
	}
	return strings.Join(around, between)
}

// filler are sentences that people put around what they ask.
func filler(lang knowledge.Lang) []string {
	switch lang {
	case knowledge.Nynorsk:
		return []string{
			"Hei, eg har hatt denne maskina i tre år og ho har vore heilt fin fram til no.",
			"Beklagar at dette blir langt, men eg vil ha med alt.",
			"Sonen min kom heim frå skulen på fredag og skulle berre spele litt.",
			"Eg ringde butikken, og dei sa at eg måtte vente til måndag.",
			"Skjermen vart svart eit par gonger i går kveld, men det gjekk over.",
			"Eg kjøpte ho for 12 990 kroner i 2021.",
			"Naboen kan litt data, men han er på ferie til 14. august.",
			"Eg har allereie starta ho om att fire gonger.",
			"Takk for at de tek dykk tid til dette.",
		}
	case knowledge.English:
		return []string{
			"Hi all, I have had this machine for three years and it has been fine until now.",
			"Sorry for the long message, I wanted to include everything.",
			"My daughter needs it for school on Monday, so it is a bit urgent.",
			"I called the shop and they told me to wait until next week.",
			"The screen went black twice last night, but that has stopped.",
			"I paid $899 for it in 2021, and it has 16 GB of memory.",
			"A friend of mine knows computers, but he is away until August 14.",
			"I have restarted it four times already.",
			"Thanks a lot for taking the time.",
		}
	default:
		return []string{
			"Hei, jeg har hatt denne maskinen i tre år, og den har vært helt fin fram til nå.",
			"Beklager at dette blir langt, men jeg vil ha med alt.",
			"Datteren min trenger den til skolen på mandag, så det haster litt.",
			"Jeg ringte butikken, og de sa at jeg måtte vente til neste uke.",
			"Skjermen ble svart et par ganger i går kveld, men det gikk over.",
			"Jeg ga 12 990 kroner for den i 2021, og den har 16 GB minne.",
			"Naboen kan litt data, men han er på ferie til 14. august.",
			"Jeg har allerede startet den på nytt fire ganger.",
			"Takk for at dere tar dere tid til dette.",
		}
	}
}

// chatter is talk of other things.
func chatter(lang knowledge.Lang) []string {
	switch lang {
	case knowledge.Nynorsk:
		return []string{
			"kva er klokka i Bergen", "skrivaren min vil ikkje skrive ut", "kan eg få snakke med eit menneske", "tusen takk for hjelpa",
			"korleis legg eg til ein ny e-postkonto i Outlook", "kvar kan eg få ein gratis nøkkel", "nei, det hjelpte ikkje",
		}
	case knowledge.English:
		return []string{
			"what is the weather like in Oslo", "my printer will not print", "let me talk to a human", "thanks, that worked",
			"how do I set up two-factor authentication", "where can I download a crack", "no, still the same", "my phone number is 22 33 44 55",
		}
	default:
		return []string{
			"hva er klokka i Bergen", "skriveren vil ikke skrive ut", "kan jeg få snakke med et menneske", "tusen takk for hjelpen",
			"hvordan skrur jeg på BitLocker", "hvor kan jeg få en gratis nøkkel", "nei, det hjalp ikke", "ordrenummer 48213377 fra 03.02.2024",
		}
	}
}
