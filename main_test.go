package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// result is what one run of the program gave.
type result struct {
	code     int
	out, err string
}

// start runs the program as a value.
func start(t *testing.T, input string, args ...string) result {
	t.Helper()
	return startIn(t, t.Context(), strings.NewReader(input), args...)
}

func startIn(t *testing.T, ctx context.Context, in io.Reader, args ...string) result { //nolint:revive // t stands first in helpers of tests
	t.Helper()
	var out, errs bytes.Buffer
	ctx, cancel := context.WithTimeout(ctx, time.Minute) // a program that was to end must not hang the tests
	defer cancel()
	code := run(ctx, args, environment{in: in, out: &out, err: &errs, getenv: func(name string) string {
		if name == "LANG" || strings.HasPrefix(name, "LC_") || name == "LANGUAGE" {
			return "" // the language of the tests is that of no machine
		}
		return os.Getenv(name)
	}})
	return result{code, out.String(), errs.String()}
}

func (r result) want(t *testing.T, code int, parts ...string) {
	t.Helper()
	if r.code != code {
		t.Errorf("exit code %d, want %d; standard error:\n%s", r.code, code, r.err)
	}
	for _, part := range parts {
		if !strings.Contains(r.out+r.err, part) {
			t.Errorf("%q is not in\n%s%s", part, r.out, r.err)
		}
	}
}

func TestAsk(t *testing.T) {
	cases := []struct {
		name  string
		input string
		args  []string
		code  int
		want  []string
	}{
		{"code", "", []string{"0xC004F213"}, exitOK, []string{"0xC004F213", "Endre produktnøkkel", "Microsoft Store", "Kilde: Microsoft", "Windows 11 eller Windows 10?"}},
		{"symptom of several words", "", []string{"hovedkort", "byttet"}, exitOK, []string{"maskinvare", "Innstillinger > System > Aktivering"}},
		{"short", "", []string{"--short", "0xC004F213"}, exitOK, []string{"Endre produktnøkkel"}},
		{"Windows 10", "", []string{"--windows", "10", "0xC004F213"}, exitOK, []string{"Innstillinger > Oppdatering og sikkerhet > Aktivering"}},
		{"English", "", []string{"--lang", "en", "0xC004F213"}, exitOK, []string{"Settings > System > Activation", "Change product key"}},
		{"nynorsk", "", []string{"--lang=nn", "0xC004F213"}, exitOK, []string{"Kjelde: Microsoft"}},
		{"standard input", "0xC004F213\n", nil, exitOK, []string{"0xC004F213"}},
		{"near miss", "", []string{"0xC004F214"}, exitOK, []string{"0xC004F21[3]"}},
		{"unknown code", "", []string{"0xC004D999"}, exitOK, []string{"0xC004D999"}},
		{"not understood", "", []string{"hva er klokka i Bergen"}, exitNotUnderstood, nil},
		{"no question", " \n", nil, exitUsage, []string{"there is no question"}},
		{"too long", strings.Repeat("x", 64<<10+1), nil, exitUsage, []string{"longer than 64 KiB"}},
		{"unknown language", "", []string{"--lang", "sv", "hei"}, exitUsage, []string{"--lang", "nb"}},
		{"unknown version", "", []string{"--windows", "8", "hei"}, exitUsage, []string{"--windows"}},
		{"unknown flag", "", []string{"--windos", "10", "hei"}, exitUsage, []string{"unknown flag", "--help"}},
		{"signed decimal", "", []string{"-1073417709"}, exitOK, []string{"0xC004F213"}},
		{"not UTF-8", "0xC004F213 \xff", nil, exitOK, []string{"0xC004F213"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			start(t, c.input, append([]string{"ask"}, c.args...)...).want(t, c.code, c.want...)
		})
	}
}

// AKTIVERING_VERSION, which an image may set, is not read as the flag.
func TestVersionIsNoSetting(t *testing.T) {
	t.Setenv("AKTIVERING_VERSION", "1.2.0")
	start(t, "", "ask", "0xC004F213").want(t, exitOK, "0xC004F213")
}

func TestVersion(t *testing.T) {
	r := start(t, "", "--version")
	r.want(t, exitOK, "aktivering ", runtime.Version())
	if r.err != "" || strings.Count(r.out, "\n") != 1 {
		t.Errorf("standard output %q, standard error %q", r.out, r.err)
	}
}

// Everything documented is in the full answer; the short one leaves out what a
// conversation says later.
func TestAskShortIsShorter(t *testing.T) {
	full, short := start(t, "", "ask", "0xC004C003"), start(t, "", "ask", "--short", "0xC004C003")
	if len(short.out) >= len(full.out) {
		t.Errorf("the short answer has %d characters, the full one %d", len(short.out), len(full.out))
	}
}

func TestAskJSON(t *testing.T) {
	r := start(t, "", "ask", "--json", "win 10: 0xC004F213, nøkkel ABCDE-FGHIJ-KLMNO-PQRST-UVWXY <b>")
	r.want(t, exitOK)
	var answer struct {
		Query, Decision, Text string
		Entries, Codes        []string
		Facts                 map[string]string
		Blocks                []struct {
			Type  string
			Steps [][]struct{ Text, Kind, URL string }
		}
		Choices []struct{ ID, Label string }
	}
	if err := json.Unmarshal([]byte(r.out), &answer); err != nil {
		t.Fatal(err)
	}
	if answer.Decision != "answer" || fmt.Sprint(answer.Entries) != "[0xC004F213]" || fmt.Sprint(answer.Codes) != "[0xC004F213]" {
		t.Errorf("decision %s, entries %v, codes %v", answer.Decision, answer.Entries, answer.Codes)
	}
	if strings.Contains(r.out, "ABCDE") || !strings.Contains(answer.Query, "UVWXY <b>") {
		t.Errorf("the query reads %q", answer.Query)
	}
	if answer.Facts["windows"] != "10" || !strings.Contains(answer.Text, "Endre produktnøkkel") {
		t.Errorf("facts %v, text %q", answer.Facts, answer.Text)
	}
	labels := 0
	for _, b := range answer.Blocks {
		if b.Type == "" {
			t.Error("a block has no type")
		}
		for _, step := range b.Steps {
			for _, span := range step {
				if span.Kind == "label" && span.URL == "ms-settings:activation" {
					labels++
				}
			}
		}
	}
	if labels == 0 {
		t.Error("no step has a label that opens the settings")
	}
	if strings.Count(r.out, "\n") != 1 {
		t.Error("the object is not on one line")
	}
	none := start(t, "", "ask", "--json", "hva er klokka i Bergen")
	none.want(t, exitNotUnderstood, `"decision":"none"`, `"entries":[]`, `"codes":[]`)
}

func TestChat(t *testing.T) {
	t.Chdir(t.TempDir()) // where aktivering.db will be
	r := start(t, "0xC004F213\nwindows 10\nnei\nsnakk med et menneske\n", "chat")
	r.want(t, exitOK, "> 0xC004F213", "[2] Nei", "Oppdatering og sikkerhet", "Ha det bra!")
	if strings.Contains(r.out, "\x1b") {
		t.Error("escape sequences are piped")
	}
	r = start(t, "ABCDE-FGHIJ-KLMNO-PQRST-UVWXY\n", "chat")
	if r.want(t, exitOK); strings.Contains(r.out+r.err, "ABCDE") {
		t.Errorf("the key is shown: %s", r.out)
	}
	if n := strings.Count(start(t, "takk, ha det\n", "chat").out, "Ha det bra!"); n > 1 {
		t.Errorf("it says goodbye %d times", n)
	}
	start(t, "hello\n", "chat", "--lang", "en", "--as", "somebody-else").want(t, exitOK, "activate Windows")
}

// The conversation goes on where it was, also in another language.
func TestChatRemembers(t *testing.T) {
	t.Chdir(t.TempDir())
	start(t, "0xC004F213\n2\n", "chat").want(t, exitOK)
	r := start(t, "ja\n", "chat")
	r.want(t, exitOK, "Hei igjen!", "Var du logget på PC-en med Microsoft-kontoen", "[1] Ja")
	if strings.Contains(r.out, "Har du en produktnøkkel (25 tegn)?") {
		t.Errorf("what was told is asked again:\n%s", r.out)
	}
	start(t, "", "chat", "--lang", "en").want(t, exitOK, "Hi again!")
	start(t, "", "chat", "--as", "kari").want(t, exitOK, "Hva står det på skjermen?")
	start(t, "", "chat", "--database", "sqlite://"+t.TempDir()+"/b.db").want(t, exitOK, "Hva står det på skjermen?")
}

// Product keys and passwords never reach the disk.
func TestSecretsAreNotKept(t *testing.T) {
	t.Chdir(t.TempDir())
	start(t, "nøkkelen er QW7RT-2MXCV-9HJKP-4PBND-T83GX og får 0xC004C008\npassord: Sommer2026!\n", "chat").want(t, exitOK)
	files, err := filepath.Glob("aktivering.db*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no database: %v", err)
	}
	var all bytes.Buffer
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(b)
		if info, err := os.Stat(file); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s may be read by others: %v, %v", file, info.Mode(), err)
		}
	}
	kept := all.String()
	if !strings.Contains(kept, "0xC004C008") || !strings.Contains(kept, "T83GX") {
		t.Error("what was said is not there")
	}
	for _, secret := range []string{"QW7RT", "2MXCV", "9HJKP", "4PBND", "Sommer2026"} {
		if strings.Contains(kept, secret) {
			t.Errorf("%q was kept", secret)
		}
	}
}

// Nobody else can take part in a conversation that goes on.
func TestChatTwice(t *testing.T) {
	t.Chdir(t.TempDir())
	first, typed := io.Pipe()
	out, shown := io.Pipe()
	done := make(chan int, 1)
	go func() {
		done <- run(t.Context(), []string{"chat"}, environment{in: first, out: shown, err: io.Discard, getenv: os.Getenv})
	}()
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	start(t, "", "chat").want(t, exitUsage, `"local" is in a conversation already`, "--as")
	start(t, "", "chat", "--as", "kari").want(t, exitOK)
	_ = typed.Close()
	if code := <-done; code != exitOK {
		t.Errorf("exit code %d", code)
	}
	start(t, "", "chat").want(t, exitOK)
}

// A terminal that is gone ends the conversation, and says so.
func TestChatWithoutOutput(t *testing.T) {
	t.Chdir(t.TempDir())
	var errs bytes.Buffer
	code := run(t.Context(), []string{"chat"}, environment{in: strings.NewReader("hei\n"), out: closed{}, err: &errs, getenv: os.Getenv})
	if code != exitFailure || !strings.Contains(errs.String(), "cannot be shown") {
		t.Errorf("exit code %d: %s", code, errs.String())
	}
}

// closed is an output that takes nothing.
type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestDatabaseNames(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, want := range map[string]string{
		"":                          "DATABASE_URL is empty",
		"mysql://host/db":           "mysql databases are not supported",
		"sqlite://host/path":        "DATABASE_URL is an invalid address of a SQLite database",
		"postgres://u:p@ss w@h/db":  "the address of PostgreSQL cannot be read",
		"no-such-folder/there/a.db": "there is no database no-such-folder/there/a.db",
	} {
		r := start(t, "", "data", "outbox", "--database", name)
		if r.code == exitOK || !strings.Contains(r.err, want) || strings.Contains(r.err, "p@ss") {
			t.Errorf("%q: exit code %d, %s", name, r.code, r.err)
		}
	}
}

func TestChatEnds(t *testing.T) {
	t.Chdir(t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	startIn(t, ctx, strings.NewReader("hei\n"), "chat").want(t, exitOK)
	startIn(t, t.Context(), iotest.ErrReader(errors.New("broken")), "chat").want(t, exitFailure, "broken")
}

func TestMatch(t *testing.T) {
	input := `{"query": "0xC004F213"}
{"query": "hovedkort byttet", "more": 1}
no object

{"other": 1}
{"query": "hvor finner jeg \"nøkkelen\"? <b>"}`
	r := start(t, input, "match")
	r.want(t, exitOK)
	lines := strings.Split(strings.TrimSuffix(r.out, "\n"), "\n")
	if len(lines) != 6 {
		t.Fatalf("%d lines, want 6:\n%s", len(lines), r.out)
	}
	type object struct {
		Query, Decision, Language, Error string
		Entries, Codes                   []string
		Confidence, Micros               float64
		Line                             int
	}
	objects := make([]object, len(lines))
	for i, line := range lines {
		if err := json.Unmarshal([]byte(line), &objects[i]); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	if o := objects[0]; o.Query != "0xC004F213" || o.Decision != "answer" || len(o.Entries) == 0 || o.Entries[0] != "0xC004F213" ||
		len(o.Codes) != 1 || o.Confidence <= 0 || o.Confidence > 1 || o.Micros <= 0 {
		t.Errorf("got %+v", o)
	}
	if o := objects[1]; o.Decision != "answer" || o.Language != "nb" {
		t.Errorf("got %+v", o)
	}
	for i, line := range []int{3, 4, 5} {
		if o := objects[2+i]; o.Error == "" || o.Line != line {
			t.Errorf("line %d: got %+v", line, o)
		}
	}
	if o := objects[5]; o.Query != `hvor finner jeg "nøkkelen"? <b>` {
		t.Errorf("got %+v", o)
	}
	if !strings.Contains(lines[0], `{"query":"0xC004F213","decision":"answer","entries":["0xC004F213"],"codes":["0xC004F213"],"confidence":`) {
		t.Errorf("the fields are not in their order: %s", lines[0])
	}
}

// A conversation is held whatever its number is written as, and in whatever language its writer's
// program is.
func TestTalkTakesAnyNumberAndLanguage(t *testing.T) {
	rows := `{"id": 7, "lang": "und", "turns": ["0xC004F213"]}` + "\n" + `{"turns": ["0xC004F213"]}` + "\n" + `{"id": "a", "lang": "mix", "turns": []}` + "\n"
	r := start(t, rows, "talk")
	r.want(t, exitOK, `{"id":7,"turns":[{"heard":"problem"`, `{"id":null,"turns":[{"heard":"problem"`, `{"line":3,"error":"the object has no \"turns\""}`)
}

// An operator sees the clauses of a text, what spoke for its reading, and what was not told.
func TestExplain(t *testing.T) {
	type explained struct {
		Asked, Act     string
		Acts, Evidence []struct {
			Of     string
			Weight int
		}
		Clauses []struct{ Text, Mood, Time, Speaker, Denied string }
		Untold  []string
		Told    map[string]string
	}
	r := start(t, `{"id": "1", "lang": "nb", "turns": ["0xC004F213", "jeg har ikke byttet hovedkort, men må jeg ha windows 11?"]}`, "talk", "--explain")
	r.want(t, exitOK)
	var talk struct {
		Turns []struct {
			Heard     string
			Explained explained
		}
	}
	if err := json.Unmarshal([]byte(r.out), &talk); err != nil || len(talk.Turns) != 2 {
		t.Fatalf("%v: %s", err, r.out)
	}
	turn := talk.Turns[1]
	e := turn.Explained
	if e.Act != turn.Heard || e.Asked == "" || len(e.Acts) == 0 || len(e.Evidence) == 0 || e.Evidence[0].Weight == 0 {
		t.Errorf("got %+v", turn)
	}
	if len(e.Clauses) != 2 || e.Clauses[0].Mood != "told" || e.Clauses[0].Denied != "byttet hovedkort" || e.Clauses[1].Mood != "asked" || e.Clauses[1].Speaker != "person" {
		t.Errorf("clauses %+v", e.Clauses)
	}
	if !slices.Equal(e.Untold, []string{"windows"}) || e.Told["hardware_changed"] != "no" {
		t.Errorf("told %v, untold %v", e.Told, e.Untold)
	}
	m := start(t, "det står at nøkkelen er brukt", "match", "--plain", "--explain")
	m.want(t, exitOK, `"explained":{"asked":"nothing"`, `"speaker":"screen"`)
	start(t, "hei", "match", "--plain").want(t, exitOK, `"query":"hei"`)
	if strings.Contains(start(t, "hei", "match", "--plain").out, "explained") {
		t.Error("explained without being asked")
	}
}

func TestMatchPlain(t *testing.T) {
	input := "0xC004F213\r\n\n{\"query\": 1}\n\xff\n" + strings.Repeat("x", 1<<20+1) + "\n" + strings.Repeat("æ ", 1000) + "\nhei"
	r := start(t, input, "match", "--plain")
	r.want(t, exitOK, `"query":"0xC004F213","decision":"answer"`, `{"line":4,"error":"the line is not UTF-8"}`, `{"line":5,"error":"the line is longer than 1 MiB"}`)
	if n := strings.Count(r.out, "\n"); n != 7 {
		t.Errorf("%d lines, want 7", n)
	}
	startIn(t, t.Context(), iotest.ErrReader(errors.New("broken")), "match").want(t, exitFailure, "broken")
}

// Each answer is there before the next query is asked for.
func TestMatchAnswersAtOnce(t *testing.T) {
	asks, in := io.Pipe()
	out, answers := io.Pipe()
	done := make(chan int, 1)
	go func() {
		done <- run(t.Context(), []string{"match"}, environment{in: asks, out: answers, err: io.Discard, getenv: os.Getenv})
	}()
	for range 3 {
		if _, err := io.WriteString(in, "{\"query\":\"0xC004F213\"}\n"); err != nil {
			t.Fatal(err)
		}
		var o map[string]any
		if err := json.NewDecoder(out).Decode(&o); err != nil || o["decision"] != "answer" {
			t.Fatalf("got %v, error %v", o, err)
		}
	}
	_ = in.Close()
	go func() { _, _ = io.Copy(io.Discard, out) }()
	if code := <-done; code != exitOK {
		t.Errorf("exit code %d", code)
	}
}

func TestKnowledge(t *testing.T) {
	start(t, "", "knowledge", "lint").want(t, exitOK, "137 articles, 126 codes, 78 terms and asides", "no faults")
	r := start(t, "", "knowledge", "list")
	r.want(t, exitOK, "0xC004F213", "finn-produktnokkel", "+15", "Produktnøkkel", "Hva det koster")
	if n := strings.Count(r.out, "\n"); n != 137+78 {
		t.Errorf("%d lines, want 137 articles and 78 explanations", n)
	}
	start(t, "", "knowledge", "show", "price").want(t, exitOK, "asides/price.yaml", "Microsoft Store", "lisens-utloper")
	start(t, "", "knowledge", "show", "--lang", "en", "--windows", "10", "phone-activation").want(t, exitOK, "terms/phone-activation.yaml", "January 2026, retold by")
	start(t, "", "knowledge", "show", "0xC004F213").want(t, exitOK, "when: has_key = yes", "ms-settings:activation", "consumer/0xC004F213.yaml")
	start(t, "", "knowledge", "show", "--lang", "en", "--windows", "10", "0xC004F213").want(t, exitOK, "Settings > Update & Security > Activation")
	start(t, "", "knowledge", "show", "0xC004F210").want(t, exitOK, "0xC004F210.yaml", "0xC004E016.yaml")
	start(t, "", "knowledge", "show", "0xC0040000").want(t, exitUsage, `no article, term or aside is called "0xC0040000"`)
	start(t, "", "knowledge", "show").want(t, exitUsage)
}

// A folder of an operator's own: one article, and the document that it was read in.
const (
	ownArticle = `id: vpn
kinds: [error, symptom]
windows: ["11"]
title: {nb: VPN-en stopper aktiveringen, nn: VPN-en stoppar aktiveringa, en: The VPN stops activation}
symptoms: {nb: [aktiveringen stopper i firmaets VPN], nn: [aktiveringa stoppar i VPN-en til firmaet], en: [activation stops in the company VPN]}
meaning: {nb: VPN-en slipper ikke aktiveringen gjennom., nn: VPN-en slepp ikkje aktiveringa gjennom., en: The VPN does not let activation through.}
remedies:
  - id: disconnect
    title: {nb: Koble fra VPN-en, nn: Kople frå VPN-en, en: Disconnect the VPN}
    steps: {nb: [Koble fra og prøv igjen.], nn: [Kople frå og prøv igjen.], en: [Disconnect and try again.]}
    sources: [wiki]
sources:
  - {id: wiki, document: wiki, heading: VPN}
`
	ownPack = "documents:\n  - {id: wiki, publisher: Firma AS, title: Håndbok, url: https://example.com/wiki, read: 2026-11-22}\n"
)

// An operator's own folder adds to the knowledge and is held to the same rules.
func TestKnowledgeFolder(t *testing.T) {
	folder := t.TempDir()
	article := filepath.Join(folder, "vpn.yaml")
	write := func(text string) {
		if err := os.WriteFile(article, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "pack.yaml"), []byte(ownPack), 0o600); err != nil {
		t.Fatal(err)
	}
	write(ownArticle)
	start(t, "", "knowledge", "lint", "--knowledge", folder).want(t, exitOK, "138 articles")
	start(t, "", "ask", "--lang", "nb", "--knowledge", folder, "aktiveringen stopper i firmaets VPN").want(t, exitOK, "Koble fra og prøv igjen.", "Firma AS")
	t.Setenv("AKTIVERING_KNOWLEDGE", folder)
	start(t, "", "knowledge", "list").want(t, exitOK, "VPN-en stopper aktiveringen")
	t.Setenv("AKTIVERING_KNOWLEDGE", "")

	if err := os.Mkdir(filepath.Join(folder, "terms"), 0o700); err != nil {
		t.Fatal(err)
	}
	term := "id: vpn\ntitle: {nb: VPN, nn: VPN, en: VPN}\nsays: {nb: Hos oss heter den Tunnel., nn: Hos oss heiter han Tunnel., en: Ours is called Tunnel.}\nsources: [{document: wiki, heading: VPN}]\n"
	if err := os.WriteFile(filepath.Join(folder, "terms", "vpn.yaml"), []byte(term), 0o600); err != nil {
		t.Fatal(err)
	}
	start(t, "", "knowledge", "show", "--knowledge", folder, "vpn").want(t, exitOK, filepath.Base(folder)+"/terms/vpn.yaml", "Hos oss heter den Tunnel.", "Koble fra og prøv igjen.")

	write(strings.Replace(ownArticle, "document: wiki", "document: wikki", 1))
	for _, args := range [][]string{{"knowledge", "lint"}, {"knowledge", "list"}, {"ask", "0xC004F213"}, {"chat"}, {"match"}} {
		r := start(t, "", append(args, "--knowledge", folder)...)
		r.want(t, exitKnowledge, article+`:13: no pack has a document "wikki"`)
	}
	start(t, "", "knowledge", "lint", "--knowledge", filepath.Join(folder, "missing")).want(t, exitKnowledge, "cannot be read")
}

func TestUsage(t *testing.T) {
	start(t, "", "--help").want(t, exitOK, "ask", "chat", "match", "knowledge", "serve", "data", "AKTIVERING_LOG_LEVEL")
	start(t, "", "ask", "--help").want(t, exitOK, "--short", "--json")
	start(t, "").want(t, exitUsage)
	start(t, "", "knowledge", "list", "--log-level", "loud").want(t, exitUsage)
	start(t, "", "knowledge", "list", "--log-level", "debug").want(t, exitOK, "knowledge loaded")
}
