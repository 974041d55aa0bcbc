package match

import (
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"aktivering/knowledge"
)

func TestMatchDecides(t *testing.T) {
	m := newMatcher(t)
	tests := []struct {
		text     string
		decision Decision
		entry    string
	}{
		{"0xC004F213", Answer, "0xC004F213"},
		{"hovedkort byttet", Answer, "0xC004F211"},
		{"fekk nytt hovudkort i går og no seier windows at eg ikkje har lisens", Answer, "0xC004F213"},
		{"0xC004F210", Answer, "0xC004F210"},
		{"før 0xC004F213, nå 0xC004C003", Answer, "0xC004C003"},
		{"0xC004C003 og 0xC004F213", Answer, "0xC004C003"},
		{"0xC004F2l3", Suggest, "0xC004F213"},
		{"0xC004FC0", Suggest, "0xC004FC03"},
		{"0xC004A1B2", UnknownCode, ""},
		{"0xC004F2", Suggest, "0xC004F200"},
		{"0xC004F", UnknownCode, ""},
		{"koden min står ikke i lista", Answer, "andre-koder"},
		{"kan jeg snakke med et menneske", Human, ""},
		{"0xC004F213 og jeg vil snakke med en person", Human, "0xC004F213"},
		{"keygen til windows?", Refuse, ""},
		{"har du en crack? får 0xC004C003", Refuse, "0xC004C003"},
		{"Office sier 0xC004F074", None, ""},
		{"Hvilket hovedkort passer til en Ryzen?", None, ""},
		{"Hva er til lunsj?", None, ""},
		{"", None, ""},
		{"KH7QW-29XTD-PPM4C-VB63R-8YJ2F", None, ""},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			r := m.Match(tt.text, Scope{})
			first := ""
			if len(r.Entries) > 0 {
				first = r.Entries[0]
			}
			if r.Decision != tt.decision || first != tt.entry {
				t.Errorf("got %s %v (%.2f), want %s %q", r.Decision, r.Entries, r.Confidence, tt.decision, tt.entry)
			}
			if r.Confidence < 0 || r.Confidence > 1 {
				t.Errorf("confidence %v", r.Confidence)
			}
		})
	}
}

func TestMatchReadsFactsLanguageAndIntents(t *testing.T) {
	m := newMatcher(t)
	tests := []struct {
		text     string
		facts    map[string]string
		language knowledge.Lang
		intents  Intent
		wants    knowledge.Lang
	}{
		{text: "win10 hjemme, jeg har ikke nøkkel", facts: map[string]string{"windows": "10", "has_key": "no"}, language: "nb"},
		{text: "eg har ein nøkkel på Windows 11", facts: map[string]string{"windows": "11", "has_key": "yes"}, language: "nn"},
		{text: "my computer is on Windows 10 and I have a product key", facts: map[string]string{"windows": "10", "has_key": "yes"}, language: "en"},
		{text: "takk!", intents: SaysThanks},
		{text: "ja", intents: SaysYes},
		{text: "nei", intents: SaysNo},
		{text: "vet ikke", intents: SaysUnsure},
		{text: "tusen takk, nå virket det", intents: SaysThanks | SaysHelped},
		{text: "det hjalp ikke", intents: SaysNotHelped},
		{text: "heisann", intents: SaysHello},
		{text: "start på nytt", intents: WantsRestart},
		{text: "tilbake", intents: WantsBack},
		{text: "in English please", intents: WantsLanguage, wants: "en"},
		{text: "språk nn", intents: WantsLanguage, wants: "nn"},
		{text: "hjelp", intents: WantsHelp},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			r := m.Match(tt.text, Scope{})
			for fact, v := range tt.facts {
				if r.Facts[fact] != v {
					t.Errorf("fact %s is %q, want %q (all: %v)", fact, r.Facts[fact], v, r.Facts)
				}
			}
			if tt.language != "" && r.Language != tt.language {
				t.Errorf("language %q, want %q", r.Language, tt.language)
			}
			if !r.Has(tt.intents) {
				t.Errorf("intents %b, want %b among them", r.Intents, tt.intents)
			}
			if r.Wants != tt.wants {
				t.Errorf("wants %q, want %q", r.Wants, tt.wants)
			}
		})
	}
}

func TestNear(t *testing.T) {
	m := newMatcher(t)
	tests := []struct {
		written string
		first   knowledge.Code
		at      int
	}{
		{"0xC004F214", 0xC004F213, 9},   // replaced
		{"0xC005F213", 0xC004F213, 5},   // replaced
		{"0x803F701", 0x803F7001, 7},    // lost
		{"0xC0004F034", 0xC004F034, -1}, // doubled
		{"0x80007652", 0x80070652, 5},   // swapped
		{"0x87E10BCG", 0x87E10BC6, 9},   // not a digit
	}
	for _, tt := range tests {
		t.Run(tt.written, func(t *testing.T) {
			r := m.Match(tt.written, Scope{})
			if r.Decision != Suggest || len(r.Near) == 0 {
				t.Fatalf("got %s %v", r.Decision, r.Near)
			}
			if s := r.Near[0]; s.Code != tt.first || s.At != tt.at || s.Written != tt.written {
				t.Errorf("got %+v, want %s at %d", s, tt.first, tt.at)
			}
		})
	}
}

// Every slip of one character from a known code is asked about, never corrected.
func TestNearFindsEverySlip(t *testing.T) {
	m := newMatcher(t)
	codes := m.kb.Codes()
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(codes).Draw(t, "code")
		d := []byte(c.String()[2:])
		i := rapid.IntRange(0, codeDigits-1).Draw(t, "at")
		switch rapid.IntRange(0, 3).Draw(t, "slip") {
		case 0:
			d[i] = rapid.SampledFrom([]byte(hexDigits)).Draw(t, "digit")
		case 1:
			d = slices.Delete(d, i, i+1)
		case 2:
			d = slices.Insert(d, i, d[i])
		case 3:
			j := (i + 1) % codeDigits
			if j > i {
				d[i], d[j] = d[j], d[i]
			}
		}
		r := m.Match("0x"+string(d), Scope{})
		if got, err := knowledge.ParseCode("0x" + string(d)); err == nil && len(m.kb.ByCode(got)) > 0 {
			return
		}
		if r.Decision != Suggest || !slices.ContainsFunc(r.Near, func(s Suggestion) bool { return s.Code == c }) {
			t.Fatalf("0x%s for %s: %s %v", d, c, r.Decision, r.Near)
		}
	})
}

func TestMend(t *testing.T) {
	typos := newTypos([]string{"windows", "aktivering", "hovedkort", "server", "nokkel", "lisens"})
	for wrong, want := range map[string]string{
		"vindows": "windows", "widnows": "windows", "windws": "windows", "aktivring": "aktivering",
		"akitvering": "aktivering", "hovdkrt": "hovedkort", "nokel": "nokkel", "lisnes": "lisens",
		"sommerfest": "", "sel": "", "1234567": "",
	} {
		if got, _ := typos.correct(wrong, &effort{}); got != want {
			t.Errorf("%s is corrected to %q, want %q", wrong, got, want)
		}
	}
}

func TestFold(t *testing.T) {
	for word, want := range map[string]string{
		"NØKKEL": "nokkel", "noekkel": "nokkel", "nokkel": "nokkel", "på": "pa", "paa": "pa", "værsågod": "varsagod",
		"hjeeeelp": "hjeelp", "can't": "cant", "idé": "ide", "na\u200bvn": "navn", "a\u030a": "a",
	} {
		if got := folded(word); got != want {
			t.Errorf("%q folds to %q, want %q", word, got, want)
		}
	}
}

func TestDecode(t *testing.T) {
	for code, want := range map[knowledge.Code]Reading{
		0xC004C003: {Name: "SL_E_CHPA_PRODUCT_KEY_BLOCKED", Header: "slerror.h", Family: FamilyLicensing, Answered: "clearing-house", Problem: knowledge.ProblemKeyBlocked},
		0xC004B007: {Name: "SL_E_SRV_SERVER_PONG", Header: "slerror.h", Family: FamilyLicensing, Answered: "activation-server", Problem: knowledge.ProblemServer},
		0xC004A001: {Family: FamilyLicensing, Answered: "store-backend"},
		0xC004D302: {Name: "SL_REMAPPING_SP_PUB_TS_REARMED", Header: "slerror.h", Family: FamilyLicensing, Answered: "security-processor", Problem: knowledge.ProblemLicenseFiles},
		0xC004E028: {Name: "SL_E_ACTIVATION_IN_PROGRESS", Header: "slerror.h", Family: FamilyLicensing, Answered: "internal-service"},
		0xC004F25F: {Family: FamilyLicensing, Answered: "client"},
		0xC004F302: {Name: "SL_E_TKA_SILENT_ACTIVATION_FAILURE", Header: "slerror.h", Family: FamilyLicensing, Answered: "client", Problem: knowledge.ProblemOrganization},
		0xC004F3FF: {Family: FamilyLicensing, Answered: "client", Problem: knowledge.ProblemOrganization}, // reserved for activation by certificates
		0xC004F402: {Family: FamilyLicensing, Answered: "client"},
		0xC004FC0A: {Family: FamilyLicensing, Answered: "client", Problem: knowledge.ProblemTime},
		0xC004FD0A: {Family: FamilyLicensing, Answered: "client", Problem: knowledge.ProblemOrganization},
		0xC004C450: {Family: FamilyLicensing, Answered: "clearing-house", Problem: knowledge.ProblemGenuine},
		0x4004F040: {Name: "SL_E_VL_INFO_PRODUCT_USER_RIGHT", Header: "slerror.h", Family: FamilyLicensing, Answered: "client", Problem: knowledge.ProblemOrganization, Informational: true},
		0x8004E108: {Name: "SL_E_SFS_INVALID_TOKEN_DATA_HASH", Header: "slerror.h", Family: FamilyLicensing, Answered: "internal-service", Problem: knowledge.ProblemLicenseFiles, Warning: true},
		0x8004E1FF: {Family: FamilyLicensing, Answered: "internal-service", Problem: knowledge.ProblemLicenseFiles, Warning: true},
		0x8004D102: {Name: "SL_REMAPPING_SP_STATUS_SYSTEM_TIME_SKEWED", Header: "slerror.h", Family: FamilyLicensing, Answered: "security-processor", Problem: knowledge.ProblemTime, Warning: true},
		0x8004D103: {Family: FamilyOther, Facility: "interface"},
		0x803F8001: {Family: FamilyStore},
		0x803FA067: {Name: "SL_REMAPPING_MDOLLAR_PRODUCT_KEY_BLOCKED", Header: "slerror.h", Family: FamilyLicensing, Answered: "activation-server", Problem: knowledge.ProblemKeyBlocked},
		0x803FABBA: {Name: "SL_REMAPPING_MDOLLAR_OSR_NO_ASSOCIATION", Header: "slerror.h", Family: FamilyLicensing, Answered: "activation-server", Problem: knowledge.ProblemEntitlement},
		0x803FABBB: {Name: "SL_REMAPPING_MDOLLAR_OSR_NOT_ADMIN", Header: "slerror.h", Family: FamilyLicensing, Answered: "activation-server", Problem: knowledge.ProblemAdministrator},
		0x803FABCC: {Family: FamilyLicensing, Answered: "activation-server"},
		0xC0EA000A: {Name: "STATUS_CLIP_LICENSE_DEVICE_ID_MISMATCH", Header: "ntstatus.h", Family: FamilyLicensing, Answered: "client", Problem: knowledge.ProblemHardware},
		0xD0EA0006: {Name: "STATUS_CLIP_LICENSE_EXPIRED", Header: "ntstatus.h", Family: FamilyLicensing, Answered: "client", Problem: knowledge.ProblemTime}, // wrapped
		0xC0EA00FF: {Family: FamilyLicensing, Answered: "client"},
		0x8007232B: {Name: "DNS_ERROR_RCODE_NAME_ERROR", Header: "winerror.h", Family: FamilyWin32, Number: 9003, Win32: "dns-name-missing"},
		0x80072EFD: {Name: "ERROR_INTERNET_CANNOT_CONNECT", Header: "wininet.h", Family: FamilyWin32, Number: 12029, Win32: "not-reached"},
		0x80070424: {Name: "ERROR_SERVICE_DOES_NOT_EXIST", Header: "winerror.h", Family: FamilyWin32, Number: 1060, Win32: "service-missing"},
		0x80070001: {Family: FamilyWin32, Number: 1},
		0xD0000272: {Family: FamilyNTStatus},
		0xC000021A: {Family: FamilyNTStatus},
		0x80092328: {Family: FamilyOther, Facility: "security"},
		0x80041023: {Name: "WBEM_E_READ_ONLY", Header: "wbemcli.h", Family: FamilyOther, Facility: "wmi"},
		0x80240438: {Name: "WU_E_PT_ENDPOINT_UNREACHABLE", Header: "wuerror.h", Family: FamilyOther, Facility: "windows-update"},
		0x8A010101: {Family: FamilyOther, Facility: "product-key"},
		0x8004FC12: {Family: FamilyOther, Facility: "office"},
		0x8004FE33: {Family: FamilyOther, Facility: "interface"},
		0x87E107F9: {Family: FamilyUnknown},
		0x00000001: {Family: FamilyUnknown},
	} {
		if got := Decode(code); got != want {
			t.Errorf("%s: got %+v, want %+v", code, got, want)
		}
	}
}

// Every number that is put into words has its public name.
func TestWin32Names(t *testing.T) {
	for number := range win32 {
		if r := Decode(0x80070000 | knowledge.Code(number)); r.Name == "" || r.Win32 == "" {
			t.Errorf("Windows error %d: %+v", number, r)
		}
	}
}

func TestMatchIsTheSameInEveryRun(t *testing.T) {
	a, b := newMatcher(t), newMatcher(t)
	queries := readQueries(t, "testdata/tuned.tsv")
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for _, q := range queries {
				if x, y := a.Match(q.text, Scope{}), b.Match(q.text, Scope{}); !reflect.DeepEqual(x, y) {
					t.Errorf("%q: %+v and %+v", q.text, x, y)
				}
			}
		})
	}
	wg.Wait()
}

func FuzzMatch(f *testing.F) {
	m := newMatcher(f)
	for _, s := range []string{"hovedkort byttet", "0xC004F213 og 0xC004F214", "vil'kje", "a\xffb", strings.Repeat("æ ", 5000)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r := m.Match(s, Scope{})
		switch r.Decision {
		case Answer:
			if len(r.Entries) == 0 {
				t.Fatal("an answer without an article")
			}
		case Clarify:
			if len(r.Entries) < 2 || len(r.Entries) > maxEntries {
				t.Fatalf("%d articles to choose from", len(r.Entries))
			}
		case Suggest:
			if len(r.Near) == 0 {
				t.Fatal("a suggestion without a code")
			}
		case UnknownCode, Refuse, Human, None:
		default:
			t.Fatalf("decision %q", r.Decision)
		}
	})
}
