package redact_test

import (
	"fmt"

	"aktivering/bot/redact"
)

// The last five characters of a product key stay, so that people can tell which key is
// meant; error codes stay whole.
func ExampleRedact() {
	text, kind := redact.Redact("Nøkkelen QW7RT-2MXCV-9HJKP-4PBND-T83GX gir 0xC004C008. Passord: Sommer2026!")
	fmt.Println(text)
	fmt.Println(kind)
	// Output:
	// Nøkkelen •••••-•••••-•••••-•••••-T83GX gir 0xC004C008. Passord: •••••
	// key
}

// A key that is split over the cells of a table is a secret only beside the other cells.
func ExampleTogether() {
	cells, kind := redact.Together([]string{"QW7RT-2MXCV", "9HJKP-4PBND-T83GX"})
	fmt.Println(cells)
	fmt.Println(kind)
	// Output:
	// [••••• •••••]
	// key
}

// What stands under a telling name is masked whatever it looks like.
func ExampleNamed() {
	text, kind := redact.Named("password", "kattepus")
	fmt.Println(text, kind)
	text, kind = redact.Named("channel", "kattepus")
	fmt.Println(text, kind == redact.SecretNone)
	// Output:
	// ••••• word
	// kattepus true
}
