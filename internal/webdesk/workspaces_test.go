package webdesk_test

import (
	"context"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/desk"
	"aktivering/internal/store/memory"
	"aktivering/internal/webdesk"
	"aktivering/internal/webdesk/signin"
	"aktivering/internal/workspaces"
)

// kept are the settings of workspaces in a database.
type kept struct{ workspaces.Registry }

func (k kept) Platforms() []bot.Platform { return []bot.Platform{"slack"} }

func (k kept) Unset(context.Context) ([]workspaces.Settings, error) {
	return []workspaces.Settings{{Platform: "slack", ID: "T9", Name: "Sør <b>"}}, nil
}

func newKept() kept {
	is := func(first string) func(string) bool {
		return func(id string) bool { return strings.HasPrefix(id, first) }
	}
	return kept{workspaces.Registry{
		Store: memory.Open(nil, memory.Options{}), Now: time.Now,
		Checker: workspaces.Checker{
			Platforms: map[bot.Platform]workspaces.Rules{"slack": {IsWorkspace: is("T"), IsChannel: is("C"), IsAgents: is("S"), Alerts: []string{"here"}}},
			Languages: []string{"nb", "nn", "en"}, Packs: []string{"consumer", "volume"}, Zone: "Europe/Oslo",
		},
	}}
}

// An administrator sets what is different in a workspace. What is wrong is told at its field, and nothing
// that was written is lost; of two who change the same, the second is told.
func TestWorkspaces(t *testing.T) {
	settings := newKept()
	b := newBenchWith(t, signin.OIDC{}, func(_ *desk.Manager, o *webdesk.Options) { o.Workspaces = settings })
	boss := b.agent(signin.RoleAdministrator, "Sjef")
	boss.get("/desk/workspaces").has(t, 200, "Ingen har egne innstillinger", "Sør &lt;b&gt;", `href="/desk/workspaces/slack/T9"`)
	if a := boss.get("/desk/workspaces/new?platform=slack&id=+T1+"); a.location != "/desk/workspaces/slack/T1" {
		t.Errorf("led to %q", a.location)
	}
	for _, path := range []string{"/desk/workspaces/new?platform=teams&id=T1", "/desk/workspaces/new?platform=slack&id=", "/desk/workspaces/teams/T1"} {
		boss.get(path).has(t, 404)
	}
	boss.get("/desk/workspaces/slack/T9").has(t, 200, `value="Sør &lt;b&gt;"`)
	const page = "/desk/workspaces/slack/T1"
	boss.post(page, form("name", "Vest <i>", "language", "nn", "channels", "C1, hjelp", "desk.channel", "nei", "desk.hours", "alltid")).has(t, 422,
		"Ikke lagret ennå", "hjelp er ikke id-en til en kanal", "nei er ikke id-en til en kanal", "alltid er ingen arbeidstid", `value="Vest &lt;i&gt;"`, "C1\nhjelp", `value="alltid"`)
	if all, err := settings.All(t.Context()); err != nil || len(all) > 0 {
		t.Fatalf("%+v, %v", all, err)
	}
	if a := boss.post(page, form("name", "Vest <i>", "language", "nn", "channels", "#C1\n C2", "packs", "consumer", "desk.channel", "C9", "desk.team", "Hjelpa")); a.location != "/desk/workspaces?did=saved" {
		t.Errorf("saved: %d %s", a.code, a.body)
	}
	all, err := settings.All(t.Context())
	if err != nil || len(all) != 1 || all[0].By != "Sjef" || all[0].Language != "nn" || strings.Join(all[0].Channels, " ") != "C1 C2" || all[0].Desk.Team != "Hjelpa" {
		t.Fatalf("%+v, %v", all, err)
	}
	boss.get("/desk/workspaces?did=saved").has(t, 200, "Lagret", "Vest &lt;i&gt;", "Nynorsk", "2 kanaler", "én pakke", "eget skrivebord i C9", "Satt av Sjef")
	boss.get(page).has(t, 200, `value="C9"`, `<option value="nn" selected>`, `value="consumer" checked`)
	boss.post(page, form("name", "Vest")).has(t, 409, "Noen andre har endret")
	boss.post(page, form("name", "Vest", "before", "17")).has(t, 409, "Noen andre har endret", `value="Vest"`)
	boss.post(page, form("name", "Vest", "before", "i går")).has(t, 400)
	boss.post("/desk/workspaces/slack/helpdesk", form("name", "x")).has(t, 422, "helpdesk er ikke id-en")
	seen := boss.post(page, form("name", "Vest", "before", "17"))
	before := regexp.MustCompile(`name="before" value="(\d+)"`).FindStringSubmatch(seen.body)
	if a := boss.post(page, form("name", "Vest\u200b\x1b", "before", before[1], "desk.channel", "C9")); a.location != "/desk/workspaces?did=saved" {
		t.Errorf("saved over the change: %d", a.code)
	}
	if all, err = settings.All(t.Context()); err != nil || all[0].Name != "Vest" {
		t.Fatalf("%+v, %v", all, err)
	}
	boss.post(page+"/remove", form("before", "17")).has(t, 409)
	if a := boss.post(page+"/remove", form("before", strconv.FormatInt(all[0].Changed.UnixMicro(), 10))); a.location != "/desk/workspaces?did=removed" {
		t.Errorf("removed: %d %s", a.code, a.body)
	}

	for _, other := range []*browser{b.agent(signin.RoleAgent, "Bente"), b.agent(signin.RoleEditor, "Eva")} {
		other.get("/desk/workspaces").has(t, 403)
		other.get(page).has(t, 403)
		other.post(page, form("name", "Vest")).has(t, 403)
		other.post(page+"/remove", form()).has(t, 403)
		if a := other.get("/desk/"); strings.Contains(a.body, "/desk/workspaces") {
			t.Error("who may not set anything is led there")
		}
	}
	if a := b.browser().get(page); a.code != http.StatusSeeOther {
		t.Errorf("a stranger gets %d", a.code)
	}
	if a := boss.post(page, form("name", "x"), "Sec-Fetch-Site", "cross-site"); a.code != http.StatusForbidden {
		t.Errorf("another site gets %d", a.code)
	}
}

// Where no platform has several workspaces, nothing leads to their settings.
func TestNoWorkspaces(t *testing.T) {
	b := newBench(t, signin.OIDC{})
	boss := b.agent(signin.RoleAdministrator, "Sjef")
	boss.get("/desk/workspaces").has(t, 404)
	if a := boss.get("/desk/"); strings.Contains(a.body, "/desk/workspaces") {
		t.Error("something leads there")
	}
}

// Where there are several desks, a problem is one desk's, and so is a block: what is done about it at
// the pages reaches that desk, also where numbers are the same.
func TestSeveralDesks(t *testing.T) {
	b := newBenchWith(t, signin.OIDC{}, func(m *desk.Manager, _ *webdesk.Options) {
		m.Desks = append(m.Desks, &bot.Desk{
			Name: "chat/west", Title: "Vest", Serves: []bot.Address{{Platform: "chat", Space: "west"}}, At: bot.Address{Platform: "chat", Space: "west", Channel: "desk"},
		})
	})
	bente := b.agent(signin.RoleAgent, "Bente")
	bente.get("/desk/problems").has(t, 200, `<option value="" selected>Felles`, `<option value="chat/west">Vest`)
	for name, text := range map[string]string{"": "KMS er nede", "chat/west": "Nettet er nede"} {
		if a := bente.post("/desk/problems", form("key", "k"+name, "desk", name, "about", "0xC004F074", "text", text)); a.code != http.StatusSeeOther {
			t.Errorf("%s: %d %s", name, a.code, a.body)
		}
	}
	problems := func(name string) (list []string) {
		for _, at := range b.desks {
			if at.Name == name {
				c, err := b.store.Conversation(t.Context(), at.Ref())
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range c.InForce(time.Now()) {
					list = append(list, p.Text)
				}
			}
		}
		return list
	}
	if shared, west := problems(""), problems("chat/west"); strings.Join(shared, "|") != "KMS er nede" || strings.Join(west, "|") != "Nettet er nede" {
		t.Errorf("known: %q and %q", shared, west)
	}
	bente.get("/desk/problems").has(t, 200, `<span class="badge">Vest</span>`, `<span class="badge">Felles</span>`)
	for _, gone := range []string{"chat/north", "x"} {
		bente.post("/desk/problems", form("key", gone, "desk", gone, "about", "0xC004F074", "text", "Bare for nord")).has(t, 409, "finnes ikke lenger", "Bare for nord")
		bente.post("/desk/problems/1/solved", form("key", gone, "desk", gone)).has(t, 409, "finnes ikke lenger")
	}
	bente.post("/desk/problems", form("key", "none", "about", "0xC004F074")).has(t, 409, "finnes ikke lenger")
	if shared, west := problems(""), problems("chat/west"); strings.Join(shared, "|") != "KMS er nede" || strings.Join(west, "|") != "Nettet er nede" {
		t.Errorf("known when a desk is gone: %q and %q", shared, west)
	}
	bente.post("/desk/problems/1/solved", form("key", "s", "desk", "chat/west"))
	if shared, west := problems(""), problems("chat/west"); len(shared) != 1 || len(west) != 0 {
		t.Errorf("known when the west's is solved: %q and %q", shared, west)
	}
}

// Where no desk is set up, each page is there all the same.
func TestNoDesk(t *testing.T) {
	b := newBenchWith(t, signin.OIDC{}, func(m *desk.Manager, _ *webdesk.Options) { m.Desks = nil })
	boss := b.agent(signin.RoleAdministrator, "Sjef")
	for _, path := range []string{"/desk/", "/desk/problems", "/desk/blocks", "/desk/insight", "/desk/insight.csv", "/desk/knowledge", "/desk/knowledge/gaps", "/desk/people"} {
		boss.get(path).has(t, 200)
	}
	boss.get("/desk/problems").has(t, 200, "ikke satt opp noe skrivebord")
	boss.post("/desk/problems", form("about", "0xC004F074")).has(t, 404)
}
