package webdesk_test

import (
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
