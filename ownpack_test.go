package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aktivering/knowledge"
)

// Knowledge of one's own: an example is written, is sound, and counts.
func TestKnowledgeInit(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "firma")
	start(t, "", "knowledge", "init", dir).want(t, exitOK, filepath.Join(dir, "pack.yaml"), "--knowledge "+dir+" knowledge lint")
	start(t, "", "--knowledge", dir, "knowledge", "lint").want(t, exitOK, "no faults")
	start(t, "", "--knowledge", dir, "ask", "--short", "0xC004F074").want(t, exitOK, "IT-hjelpen i firmaet: Vår KMS-vert er kms.firma.example", "Ring 5555")
	start(t, "", "--knowledge", dir, "ask", "--short", "hentet PC hos IT-hjelpen, og Windows er ikke aktivert").want(t, exitOK, "La PC-en stå på kontornettet")
	for _, name := range knowledge.ExampleSchemas() {
		data, err := os.ReadFile(filepath.Join(dir, "schemas", name+".schema.json"))
		if err != nil || !json.Valid(data) {
			t.Errorf("the schema %s: %v", name, err)
		}
	}

	// What is there stays as it is, and nothing is written beside it.
	changed := filepath.Join(dir, "ny-jobb-pc.yaml")
	if err := os.WriteFile(changed, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "pack.yaml")); err != nil {
		t.Fatal(err)
	}
	start(t, "", "knowledge", "init", dir).want(t, exitUsage, "nothing was written", changed)
	if data, err := os.ReadFile(changed); err != nil || string(data) != "mine" {
		t.Errorf("the file holds %q, error %v", data, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "pack.yaml")); !os.IsNotExist(err) {
		t.Errorf("a file was written beside the others: %v", err)
	}
}

func TestKnowledgeSchema(t *testing.T) {
	article := start(t, "", "knowledge", "schema")
	article.want(t, exitOK, `"title": "article"`, `"draft-07`[1:])
	start(t, "", "knowledge", "schema", "extension").want(t, exitOK, `"extends"`)
	start(t, "", "knowledge", "schema", "story").want(t, exitUsage, "article", "extension", "pack")
	if !json.Valid([]byte(article.out)) {
		t.Error("it is no JSON")
	}
}

func TestPacks(t *testing.T) {
	all := start(t, "", "knowledge", "list")
	for _, args := range [][]string{{"--packs", "consumer"}} {
		some := start(t, "", append(args, "knowledge", "list")...)
		some.want(t, exitOK, "0xC004F213")
		for line := range strings.Lines(some.out) {
			if !strings.Contains(all.out, line) {
				t.Errorf("%v: %s is new", args, line)
			}
		}
	}
	start(t, "", "--packs", "consumer,volum", "ask", "0xC004F213").want(t, exitConfig, `PACKS: there is no pack "volum"; there are consumer`)
	t.Setenv("PACKS", "konsument")
	start(t, "", "ask", "0xC004F213").want(t, exitConfig, `PACKS: there is no pack "konsument"`)
	t.Setenv("PACKS", "")
	start(t, "", "ask", "0xC004F213").want(t, exitOK, "0xC004F213")
}

// Where words lead to two articles alike, only the order in which they were loaded would decide.
func TestLintFindsTiedArticles(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("bot/match/testdata/vpn")); err != nil {
		t.Fatal(err)
	}
	start(t, "", "--knowledge", dir, "knowledge", "lint").want(t, exitOK, "no faults")
	data, err := os.ReadFile(filepath.Join(dir, "vpn-passord.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	other := strings.NewReplacer(
		"id: vpn-passord", "id: vpn-logg-inn",
		"VPN sier feil passord", "feil passord sier VPN",
		"VPN godtar ikke passordet mitt", "VPN vil ha et annet passord",
		"VPN spør om brukernavn og passord hele tiden", "VPN vil ha ny innlogging",
		"VPN seier feil passord", "VPN vil ha eit anna passord",
		"VPN godtek ikkje passordet mitt", "VPN vil ha ny innlogging no",
		"VPN spør om brukarnamn og passord heile tida", "VPN loggar meg ut",
		"VPN says wrong password", "VPN wants another password",
		"VPN does not accept my password", "VPN wants me to sign in",
		"VPN keeps asking for username and password", "VPN signs me out",
	).Replace(string(data))
	if err := os.WriteFile(filepath.Join(dir, "vpn-logg-inn.yaml"), []byte(other), 0o600); err != nil {
		t.Fatal(err)
	}
	start(t, "", "--knowledge", dir, "knowledge", "lint").want(t, exitKnowledge,
		filepath.Join(dir, "vpn-logg-inn.yaml")+":6: vpn-logg-inn and vpn-passord answer \"feil passord sier VPN\" with the same weight")
}

// A pack about something else is answered through a whole conversation.
func TestPackAboutSomethingElse(t *testing.T) {
	vpn := "bot/match/testdata/vpn"
	start(t, "", "--knowledge", vpn, "ask", "--short", "får ikke koblet til VPN på hotellnettet").want(t, exitOK, "Del nettet fra mobilen", "Kilde: Firma AS")
	start(t, "", "--knowledge", vpn, "ask", "--short", "how do I set up the VPN?").want(t, exitOK, "Get the client from the catalog")
	start(t, "", "--knowledge", vpn, "ask", "--short", "VPN gir 0x800B0109").want(t, exitOK, "VPN kobler seg ikke til")
	start(t, "", "--knowledge", vpn, "ask", "--short", "må VPN være på for å aktivere Windows på jobb-PC-en?").want(t, exitOK, "jobbnettet")
	start(t, "", "ask", "--short", "får ikke koblet til VPN").want(t, exitNotUnderstood)
}
