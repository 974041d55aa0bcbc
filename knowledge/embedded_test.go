package knowledge_test

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"aktivering/knowledge"
)

// documented are the codes of the source, by the article that each leads.
var documented = map[string]string{
	"0xC004F211": "", "0xC004F212": "", "0xC004F213": "", "0x803F7001": "", "0x800704CF": "",
	"0xC004C060": "0xC004C4A2 0x803FA067 0xC004C001 0xC004C004 0xC004F004 0xC004C007 0xC004F005 0xC004C00F " +
		"0xC004C010 0xC004C00E 0xC004C4A4 0xC004C4A5 0xC004B001 0xC004F010 0xC004F050",
	"0xC004C003": "", "0xC004F034": "", "0xC004F210": "", "0xC004E016": "0xC004F210", "0xC004FC03": "",
	"0xC004E028": "", "0x8007267C": "", "0xD0000272": "0xC0000272 0xC004C012 0xC004C013 0xC004C014",
	"0xC004C008": "0xC004C770 0x803FA071", "0xC004F00F": "", "0xC004C020": "",
	"0x8007232B": "0xC004F074 0xC004F038 0x8007007B", "0x80072F8F": "", "0xC004E003": "", "0x80004005": "",
	"0x87E10BC6": "", "0x80070652": "",
}

// general are the articles without a code.
var general = []string{
	"lisens-utloper", "aktivere-windows", "feilsoking-aktivering", "gratis-oppgradering", "finn-produktnokkel", "andre-koder",
}

func load(t *testing.T) *knowledge.Base {
	t.Helper()
	b, err := knowledge.Default()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEmbeddedHasNoFaults(t *testing.T) {
	for _, f := range load(t).Lint() {
		t.Error(f)
	}
}

func TestEmbeddedCodes(t *testing.T) {
	b := load(t)
	want := make(map[knowledge.Code]bool)
	for id, rest := range documented {
		a, ok := b.Article(id)
		if !ok {
			t.Errorf("no article %s", id)
			continue
		}
		codes := append([]string{id}, strings.Fields(rest)...)
		got := make([]string, len(a.Codes))
		for i, c := range a.Codes {
			got[i] = c.String()
			want[c] = true
		}
		if !slices.Equal(got, codes) {
			t.Errorf("%s answers %v, want %v", id, got, codes)
		}
		if first := b.ByCode(a.Codes[0]); first[0] != a {
			t.Errorf("ByCode(%s) gives %s first", id, first[0].ID)
		}
	}
	if got := b.Codes(); len(got) < 120 || len(want) != 47 || !slices.IsSorted(got) {
		t.Errorf("%d codes, %d of the first article, want 120 sorted ones, and 47", len(got), len(want))
	}
	shared, err := knowledge.ParseCode("0xC004F210")
	if err != nil {
		t.Fatal(err)
	}
	if got := b.ByCode(shared); len(got) != 2 || got[0].ID != "0xC004F210" || got[1].ID != "0xC004E016" {
		t.Errorf("0xC004F210 is answered by %d articles", len(got))
	}
	for _, id := range general {
		if a, ok := b.Article(id); !ok {
			t.Errorf("no article %s", id)
		} else if len(a.Codes) > 0 {
			t.Errorf("%s has codes", id)
		}
	}
}

// The path to a page of Settings follows the version of Windows, never the
// place in the source where it was read.
func TestEmbeddedPaths(t *testing.T) {
	b := load(t)
	for _, c := range []struct {
		lang    knowledge.Lang
		windows string
		want    string
	}{
		{knowledge.Bokmal, "11", "Innstillinger > System > Aktivering"},
		{knowledge.Bokmal, "10", "Innstillinger > Oppdatering og sikkerhet > Aktivering"},
		{knowledge.English, "11", "Settings > System > Activation"},
		{knowledge.English, "10", "Settings > Update & Security > Activation"},
	} {
		got := b.Expand("{activation}", c.lang, c.windows)
		if len(got) != 1 || !strings.HasSuffix(got[0].Text, c.want) || got[0].Link != "ms-settings:activation" {
			t.Errorf("Windows %s in %s: %q", c.windows, c.lang, got)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := knowledge.Default(); err != nil {
			b.Fatal(err)
		}
	}
}

// The compiled files are those that are embedded now, byte for byte.
func TestCompiled(t *testing.T) {
	compiled, index, err := knowledge.Compile()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]byte{"compiled.bin": compiled, "index.txt": index} {
		if got, err := os.ReadFile(name); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what the files hold (%v); run go generate ./knowledge", name, err)
		}
	}
}
