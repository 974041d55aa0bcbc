package knowledge

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// Parts of the sample files that tests replace.
const (
	printerRemedies = `remedies:
  - id: ask
    title: {nb: Spør oss, nn: Spør oss, en: Ask us}
    steps:
      nb: ["Kontakt {desk}."]
      nn: ["Kontakt {desk}."]
      en: ["Contact {desk}."]
    sources: [book]
`
	spareFact = `  - id: spare
    question: {nb: Ja?, nn: Ja?, en: Yes?}
    values:
      - {id: "yes", label: {nb: Ja, nn: Ja, en: "Yes"}}
      - {id: "no", label: {nb: Nei, nn: Nei, en: "No"}}
`
	englishSteps = `nb: ["Kontakt {desk}."]
      nn: ["Kontakt {desk}."]
      en: ["Contact {desk}."]`
	norwegianSteps = `nb: ["Spør {desk} om det."]
      nn: ["Spør {desk} om det."]
      en: ["Spør {desk} om det."]`
)

func TestLintFaults(t *testing.T) {
	cases := []brokenCase{
		{"colliding symptoms", edit{printerFile, "nb: [skriveren er borte]", "nb: [skriveren er borte, «Klokken er feil!»]"}, "", "Klokken er feil!", "is in 0xC0FFEE01 too"},
		{"colliding symptoms across languages", edit{printerFile, "en: [the printer is gone]", "en: [klokka er feil]"}, "", "en: [klokka", "is in 0xC0FFEE01 too"},
		{"symptom said twice", edit{printerFile, "nb: [skriveren er borte]", "nb:\n    - skriveren er borte\n    - Skriveren er borte."}, "", "- Skriveren", "is there twice"},
		{"symptom without words", edit{printerFile, "nb: [skriveren er borte]", `nb: ["?!"]`}, "", "?!", "has no words"},
		{"unreachable", edit{printerFile, "symptoms:\n  nb: [skriveren er borte]\n  nn: [skrivaren er borte]\n  en: [the printer is gone]\n", ""}, "", "id: uten-skriver", "nothing leads to the article"},
		{"no symptoms in one language", edit{printerFile, "nn: [skrivaren er borte]", "nn: []"}, "", "nn: []", "no symptoms in nn"},
		{"no remedy", edit{printerFile, printerRemedies, "remedies: []\n"}, "", "remedies:", "the article has no remedy"},
		{"no kinds", edit{printerFile, "kinds: [error, symptom]\n", ""}, "", "id: uten-skriver", `the article lacks "kinds"`},
		{"leads to nothing", edit{printerFile, "kinds: [error, symptom]\n", "kinds: [error, symptom]\nsee_also: [lunsj]\n"}, "", "see_also:", `there is no article "lunsj"`},
		{"leads to itself", edit{printerFile, "kinds: [error, symptom]\n", "kinds: [error, symptom]\nsee_also: [uten-skriver]\n"}, "", "see_also:", "leads on to itself"},
		{"license leads to nothing", edit{sharedFile, "", "licenses: [{channels: [mak], article: lunsj}]\n"}, "", "licenses:", `there is no article "lunsj"`},
		{"unknown fact", edit{clockFile, `{vpn: ["yes"]}`, `{vnp: ["yes"]}`}, "", "vnp", `no pack has a fact "vnp"`},
		{"unknown value", edit{clockFile, `{vpn: ["yes"]}`, `{vpn: ["ja"]}`}, "", "vpn: [\"ja\"]", `the fact vpn has no value "ja"; it has yes, no`},
		{"unknown value in a note", edit{clockFile, `{windows: ["10"]}`, `{windows: ["8"]}`}, "", `["8"]`, `the fact windows has no value "8"`},
		{"unknown question", edit{clockFile, "questions: [windows, vpn]", "questions: [windows, vpn, lunsj]"}, "", "questions:", `no pack has a fact "lunsj"`},
		{"question separates nothing", edit{printerFile, "sources:\n  - id: book", "questions: [vpn]\nsources:\n  - id: book"}, "", "questions:", `"vpn" separates nothing`},
		{"question with the same in every answer", edit{clockFile, `{vpn: ["yes"]}`, `{vpn: ["yes", "no"]}`}, "", "questions:", `"vpn" separates nothing`},
		{"windows separates nothing", edit{printerFile, "sources:\n  - id: book", "questions: [windows]\nsources:\n  - id: book"}, "", "questions:", `"windows" separates nothing`},
		{"can never apply", edit{printerFile, "    steps:", "    when: {windows: \"10\"}\n    steps:"}, "", "when:", "the article is for Windows 11"},
		{"english not translated", edit{clockFile, "en: The time of the PC is off.", "en: Tiden på PC-en er gal."}, "", "meaning:", "en is not translated"},
		{"english is nynorsk", edit{printerFile, "en: The printer is not set up.", "en: Skrivaren er ikkje sett opp."}, "", "meaning:", "en is not translated"},
		{"english step not translated", edit{clockFile, englishSteps, norwegianSteps}, "", "en: [\"Spør", "en is not translated"},
		{"english symptom not translated", edit{printerFile, "en: [the printer is gone]", "en: [skrivaren er borte]"}, "", "en: [skrivaren", "the symptom in en is not translated"},
		{"nynorsk not translated", edit{clockFile, "{nb: Tiden på PC-en er gal., nn: Tida på PC-en er gal.,", "{nb: Da kan det være at noe annet er galt., nn: Da kan det være at noe annet er galt.,"}, "", "meaning:", "the text in nn is the one in nb"},
		{"remedy without source", edit{clockFile, "sources: [book]\n  - id: ask", "sources: []\n  - id: ask"}, "", "sources: []", `"set" has no source`},
		{"dead source", edit{clockFile, "sources: [book]\n  - id: ask", "sources: [bok]\n  - id: ask"}, "", "sources: [bok]", `no source "bok"`},
		{"source not cited", edit{clockFile, "    heading: Klokke", "    heading: Klokke\n  - {id: more, document: handbook, heading: X}"}, "", "id: more", `no remedy cites the source "more"`},
		{"dead document", edit{clockFile, "document: handbook", "document: hanbook"}, "", "hanbook", `no pack has a document "hanbook"`},
		{"no sources", edit{printerFile, "sources:\n  - id: book\n    document: handbook\n    heading: Skrivere\n    windows: \"11\"", "sources: []"}, "", "sources: []", "the article has no source"},
		{"no source for a version", edit{printerFile, `windows: ["11"]`, `windows: ["11", "10"]`}, "", "windows:", "for Windows 10, but no source is"},
		{"source for another version", edit{printerFile, `    windows: "11"`, `    windows: "10"`}, "", `    windows: "10"`, "which the article is not for"},
		{"unknown version", edit{printerFile, `windows: ["11"]`, `windows: ["11", "95"]`}, "", "windows:", `"95" is not a value`},
		{"no version", edit{printerFile, `windows: ["11"]`, `windows: []`}, "", "windows: []", "for no version"},
		{"unknown name", edit{clockFile, "Contact {desk}.", "Contact {dask}."}, "", "dask", "no pack has a name {dask}"},
		{"name missing in a language", edit{clockFile, "Contact {desk}.", "Contact us."}, "", "Contact us", "{desk} is in the text in nb, but not in en"},
		{"name in one language only", edit{clockFile, "Set the time.", "\"Set {clock}.\""}, "", "Still tiden", "{clock} is in the text in en, but not in nb"},
		{"lone brace", edit{clockFile, "Still tiden.", "\"Still { tiden.\""}, "", "Still {", "a brace stands alone"},
		{"name in a name", edit{sharedFile, "en: the help desk", "en: \"{clock}\""}, "", "brukerstøtten", "cannot hold another name"},
		{"menu path in a text", edit{clockFile, "Set the time.", "Open Settings > Clock."}, "", "Open Settings", "a menu path stands in the text"},
		{"remedy's link", edit{clockFile, "link: ms-settings:dateandtime", "link: http://example.com"}, "", "link:", "must begin with ms-settings: or https://"},
		{"remedy's script", edit{clockFile, "link: ms-settings:dateandtime", "link: javascript:alert(1)"}, "", "link:", "must begin with ms-settings: or https://"},
		{"name's link", edit{sharedFile, "link: ms-settings:dateandtime", "link: file:///c:/x"}, "", "link: file", "must begin with ms-settings: or https://"},
		{"link without a page", edit{sharedFile, "link: https://example.com/desk", "link: ms-settings:about"}, "", "link: ms-settings:about", "begins with https://"},
		{"document's url", edit{sharedFile, "url: https://", "url: http://"}, "", "url:", "must begin with https://"},
		{"fallback", edit{sharedFile, "title:", "fallback: others\ntitle:"}, "", "fallback:", `no pack has an article "others"`},
		{"find_key", edit{sharedFile, "title:", "find_key: keys\ntitle:"}, "", "find_key:", `no pack has an article "keys"`},
		{"example", edit{sharedFile, "title:", "example: \"0xC0FFEE09\"\ntitle:"}, "", "example:", "no article answers the code 0xC0FFEE09"},
		{"version of a name", edit{sharedFile, `"10": {nb: Innstillinger > Tid`, `"95": {nb: Innstillinger > Tid`}, "", `"95"`, `"95" is not a value`},
		{"unused name", edit{sharedFile, "names:", "names:\n  - id: spare\n    kind: word\n    forms: {\"\": {nb: x, nn: x, en: x}}"}, "", "id: spare", `nothing uses the name "spare"`},
		{"destructive command", edit{sharedFile, "kind: path", "kind: path\n    destructive: true"}, clockFile, "steps:", `the remedy needs "confirm"`},
		{"confirm without a note", edit{clockFile, "    link: ms-settings:dateandtime", "    confirm: vpn"}, "", "confirm:", "a note must say"},
		{"unused fact", edit{sharedFile, "  - id: vpn", spareFact + "  - id: vpn"}, "", "id: spare", `nothing uses the fact "spare"`},
		{"unused document", edit{sharedFile, "documents:", "documents:\n  - {id: spare, publisher: P, title: T, url: https://example.com, read: 2026-11-22}"}, "", "id: spare", `nothing uses the document "spare"`},
		{"phrase of two values", edit{sharedFile, "said: [uten vpn]", "said: [uten vpn, På VPN]"}, "", "På VPN", `already tells the value "yes"`},
		{"phrase without words", edit{sharedFile, "said: [uten vpn]", `said: ["-"]`}, "", `"-"`, "has no words"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.check(t, func(tree fstest.MapFS) []Fault {
				b, err := load(tree, nil)
				if err != nil {
					t.Fatal(err)
				}
				return b.Lint()
			})
		})
	}
}

// What is to be confirmed must be asked.
func TestLintConfirmIsAsked(t *testing.T) {
	tree := soundTree(t)
	edit{clockFile, "    link: ms-settings:dateandtime", "    confirm: vpn\n    notes:\n      - text: {nb: Pass på., nn: Sjå opp., en: Mind this.}"}.apply(t, tree)
	edit{clockFile, "questions: [windows, vpn]", "questions: [windows]"}.apply(t, tree)
	b, err := load(tree, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(b.Lint(), func(f Fault) bool { return strings.Contains(f.Message, `does not ask "vpn"`) }) {
		t.Error(b.Lint())
	}
}

// A code may stand in a second article when it leads exactly one.
func TestLintCodeInTwoArticles(t *testing.T) {
	cases := []struct {
		codes string
		fault bool
	}{
		{`codes: ["0xC0FFEE03", "0xC0FFEE01"]`, false},
		{`codes: ["0xC0FFEE03", "0xC0FFEE02"]`, true},
		{`codes: ["0xC0FFEE01"]`, true},
	}
	for _, c := range cases {
		tree := soundTree(t)
		edit{printerFile, "windows:", c.codes + "\nwindows:"}.apply(t, tree)
		b, err := load(tree, nil)
		if err != nil {
			t.Fatal(err)
		}
		faults := b.Lint()
		if got := len(faults) > 0; got != c.fault {
			t.Errorf("%s: faults %v, want %t", c.codes, faults, c.fault)
		}
		if c.fault && (faults[0].Line != lineWith(t, tree, printerFile, "codes:") || !strings.Contains(faults[0].Message, "is in 0xC0FFEE01 too")) {
			t.Errorf("%s: got %s", c.codes, faults[0])
		}
	}
}

func TestLintLeavesOverriddenAlone(t *testing.T) {
	// Without the clock article nothing uses {clock} and vpn any more.
	pack := fstest.MapFS{}
	edit{"0xC0FFEE01.yaml", "", string(soundPack(t)["uten-skriver.yaml"].Data)}.apply(t, pack)
	for _, e := range []edit{
		{"0xC0FFEE01.yaml", "id: uten-skriver", "id: \"0xC0FFEE01\"\ncodes: [0xC0FFEE01]"},
		{"0xC0FFEE01.yaml", "[skriveren er borte]", "[klokken er gal]"},
		{"0xC0FFEE01.yaml", "[skrivaren er borte]", "[klokka er gal]"},
		{"0xC0FFEE01.yaml", "[the printer is gone]", "[the clock is off]"},
	} {
		e.apply(t, pack)
	}
	if _, err := load(soundTree(t), []fs.FS{pack}); err != nil {
		t.Error(err)
	}
}
