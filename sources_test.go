package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aktivering/internal/app"
)

// What a person is shown of two versions of a page, and the exit codes.
func TestKnowledgeDiff(t *testing.T) {
	page := func(name string) string { return filepath.Join("testdata", "pages", name) }
	r := start(t, "", "knowledge", "diff", page("old.html"), page("new.html"))
	r.want(t, exitFailure, "aktivering: the page changed: codes 5, sections 3; articles to read again ")
	golden(t, page("diff.txt"), r.out)
	start(t, "", "knowledge", "diff", page("old.html"), page("old.html")).want(t, exitOK, "The codes and the sections are the same.")
	start(t, "", "knowledge", "diff", page("old.html"), page("none.html")).want(t, exitPage, "none.html cannot be read: no such file")
	start(t, "", "knowledge", "diff", "testdata", page("old.html")).want(t, exitPage, "it is a folder, not a file")
	start(t, "", "knowledge", "diff", "--document", "none", page("old.html"), page("new.html")).want(t, exitUsage, `no document has the id "none"`)
	start(t, "", "knowledge", "diff", "--document", "genuine-faq", page("old.html"), page("new.html")).want(t, exitFailure, "articles to read again 0")

	empty := filepath.Join(t.TempDir(), "empty.txt")
	large := filepath.Join(t.TempDir(), "large.txt")
	for name, text := range map[string]string{empty: " \n", large: strings.Repeat("0xC004F00F ", 100_000)} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	start(t, "", "knowledge", "diff", empty, large).want(t, exitPage, "holds no text", "it is larger than 1048576 bytes")

	r = start(t, "", "knowledge", "diff", "--json", "--lang", "en", page("old.html"), page("new.html"))
	var d app.PageDiff
	if err := json.Unmarshal([]byte(r.out), &d); err != nil || len(d.Codes) != 4 || len(d.Sections) != 3 || len(d.Read) == 0 {
		t.Errorf("%v: %+v", err, d)
	}
}

// A block with more codes than are searched for at a time gives all of them.
func TestKnowledgeDiffFindsAllCodes(t *testing.T) {
	var list strings.Builder
	for i := range 200 {
		list.WriteString("0xC004F0" + string("0123456789ABCDEF"[i/16]) + string("0123456789ABCDEF"[i%16]) + ", ")
	}
	before, after := filepath.Join(t.TempDir(), "a.md"), filepath.Join(t.TempDir(), "b.md")
	for name, text := range map[string]string{before: "# x\nnone", after: "# x\n" + list.String()} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	start(t, "", "knowledge", "diff", before, after).want(t, exitFailure, "codes 200, sections 1")
}

func TestKnowledgeStale(t *testing.T) {
	folder := t.TempDir()
	pack := strings.Replace(ownPack, "2026-11-22", "2001-01-31", 1)
	for name, text := range map[string]string{"pack.yaml": pack, "vpn.yaml": ownArticle} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	args := []string{"knowledge", "stale", "--knowledge", folder, "--older", "1000w"}
	r := start(t, "", args...)
	r.want(t, exitFailure, "2001-01-31", "days ago", "articles: vpn\n", "terms and asides: none\n", "aktivering: 1 document was last read more than 7000d ago")
	var d app.StaleDocument
	r = start(t, "", append(args, "--json")...)
	if err := json.Unmarshal([]byte(r.out), &d); err != nil || d.Read != "2001-01-31" || d.Days < 9000 || len(d.Articles) != 1 || d.Explanations == nil {
		t.Errorf("%v: %s", err, r.out)
	}
	start(t, "", "knowledge", "stale", "--older", "36500d").want(t, exitOK, "documents was read within 36500d.")
	for _, older := range []string{"", "d", "180", "-1d", "1m", "36601d", "1.5d", "99999999999999d"} {
		start(t, "", "knowledge", "stale", "--older", older).want(t, exitUsage, "--older")
	}
}

// What people wrote that had no answer is reported, masked and grouped, and the draft of it passes
// lint.
func TestKnowledgeGaps(t *testing.T) {
	database := filepath.Join(t.TempDir(), "a.db")
	for i, typed := range []string{ // the latest of what is alike begins its group
		"hvordan virker VPN-en, ring 912 34 567\n0xC004F214\n", "VPN-en virker ikke\n0xC004D999\n", "0xC004F213\nhjalp ikke\nhjalp ikke\nhjalp ikke\n",
	} {
		start(t, typed, "chat", "--database", database, "--as", fmt.Sprint("p", i), "--lang", "nb").want(t, exitOK)
	}
	args := []string{"knowledge", "gaps", "--database", database}
	r := start(t, "", args...)
	r.want(t, exitOK, "Questions without an answer (1)\n", "1  2       2 ", "VPN-en virker ikke\n", "  hvordan virker VPN-en, ring [number]\n",
		"Codes that no article has (1)\n", "0xC004D999  Koden", "Near misses (1)\n", "0xC004F214, taken for 0xC004F213",
		"Articles whose remedies seldom help (1)\n", "0       3    0xC004F213  Windows fant ingen", " turns since ", "--draft # writes a draft of an article.\n")
	r = start(t, "", append(args, "--json")...)
	var report app.GapsReport
	if err := json.Unmarshal([]byte(r.out), &report); err != nil || len(report.Questions) != 1 || report.Codes[0].Number != 2 || report.Asides == nil || !report.Complete {
		t.Errorf("%v: %s", err, r.out)
	}
	start(t, "", append(args, "--since", "0h")...).want(t, exitOK, "No gaps.\nMade of 0 turns")

	folder := t.TempDir()
	for number, name := range map[string]string{"1": "vpn-virker", "2": "0xC004D999"} {
		r := start(t, "", append(args, "--draft", number)...)
		r.want(t, exitOK, "status: draft\nid: \""+name+"\"\n")
		if err := os.WriteFile(filepath.Join(folder, name+".yaml"), []byte(r.out), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	start(t, "", "knowledge", "lint", "--knowledge", folder).want(t, exitOK, `0xC004D999.yaml: a draft, which answers nobody: "nb" is empty; `, `"sources" is empty`, "no faults")
	start(t, "", "ask", "--lang", "nb", "--knowledge", folder, "0xC004D999").want(t, exitOK, "0xC004D999")
	for _, number := range []string{"3", "-1"} {
		start(t, "", append(args, "--draft="+number)...).want(t, exitUsage, "from 1 to 2")
	}
	start(t, "", "knowledge", "gaps", "--database", filepath.Join(folder, "none.db")).want(t, exitConfig, "there is no database")
}
