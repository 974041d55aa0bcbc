package i18n_test

import (
	"fmt"
	"log"
	"time"

	"aktivering/bot/i18n"
	"aktivering/bot/reply"
	"aktivering/knowledge"
)

// Texts of an article name what stands on the screen by a placeholder, so that the same text
// is right in every language and version of Windows.
func ExampleLocalizer_In() {
	kb, err := knowledge.Default()
	if err != nil {
		log.Fatal(err)
	}
	text := knowledge.Text{"nb": "Åpne {activation}.", "nn": "Opne {activation}.", "en": "Open {activation}."}
	for _, lang := range kb.Languages().IDs() {
		for _, windows := range []string{"10", "11"} {
			fmt.Println(reply.Plain(i18n.New(kb, lang, windows).In(text)))
		}
	}
	// Output:
	// Åpne Innstillinger > Oppdatering og sikkerhet > Aktivering.
	// Åpne Innstillinger > System > Aktivering.
	// Opne Innstillinger > Oppdatering og sikkerhet > Aktivering.
	// Opne Innstillinger > System > Aktivering.
	// Open Settings > Update & Security > Activation.
	// Open Settings > System > Activation.
}

// A time of the near future is named as people say it.
func ExampleLocalizer_When() {
	kb, err := knowledge.Default()
	if err != nil {
		log.Fatal(err)
	}
	now := time.Date(2026, time.November, 24, 15, 0, 0, 0, time.UTC)
	for _, lang := range kb.Languages().IDs() {
		v := i18n.New(kb, lang, "")
		fmt.Printf("%s: %s; %s\n", lang, v.When(now, now.Add(17*time.Hour)), v.When(now, now.AddDate(0, 0, 4)))
	}
	// Output:
	// nb: i morgen kl. 08.00; lørdag kl. 15.00
	// nn: i morgon kl. 08.00; laurdag kl. 15.00
	// en: tomorrow at 08:00; Saturday at 15:00
}
