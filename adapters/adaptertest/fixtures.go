package adaptertest

import (
	"fmt"
	"strings"

	"aktivering/bot"
	"aktivering/bot/content"
)

// Fixture is a reply that every adapter renders.
type Fixture struct {
	// Name is good for a file name.
	Name  string
	Reply bot.Reply
}

// Fixtures returns the replies that every adapter keeps golden files of. They
// hold every block and span, and text that each platform's markup would take
// for its own.
func Fixtures() []Fixture {
	text := func(s string) []content.Span { return []content.Span{{Text: s}} }
	return []Fixture{
		{"answer", bot.Reply{
			Blocks: []content.Block{
				content.Heading{Spans: []content.Span{
					{Text: "Windows fant ingen produktnøkkel på denne PC-en", Kind: content.Strong},
					{Text: " · "},
					{Text: "0xC004F213", Kind: content.Mono},
				}},
				content.Paragraph{Spans: text("Lisensen hører til maskinvaren i PC-en. Er hovedkortet eller andre store deler byttet, kjenner ikke Windows igjen PC-en ved neste oppstart.")},
				content.Heading{Spans: text("Har du en produktnøkkel fra før?")},
				content.Steps{Items: [][]content.Span{
					{{Text: "Åpne "}, {Text: "Innstillinger > System > Aktivering", Kind: content.Label, URL: "ms-settings:activation"}, {Text: "."}},
					{{Text: "Velg "}, {Text: "Endre produktnøkkel", Kind: content.Label}, {Text: " og skriv inn nøkkelen som PC-en brukte før byttet."}},
				}},
				content.Note{Spans: []content.Span{
					{Text: "Kilde: "},
					{Text: "Microsoft, «Få hjelp med Windows-aktiveringsfeil»", Kind: content.Link, URL: "https://support.microsoft.com/nb-no/windows/09d8fb64-6768-4815-0c30-159fa7d89d85"},
					{Text: ", Windows 11, lest 22.11.2026"},
				}},
				content.Paragraph{Spans: text("Kjører PC-en Windows 11 eller Windows 10?")},
			},
			Choices: choices(),
			Turn:    1,
		}},
		{"near-miss", bot.Reply{
			Blocks: []content.Block{
				content.Paragraph{Spans: []content.Span{{Text: "I don't have "}, {Text: "0xC004F214", Kind: content.Mono}, {Text: ", but these differ in one character:"}}},
				content.Steps{Items: [][]content.Span{
					{{Text: "0xC004F21", Kind: content.Mono}, {Text: "3", Kind: content.Differs}, {Text: " – Windows found no product key"}},
					{{Text: "0xC004F21", Kind: content.Mono}, {Text: "1", Kind: content.Differs}, {Text: " – the hardware changed"}},
				}},
			},
			Turn: 2,
		}},
		{"everything", bot.Reply{
			Blocks: []content.Block{
				content.Heading{Spans: text("Alt på én gang")},
				content.Fields{Items: []content.Field{{Name: "Windows", Value: "11"}, {Name: "Prøvd", Value: "endret produktnøkkel, feilsøking"}}},
				content.Steps{Start: 9, Items: [][]content.Span{text("Niende steg."), text("Tiende steg."), text("Ellevte steg, som er så langt at det må brytes over flere linjer på en smal skjerm, med innrykk under teksten.")}},
				content.Code{Text: "slmgr.vbs /xpr\n    sfc /scannow & echo %windir%\\system32 | more"},
				content.Paragraph{Spans: []content.Span{{Text: "Skriv "}, {Text: "SLUI 04", Kind: content.Command}, {Text: " i søkeboksen, 👩‍💻 og vent."}}},
				content.Note{Spans: text("Pro EDU må aktiveres over Internett.")},
			},
			Turn: 3,
		}},
		{"hostile", bot.Reply{Blocks: hostileBlocks(), Turn: 4}},
		{"only-choices", bot.Reply{Choices: choices()[:2], Turn: 5}},
	}
}

func choices() []bot.Choice {
	return []bot.Choice{
		{ID: "windows:11", Label: "Windows 11"},
		{ID: "windows:10", Label: "Windows 10"},
		{ID: "windows:?", Label: "Vet ikke"},
		{ID: "human", Label: "Snakk med et menneske", Standing: true},
	}
}

// Hostile returns texts that a renderer could take for markup or commands.
func Hostile() []string {
	return []string{
		"*fet* _kursiv_ ~strøket~ `kode` ```blokk``` **fet** __under__ ||skjult||",
		"# overskrift",
		"> sitat",
		"- punkt",
		"1. ikke et steg",
		"@here @everyone <!channel> <@U012AB3CD> <#C024BE7LR> <:emoji:1> :smile:",
		"<b>fet</b> <script>alert(1)</script> &amp; &lt; &#9731;",
		"[tekst](https://example.com/falsk) <https://example.com|falsk> https://example.com/ekte",
		"%windir%\\system32 100 % %s %d %!w(MISSING) {name} {{.Name}} $HOME",
		"\x1b[31mrød\x1b[0m \x1b]8;;https://example.com\x1b\\lenke\x1b]8;;\x1b\\ \x1b[2J",
		"klokke\aog\bsletting\x00null\x7fdel \u009b31mc1",
		"vogn\rretur",
		"bakvendt \u202etxet\u202c tekst",
		"linje en\nlinje to",
		"kombinert e\u0301, familie 👨‍👩‍👧‍👦, flagg 🇳🇴",
	}
}

func hostileBlocks() []content.Block {
	var blocks []content.Block
	for _, text := range Hostile() {
		blocks = append(blocks, content.Paragraph{Spans: []content.Span{{Text: text}}})
	}
	all := strings.Join(Hostile()[:2], " ")
	return append(blocks,
		content.Code{Text: all},
		content.Fields{Items: []content.Field{{Name: "<b>", Value: "\x1b[1m*fet*"}}},
		content.Note{Spans: []content.Span{{Text: "farlig lenke", Kind: content.Link, URL: "javascript:alert(1)"}, {Text: " og "}, {Text: "styretegn", Kind: content.Link, URL: "https://example.com/\x1b\\"}}},
	)
}

// LongReply returns a reply far longer than any platform's message.
func LongReply() bot.Reply {
	var blocks []content.Block
	for i := range 60 {
		blocks = append(blocks,
			content.Heading{Spans: []content.Span{{Text: fmt.Sprintf("Del %d", i+1)}}},
			content.Steps{Items: [][]content.Span{
				{{Text: fmt.Sprintf("Først dette, som er steg én i del %d, med æøå og 😀.", i+1)}},
				{{Text: fmt.Sprintf("Så dette, som er steg to i del %d.", i+1)}},
			}},
		)
	}
	return bot.Reply{Blocks: blocks, Choices: choices(), Turn: 6}
}
