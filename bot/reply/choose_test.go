package reply_test

import (
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
)

func choices(labels ...string) []bot.Choice {
	var list []bot.Choice
	for _, l := range labels {
		list = append(list, bot.Choice{ID: bot.ChoiceID(l), Label: l})
	}
	return list
}

func standing(list []bot.Choice, label string) []bot.Choice {
	return append(list, bot.Choice{ID: bot.ChoiceID(label), Label: label, Standing: true})
}

var (
	windowsNB = standing(choices("Windows 11", "Windows 10", "Vet ikke"), "Snakk med et menneske")
	yesNoNB   = standing(choices("Ja", "Nei", "Vet ikke"), "Snakk med et menneske")
	yesNoNN   = standing(choices("Ja", "Nei", "Veit ikkje"), "Snakk med eit menneske")
	yesNoEN   = standing(choices("Yes", "No", "Don't know"), "Talk to a person")
	helpedNB  = standing(choices("Ja", "Nei", "Ny feilkode"), "Snakk med et menneske")
	editions  = standing(choices("Home", "Pro", "Pro EDU eller Pro for Workstations", "Enterprise", "Vet ikke"), "Snakk med et menneske")
	articles  = standing(choices("Windows fant ingen produktnøkkel på denne PC-en", "Windows merket at maskinvaren i PC-en er endret", "Ingen av disse"), "Snakk med et menneske")
	nearCodes = standing(choices("0xC004F213", "0xC004F212", "0xC004F211", "0xC004F210", "Det står virkelig 0xC004F21F"), "Snakk med et menneske")
	codes     = standing(choices("0xC004F213", "0xC004F211", "Det står virkelig 0xC004F214"), "Snakk med et menneske")
)

func TestChoose(t *testing.T) {
	tests := []struct {
		offered []bot.Choice
		typed   string
		want    bot.ChoiceID
	}{
		// numbers
		{windowsNB, "2", "Windows 10"},
		{windowsNB, "2.", "Windows 10"},
		{windowsNB, "(2)", "Windows 10"},
		{windowsNB, "#2", "Windows 10"},
		{windowsNB, "nr 2", "Windows 10"},
		{windowsNB, "nr. 2", "Windows 10"},
		{windowsNB, "nummer to", "Windows 10"},
		{windowsNB, "alternativ 3", "Vet ikke"},
		{yesNoEN, "number two", "No"},
		{yesNoEN, "option 1", "Yes"},
		{yesNoNN, "nummer ein", "Ja"},
		{windowsNB, "2. Windows 10", "Windows 10"},
		{windowsNB, "4", "Snakk med et menneske"},
		{windowsNB, "to", "Windows 10"},
		{windowsNB, "5", ""},
		{windowsNB, "0", ""},
		// the end of a code
		{nearCodes, "den som slutter på 13", "0xC004F213"},
		{nearCodes, "den som sluttar på 2", "0xC004F212"},
		// the place of a code, in a sentence
		{codes, "den siste er den jeg ser nå i kveld", "0xC004F211"},
		{codes, "the first one is what it shows today", "0xC004F213"},
		{codes, "det er den andre som står der nå", "0xC004F211"},
		{codes, "ikke den første som sto der i går", ""},
		{codes, "den første eller den andre, det vet jeg ikke i dag", ""},
		{helpedNB, "det er den siste gangen jeg prøver i dag", ""},
		{nearCodes, "it's the one that ends in a 1", "0xC004F211"},
		{nearCodes, "ending with f210", "0xC004F210"},
		{nearCodes, "siste er 2", "0xC004F212"},
		{nearCodes, "slutter på f", ""},
		{nearCodes, "f213", "0xC004F213"},
		{nearCodes, "F213", "0xC004F213"},
		{nearCodes, "den med 213", "0xC004F213"},
		{nearCodes, "13", "0xC004F213"},
		{nearCodes, "10", "0xC004F210"},
		{nearCodes, "det er 004f212 takk", "0xC004F212"},
		{nearCodes, "C004F2", ""},
		{nearCodes, "ikke f213", ""},
		{nearCodes, "f214", ""},
		{nearCodes, "21", ""},
		{nearCodes, "slutter på 21", ""},
		{nearCodes, "den slutter aldri 3 ganger på rad uten feil", ""},
		// places
		{articles, "den første", "Windows fant ingen produktnøkkel på denne PC-en"},
		{articles, "fyrste", "Windows fant ingen produktnøkkel på denne PC-en"},
		{articles, "den andre", "Windows merket at maskinvaren i PC-en er endret"},
		{articles, "andre", "Windows merket at maskinvaren i PC-en er endret"},
		{articles, "the second one", "Windows merket at maskinvaren i PC-en er endret"},
		{articles, "siste", "Ingen av disse"},
		{yesNoEN, "the last one", "Don't know"},
		{articles, "jeg tar den andre", "Windows merket at maskinvaren i PC-en er endret"},
		{articles, "den øverste", "Windows fant ingen produktnøkkel på denne PC-en"},
		{articles, "sjette", ""},
		// labels
		{windowsNB, "windows 10", "Windows 10"},
		{windowsNB, "Windows 10!!", "Windows 10"},
		{windowsNB, "11", "Windows 11"},
		{windowsNB, "10", "Windows 10"},
		{windowsNB, "snakk med et menneske", "Snakk med et menneske"},
		{windowsNB, "menneske", "Snakk med et menneske"},
		{windowsNB, "windows", ""},
		{windowsNB, "windows 10 pro", "Windows 10"},
		{windowsNB, "vet ikke helt", "Vet ikke"},
		{windowsNB, "windows 10 pro eller kanskje home", ""},
		{editions, "pro", "Pro"},
		{editions, "Pro EDU", "Pro EDU eller Pro for Workstations"},
		{editions, "workstations", "Pro EDU eller Pro for Workstations"},
		{editions, "enter", "Enterprise"},
		{articles, "ingen av disse", "Ingen av disse"},
		{articles, "INGEN", "Ingen av disse"},
		{articles, "maskinvaren", "Windows merket at maskinvaren i PC-en er endret"},
		{articles, "windows fant ingen produktnokkel pa denne pc-en", "Windows fant ingen produktnøkkel på denne PC-en"},
		{articles, "Windows fant ingen…", "Windows fant ingen produktnøkkel på denne PC-en"},
		{codes, "0xc004f211", "0xC004F211"},
		{codes, "det står virkelig", "Det står virkelig 0xC004F214"},
		// yes, no and don't know in any language
		{yesNoNB, "ja", "Ja"},
		{yesNoNB, "JA!", "Ja"},
		{yesNoNB, "jepp", "Ja"},
		{yesNoNB, "ja takk", "Ja"},
		{yesNoNB, "ja det har jeg", "Ja"},
		{yesNoNB, "yes", "Ja"},
		{yesNoNB, "👍", "Ja"},
		{yesNoNB, "nei", "Nei"},
		{yesNoNB, "nei dessverre", "Nei"},
		{yesNoNB, "nei det har jeg ikke", "Nei"},
		{yesNoNB, "nope", "Nei"},
		{yesNoEN, "nei", "No"},
		{yesNoNN, "nei, det har eg ikkje", "Nei"},
		{yesNoNB, "vet ikke", "Vet ikke"},
		{yesNoNB, "aner ikke", "Vet ikke"},
		{yesNoNB, "jeg vet ikke helt", "Vet ikke"},
		{yesNoEN, "I don't know", "Don't know"},
		{yesNoEN, "not sure", "Don't know"},
		{yesNoNN, "eg veit ikkje", "Veit ikkje"},
		{yesNoEN, "yes I do", "Yes"},
		{yesNoEN, "no I don't", "No"},
		{helpedNB, "n", "Nei"},
		{helpedNB, "ny", "Ny feilkode"},
		{yesNoNN, "jau", "Ja"},
		{helpedNB, "nei det hjalp ikke", "Nei"},
		{helpedNB, "ja det hjalp", "Ja"},
		// what others must read
		{helpedNB, "ja men det hjalp ikke", ""},
		{helpedNB, "no verka det", ""},
		{yesNoNB, "ja, men nå står det 0xC004C003", ""},
		{yesNoNB, "0xC004F213", ""},
		{codes, "0xC004F2", ""},
		{windowsNB, "2 dager siden", ""},
		{windowsNB, "jeg har prøvd alt og ingenting virker lenger", ""},
		{windowsNB, "", ""},
		{windowsNB, "…", ""},
		{windowsNB, "?", ""},
		{yesNoNB, "hei", ""},
		{windowsNB, "takk", ""},
		{nil, "2", ""},
		{nil, "siste", ""},
		{windowsNB, "er det farlig", ""},
	}
	reader := bottest.Manager(t).ShortAnswers()
	for _, test := range tests {
		got, ok := reader.Choose(test.offered, test.typed)
		if got != test.want || ok != (test.want != "") {
			t.Errorf("Choose(%v, %q) = %q, %v; want %q", bottest.Labels(test.offered), test.typed, got, ok, test.want)
		}
	}
}
