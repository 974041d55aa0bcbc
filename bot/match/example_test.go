package match_test

import (
	"fmt"
	"log"

	"aktivering/bot/match"
	"aktivering/knowledge"
)

// A text can hold a code, facts about the person's situation, and a request.
func ExampleMatcher_Match() {
	kb, err := knowledge.Default()
	if err != nil {
		log.Fatal(err)
	}
	m := match.New(kb)
	r := m.Match("får 0xC004F213 på windows 10, kan jeg snakke med et menneske?", match.Scope{})
	fmt.Println(r.Decision, r.Entries, r.Language, r.Facts)
	fmt.Println(r.Has(match.WantsHuman))

	r = m.Match("hovedkort byttet, og nå vil Windows ha ny lisens", match.Scope{})
	fmt.Println(r.Decision, r.Entries[0])
	// Output:
	// human [0xC004F213] nb map[windows:10]
	// true
	// answer 0xC004F213
}

// A code that is not documented, and differs in one character from some that are, is asked
// about; the caller shows the character that differs.
func ExampleMatcher_Match_nearMiss() {
	kb, err := knowledge.Default()
	if err != nil {
		log.Fatal(err)
	}
	r := match.New(kb).Match("0xC004F214", match.Scope{})
	fmt.Println(r.Decision)
	for _, s := range r.Near[:2] {
		code := s.Code.String()
		fmt.Printf("%s[%s]%s, from %s\n", code[:s.At], code[s.At:s.At+1], code[s.At+1:], s.Entry)
	}
	// Output:
	// suggest
	// 0xC004F21[3], from 0xC004F213
	// 0xC004F[0]14, from 0xC004F014
}

// Codes are found in the forms in which people write them; a MAC address is no code.
func ExampleFinder() {
	text := "OxC004F074 siden mandag, og -1073417709 i loggen. MAC: C0-04-F2-13-00-01"
	words, err := knowledge.LoadLanguage()
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range match.NewFinder(words).Find(text, nil) {
		fmt.Println(f.Value, "written", text[f.Start:f.End])
	}
	// Output:
	// 0xC004F074 written OxC004F074
	// 0xC004F213 written -1073417709
}

// The bits of a code tell who refused, also where no article documents it.
func ExampleDecode() {
	code, err := knowledge.ParseCode("0xC004C0FF")
	if err != nil {
		log.Fatal(err)
	}
	r := match.Decode(code)
	fmt.Println(r.Family, r.Answered)
	// Output:
	// licensing clearing-house
}
