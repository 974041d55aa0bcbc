package webdesk_test

import (
	"html"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"aktivering/internal/webdesk/signin"
	"aktivering/knowledge"
)

// ownFolder gives the bench a folder as knowledge init makes it.
func ownFolder(t *testing.T) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "egen")
	source, err := knowledge.ExampleFolder()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(folder, source); err != nil {
		t.Fatal(err)
	}
	return folder
}

var versionField = regexp.MustCompile(`name="version" value="(\w*)"`)

func versionIn(t *testing.T, a answer) string {
	t.Helper()
	found := versionField.FindStringSubmatch(a.body)
	if found == nil {
		t.Fatalf("the page has no version:\n%s", a.body)
	}
	return found[1]
}

// An editor saves the draft of what the bot could not answer, checks it and changes it; nothing
// faulty is written, and nobody's change is lost.
func TestEditor(t *testing.T) {
	folder := ownFolder(t)
	b := newBench(t, signin.OIDC{}, folder)
	b.says("Kari", "jeg får 0xC004AAAA")
	eva := b.agent(signin.RoleEditor, "Eva")
	eva.get("/desk/knowledge").has(t, 200, "Egne artikler")
	eva.get("/desk/knowledge/own").has(t, 200, "egen", "0x8007232B.yaml", "asides/opening-hours.yaml", "Ny jobb-PC fra IT-hjelpen")
	const own = "/desk/knowledge/own/egen/ny-jobb-pc.yaml"
	eva.get("/desk/knowledge/articles/ny-jobb-pc").has(t, 200, own)
	eva.get(own).has(t, 200, "/desk/knowledge/articles/ny-jobb-pc")
	if a := b.agent(signin.RoleAgent, "Per").get("/desk/knowledge/articles/ny-jobb-pc"); strings.Contains(a.body, own) {
		t.Error("an agent is offered to edit")
	}
	a := eva.get("/desk/knowledge/gaps/1")
	a.has(t, 200, "Lagre i egen", "0xC004AAAA.yaml")
	const path = "/desk/knowledge/own/egen/0xC004AAAA.yaml"
	draft := "status: draft\r\nid: \"0xC004AAAA\"\r\ncodes: [\"0xC004AAAA\"]\r\nkinds: [error]\r\nwindows: [\"11\"]"
	eva.post(path, form("act", "check", "text", draft)).has(t, 200, "ingen feil", "Utkastet mangler dette")
	if _, err := os.Stat(filepath.Join(folder, "0xC004AAAA.yaml")); err == nil {
		t.Error("a check has written the file")
	}
	if a := eva.post(path, form("act", "save", "text", draft)); a.location != path+"?did=saved" {
		t.Fatalf("save: %d %s", a.code, a.body)
	}
	data, err := os.ReadFile(filepath.Join(folder, "0xC004AAAA.yaml"))
	if err != nil || string(data) != strings.ReplaceAll(draft, "\r", "")+"\n" {
		t.Errorf("%q, %v", data, err)
	}
	a = eva.get(path + "?did=saved")
	a.has(t, 200, "Lagret. Boten tar endringen i bruk", "Utkastet mangler dette")
	version := versionIn(t, a)
	eva.post(path, form("act", "save", "version", version, "text", strings.Replace(draft, "[error]", "[errr]", 1))).has(t, 422, "Dette må rettes", "kinds: [errr]", "linje 4")
	if now, _ := os.ReadFile(filepath.Join(folder, "0xC004AAAA.yaml")); string(now) != string(data) {
		t.Error("a faulty file was written")
	}
	ola := b.agent(signin.RoleEditor, "Ola")
	ola.post(path, form("act", "save", "version", version, "text", string(data)+"# Olas\n"))
	eva.post(path, form("act", "save", "version", version, "text", string(data)+"# Evas\n")).has(t, 409, "Noen andre har endret filen", "# Evas", "# Olas")
	eva.post(path, form("act", "save", "text", string(data))).has(t, 409, "Noen andre har endret filen")
	eva.post(path, form("act", "save", "version", version, "text", strings.Repeat("a", 1<<19))).has(t, 413)

	for _, bad := range []string{"/desk/knowledge/own/egen/x.txt", "/desk/knowledge/own/egen/..%2f..%2fx.yaml", "/desk/knowledge/own/..%2fegen/x.yaml", "/desk/knowledge/own/egen/%2fetc%2fpasswd", "/desk/knowledge/own/annen/x.yaml"} {
		eva.get(bad).has(t, 404)
		eva.post(bad, form("act", "save", "text", "id: x")).has(t, 404)
	}
	agent := b.agent(signin.RoleAgent, "Bente")
	for _, closed := range []string{"/desk/knowledge/own", path} {
		agent.get(closed).has(t, 403)
	}
	agent.post(path, form("act", "save", "text", draft)).has(t, 403)
	if a := eva.post(path, form("act", "save", "version", version, "text", draft), "Sec-Fetch-Site", "cross-site"); a.code != http.StatusForbidden {
		t.Errorf("another site writes: %d", a.code)
	}
}

// An editor begins an article from nothing: what they wrote stands in a draft that can be saved.
func TestNewArticle(t *testing.T) {
	b := newBench(t, signin.OIDC{}, ownFolder(t))
	eva := b.agent(signin.RoleEditor, "Eva")
	const path = "/desk/knowledge/new"
	for _, page := range []string{"/desk/knowledge", "/desk/knowledge/own"} {
		eva.get(page).has(t, 200, path, "Ny artikkel")
	}
	eva.get(path).has(t, 200, "Hva artikkelen handler om")
	a := eva.post(path, form("title", "Skriveren <svarer> ikke", "kind", "question", "in", "nn", "symptoms", "skrivaren heng\r\n\r\nfår ikkje skrive ut", "meaning", "Køen står."))
	a.has(t, 200, "skriveren-svarer.yaml", "Lagre i egen", "nn: &#34;Skriveren &lt;svarer&gt; ikke&#34;", "- &#34;får ikkje skrive ut&#34;", "nn: &#34;Køen står.&#34;", "kinds: [how-to")
	draft := html.UnescapeString(regexp.MustCompile(`(?s)<textarea id="draft"[^>]*>(.*)</textarea>`).FindStringSubmatch(a.body)[1])
	if a := eva.post("/desk/knowledge/own/egen/skriveren-svarer.yaml", form("act", "save", "text", draft)); a.code != http.StatusSeeOther {
		t.Errorf("the draft is not saved: %d %s", a.code, a.body)
	}
	eva.post(path, form("title", "Ny kode", "code", "0xc004aaaa")).has(t, 200, "0xC004AAAA.yaml", "kinds: [error, symptom]")
	eva.post(path, form("title", " ")).has(t, 422, "Skriv hva artikkelen handler om")
	eva.post(path, form("title", "x", "code", "F213")).has(t, 422, "F213 er ingen feilkode")
	eva.post(path, form("title", "x", "code", "0xC004F074")).has(t, 422, "0xC004F074 har en artikkel allerede", "/desk/knowledge/articles/kms-nas-ikke")
	eva.post(path, form("title", strings.Repeat("x", 201))).has(t, 422, "for langt")
	if a := eva.post(path, form("title", "nøkkelen VK7JG-NPHTM-C97JM-9MPGT-3V66T")); strings.Contains(a.body, "NPHTM") {
		t.Error("the draft shows a key")
	}
	bente := b.agent(signin.RoleAgent, "Bente")
	bente.get(path).has(t, 403)
	bente.post(path, form("title", "x")).has(t, 403)
}

// Without a folder of their own, editors are told how they get one.
func TestNoFolder(t *testing.T) {
	b := newBench(t, signin.OIDC{})
	b.says("Kari", "jeg får 0xC004AAAA")
	eva := b.agent(signin.RoleEditor, "Eva")
	for _, path := range []string{"/desk/knowledge/own", "/desk/knowledge/gaps/1"} {
		eva.get(path).has(t, 200, "knowledge init MAPPE", "--knowledge MAPPE")
	}
}

// A message that is tried is explained in full.
func TestTry(t *testing.T) {
	b := newBench(t, signin.OIDC{})
	eva := b.agent(signin.RoleAgent, "Eva")
	eva.post("/desk/knowledge", form("text", "jeg har byttet hovedkort <b>, og nå er ikke Windows aktivert")).
		has(t, 200, "Vis hvorfor", "Setningsdeler", "Det som talte mest", "«byttet»", "Lest som", "&lt;b&gt;")
	eva.post("/desk/knowledge", form("text", "hva er en KMS?")).has(t, 200, "Spørsmålet gjelder")
	a := eva.post("/desk/knowledge", form("text", "nøkkelen er VK7JG-NPHTM-C97JM-9MPGT-3V66T"))
	if strings.Contains(a.body, "NPHTM") {
		t.Error("the page shows a key")
	}
}
