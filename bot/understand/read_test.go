package understand_test

import (
	"slices"
	"strings"
	"testing"

	"aktivering/bot/match"
	"aktivering/bot/understand"
	"aktivering/knowledge"
)

// reader reads texts with what comes with the program.
type reader struct {
	matcher *match.Matcher
	reader  *understand.Reader
}

func newReader(t testing.TB) reader {
	t.Helper()
	kb, err := knowledge.Default()
	if err != nil {
		t.Fatal(err)
	}
	model, err := understand.LoadModel()
	if err != nil {
		t.Fatal(err)
	}
	return reader{match.New(kb), understand.NewReader(model, kb.Language())}
}

func (r reader) read(c understand.Context, text string) understand.Reading {
	return r.reader.Read(c, r.reader.Analyze(text, r.matcher.Match(text, match.Scope{})))
}

// in is a context in which an article is followed.
func in(asked understand.Asked) understand.Context {
	return understand.Context{Asked: asked, Article: "0xC004F213", Code: 0xC004F213}
}

func TestActs(t *testing.T) {
	r := newReader(t)
	for _, test := range []struct {
		asked understand.Asked
		text  string
		want  understand.Act
	}{
		{"helped", "nei", understand.NotHelped},
		{"helped", "ja, nå gikk det", understand.Helped},
		{"helped", "det funket ikke denne gangen heller", understand.NotHelped},
		{"helped", "har allerede vært gjennom dette", understand.Tried},
		{"helped", "skal prøve i morgen tidlig", understand.Doing},
		{"helped", "hvor lang tid tar det?", understand.Aside},
		{"helped", "hva er et hovedkort?", understand.How},
		{"helped", "kva kostar ein ny lisens?", understand.Aside},
		{"helped", "could you repeat that please", understand.Repeat},
		{"helped", "tusen takk for hjelpen", understand.Thanks},
		{"helped", "i want to speak to a real person", understand.Human},
		{"helped", "nå står det 0x803F7001 i stedet", understand.Problem},
		{"helped", "0xC004F213 kommer fortsatt", understand.NotHelped},
		{"has_key", "aner ikke", understand.Unsure},
		{"has_key", "nei, den har jeg mistet", understand.Fact},
		{"windows", "det er vel windows 10", understand.Fact},
		{"windows", "korleis finn eg ut det?", understand.How},
		{"person", "ja takk", understand.Human},
		{"solved", "thanks a lot!", understand.Thanks},
		{"code", "hadet bra", understand.Bye},
		// no word of success, and what a tool says of itself
		{"helped", "stilte den nå", understand.Doing},
		{"helped", "nå kom det noe annet", understand.NotHelped},
		{"helped", "kjørte den, windows sier at alt er i orden", understand.NotHelped},
		{"helped", "nå står det at windows er aktivert", understand.Helped},
		{"work_network", "kom på kontoret, koblet til kabelen, og da var det i orden", understand.Helped},
		// words that are only like a greeting, or like a question
		{"helped", "did that this morning", understand.Tried},
		// what the screen says is a problem of its own
		{"helped", "skreiv inn nøkkelen frå eska, og då fekk eg beskjed om at nøkkelen er sperra", understand.Problem},
		{"helped", "entered it and got told the key doesn't go with the edition I have on here", understand.Problem},
		// nobody remembers
		{"has_key", "hugsar ikkje, dette er ti år sidan", understand.Unsure},
	} {
		if got := r.read(in(test.asked), test.text); got.Act != test.want {
			t.Errorf("asked %s, %q: %s by %d, want %s", test.asked, test.text, got.Act, got.Lead, test.want)
		}
	}
}

func TestValues(t *testing.T) {
	r := newReader(t)
	for _, test := range []struct {
		asked understand.Asked
		text  string
		want  string
	}{
		{"windows", "elleve tror jeg", "11"},
		{"windows", "ten", "10"},
		{"has_key", "nei, den er borte", "no"},
		{"has_key", "jepp, har den i en e-post", "yes"},
		{"has_key", "hva er en produktnøkkel?", ""},
		{"online", "ruteren er nede", "no"},
		{"work_pc", "skolen eier den", "yes"},
		{"edition", "det står home", "home"},
	} {
		if got := r.read(in(test.asked), test.text); got.Value != test.want {
			t.Errorf("asked %s, %q: %q, want %q (%+v)", test.asked, test.text, got.Value, test.want, got)
		}
	}
}

func TestCorrections(t *testing.T) {
	r := newReader(t)
	c := in("helped")
	c.Known = map[string]string{"windows": "11", "has_key": "yes"}
	if got := r.read(c, "nei vent, det er windows 10"); got.Act != understand.Fact || got.Corrected["windows"] != "10" {
		t.Errorf("%+v", got)
	}
	if got := r.read(c, "nei, det hjalp ikke"); len(got.Corrected) > 0 || got.Act != understand.NotHelped {
		t.Errorf("%+v", got)
	}
}

// A question settles nothing.
func TestQuestionsTellNothing(t *testing.T) {
	r := newReader(t)
	for _, text := range []string{"trenger jeg windows 11?", "må jeg ha en nøkkel?", "do i need a product key?", "hva gjør jeg nå?", "koster det noe?", "kva gjer eg no?"} {
		for _, asked := range []understand.Asked{"windows", "has_key", "helped"} {
			if got := r.read(in(asked), text); got.Value != "" || got.Act == understand.Helped || got.Act == understand.NotHelped {
				t.Errorf("asked %s, %q: %+v", asked, text, got)
			}
		}
	}
}

// The nil Reader, which has learned nothing, reads nothing.
func TestNilReader(t *testing.T) {
	var r *understand.Reader
	if got := r.Read(in("helped"), r.Analyze("ja", match.Result{})); got.Act != "" {
		t.Errorf("%+v", got)
	}
}

func FuzzRead(f *testing.F) {
	r := newReader(f)
	for _, text := range []string{"", "?", "nei, og hva koster en ny?", "8.1, 10,5 og 12:30", "İİİ og ſ men ", strings.Repeat("og ", 3000), "\xff\xfe og \xff", "🤷‍♂️", "\xd3"} {
		f.Add(text, "has_key")
	}
	f.Fuzz(func(t *testing.T, text, asked string) {
		got := r.read(in(understand.Asked(asked)), text)
		if !slices.Contains(understand.Acts(), got.Act) {
			t.Errorf("%q: no act: %+v", text, got)
		}
		if again := r.read(in(understand.Asked(asked)), text); again.Act != got.Act || again.Value != got.Value {
			t.Errorf("%q: %+v, then %+v", text, got, again)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	r := newReader(b)
	for name, text := range map[string]string{
		"short":  "nei det hjalp ikke",
		"middle": "har prøvd det to ganger nå, men det kommer samme feil hver gang",
		"long":   strings.Repeat("jeg har prøvd alt mulig og ingenting hjelper ", 200),
	} {
		m := r.matcher.Match(text, match.Scope{})
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r.reader.Read(in("helped"), r.reader.Analyze(text, m))
			}
		})
	}
}
