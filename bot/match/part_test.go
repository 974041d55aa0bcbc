package match_test

import (
	"slices"
	"testing"

	"aktivering/bot/match"
	"aktivering/knowledge"
)

func TestPartOfCode(t *testing.T) {
	kb, err := knowledge.Default()
	if err != nil {
		t.Fatal(err)
	}
	m := match.New(kb)
	f21 := []string{"0xC004F210", "0xC004F211", "0xC004F212", "0xC004F213"}
	tests := []struct {
		text string
		want []string
	}{
		{"f213", []string{"0xC004F213"}},
		{"F213", []string{"0xC004F213"}},
		{"f213.", []string{"0xC004F213"}},
		{"windows sier F213", []string{"0xC004F213"}},
		{"it says F213 on my screen", []string{"0xC004F213"}},
		{"004F213", []string{"0xC004F213"}},
		{"C004F2", append([]string{"0xC004F200"}, f21...)},
		{"0xC004F2", append([]string{"0xC004F200"}, f21...)},
		{"f21", f21},
		{"803F7", []string{"0x803F7001"}},
		{"e028", []string{"0xC004E028"}},
		{"EO28", []string{"0xC004E028"}},
		{"feilkode 213", []string{"0xC004F213"}},
		{"error 213", []string{"0xC004F213"}},
		{"koden slutter på 13", []string{"0xC004C013", "0xC004F213"}},
		{"feilkoden min sluttar på F213", []string{"0xC004F213"}},
		{"the code ends in 232B", []string{"0x8007232B"}},
		{"det var noe med 2F8F på slutten, først 8007", []string{"0x80072F8F"}},
		{"the number ended in F213, C004 at the front I believe", []string{"0xC004F213"}},
		{"så feil, det er 7267c på slutten ikke fc03", []string{"0x8007267C"}},
		{"jeg husker ikke hele koden, men den slutter på 232b", []string{"0x8007232B"}},
		{"eg ser ikkje heile koden, men han sluttar på 213", []string{"0xC004F213"}},
		{"sluttar på F212, stod det på skjermen", []string{"0xC004F212"}},
		// What may be anything, or is too little.
		{"213", nil},
		{"13", nil},
		{"telefonnummeret slutter på 213", nil},
		{"bilen min slutter på EF213", nil},
		{"C004", nil},
		{"0xC0", nil},
		{"windows 10", nil},
		{"abonnementet slutter på 13", nil},
		{"cafe", nil},
		{"dell e7450", nil},
		{"ordre f213", nil},
		{"gavekortet har koden C4A2-77F0-9B31", nil},
		{"fargen er #80072F", nil},
		{"bussen er linje 8007 fra holdeplass 267C", nil},
		{"12345", nil},
		{"jeg kjøpte pc-en i 2013", nil},
		{"code 45", nil},
	}
	for _, test := range tests {
		r := m.Match(test.text, match.Scope{})
		var got []string
		for _, s := range r.Near {
			got = append(got, s.Code.String())
			if s.At != match.AtPart {
				t.Errorf("%q: %+v is no part", test.text, s)
			}
		}
		if !slices.Equal(got, test.want) || (len(got) > 0) != (r.Decision == match.Suggest) {
			t.Errorf("%q suggests %v (%s); want %v", test.text, got, r.Decision, test.want)
		}
	}
}
