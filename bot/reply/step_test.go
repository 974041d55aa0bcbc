package reply_test

import (
	"strings"
	"testing"

	"aktivering/bot/reply"
	"aktivering/knowledge"
)

func TestStepOf(t *testing.T) {
	l, err := knowledge.LoadLanguage()
	if err != nil {
		t.Fatal(err)
	}
	r := reply.NewReader(l)
	for text, want := range map[string]int{
		"kan du forklare punkt 2?":             2,
		"hva mener du med punkt to":            2,
		"Hva betyr steg 3":                     3,
		"nr. 1 skjønner jeg ikke":              1,
		"hvordan gjør jeg nummer 2":            2,
		"det andre steget, hva er det":         2,
		"korleis gjer eg det første punktet":   1,
		"forklar det siste punktet":            4,
		"what does step two mean":              2,
		"the third step please":                3,
		"the last step":                        4,
		"punkt 5":                              0, // there are four
		"punkt 0":                              0,
		"punkt 123456789012345678901234567890": 0,
		"jeg har to pc-er":                     0,
		"hva er et gjenopprettingspunkt":       0,
		"punktet":                              0,
		"2":                                    0, // a choice
		"steg":                                 0,
		"":                                     0,
		strings.Repeat("punkt ", 1000) + "punkt 2": 0, // a story
	} {
		n, ok := r.StepOf(text, 4)
		if n != want || ok != (want > 0) {
			t.Errorf("%.60q: step %d, %t; want %d", text, n, ok, want)
		}
	}
	if _, ok := (reply.Reader{}).StepOf("punkt 2", 4); ok {
		t.Error("a reader without words reads a step")
	}
}
