package webdesk_test

import (
	"encoding/csv"
	"regexp"
	"strings"
	"testing"

	"aktivering/internal/webdesk/signin"
)

// What was done becomes figures, and what was not answered a draft.
func TestInsight(t *testing.T) {
	b := newBench(t, signin.OIDC{})
	eva := b.agent(signin.RoleEditor, "Eva")
	empty := eva.get("/desk/insight")
	empty.has(t, 200, "Løst av boten alene")
	// Each of the five tiles, the codes, the remedies, how cases were closed, and the ratings.
	if n := strings.Count(empty.body, "Ingen tall ennå"); n != 9 || strings.Contains(empty.body, "– i tide") {
		t.Errorf("%d places say that there are no figures, want 9:\n%s", n, empty.body)
	}
	eva.get("/desk/knowledge/gaps").has(t, 200, "Boten hadde svar på alt")
	handover(b)
	eva.post("/desk/cases/1/claim", form("key", "a"))
	eva.post("/desk/cases/1/answer", form("key", "b", "text", "hei"))
	eva.post("/desk/cases/1/close", form("key", "c", "why", "agent"))
	b.says("Kari", "5")
	b.says("Ola", "0xC004F213")
	b.says("Ola", "det virket")
	b.says("Per", "0xC004AAAA")
	b.says("Mia", "hvordan bytter jeg skrivebordsbakgrunn på kjøleskapet")
	eva.get("/desk/insight?days=7").has(t, 200, "0xC004F074", "100 % i tide", "33 %", "<rect class=\"bar-0\"", "5 av 5", "Løst av brukerstøtten", "Vis tallene i en tabell", "fra én person")
	a := eva.get("/desk/insight.csv?days=7")
	rows, err := csv.NewReader(strings.NewReader(a.body)).ReadAll()
	if err != nil || a.header.Get("Content-Type") != "text/csv; charset=utf-8" {
		t.Fatalf("%v %v", err, a.header)
	}
	table := make(map[string]string)
	for _, row := range rows {
		table[row[0]+" "+row[1]] = row[2]
	}
	for key, want := range map[string]string{
		"handed_over ": "1", "conversations ": "3", "solved_by_bot_alone ": "1", "people_with_code 0xC004F074": "1", "closed_for agent": "1", "rating 5": "1", "first_answer_in_time ": "1", "solution_count ": "1",
	} {
		if table[key] != want {
			t.Errorf("%s is %q, want %q", key, table[key], want)
		}
	}
	eva.get("/desk/knowledge/gaps").has(t, 200, "0xC004AAAA", "1 person, 1 gang", "/desk/knowledge/gaps/1?days=30")
	eva.get("/desk/knowledge/gaps/1").has(t, 200, "status: draft")
	eva.get("/desk/knowledge/gaps/99").has(t, 404)
}

// Articles are read, and messages tried, as a person would.
func TestKnowledge(t *testing.T) {
	b := newBench(t, signin.OIDC{})
	w := b.agent(signin.RoleAgent, "Bente")
	w.get("/desk/knowledge?q=F074").has(t, 200, "0xC004F074", "/desk/knowledge/articles/")
	w.get("/desk/knowledge?q=bananbr%C3%B8d").has(t, 200, "Ingen treff")
	w.get("/desk/knowledge/articles/0xC004F213").has(t, 200, "0xC004F213", "Slik sier folk det", "Innstillinger &gt; System &gt; Aktivering")
	w.get("/desk/knowledge/articles/0xC004F213?windows=10&in=en").has(t, 200, "Settings &gt; Update &amp; Security &gt; Activation")
	w.get("/desk/knowledge/articles/nothing").has(t, 404)
	w.post("/desk/knowledge", form("text", "hei, jeg får 0xC004F213 og nøkkelen min er ABCDE-FGHIJ-KLMNO-PQRST-UVWXY")).has(t, 200, "svare", "0xC004F213", "Dette får personen", "Windows fant ingen produktnøkkel")
	a := w.post("/desk/knowledge", form("text", "nøkkelen min er VK7JG-NPHTM-C97JM-9MPGT-3V66T"))
	if strings.Contains(a.body, "NPHTM") {
		t.Error("a key is shown")
	}
	w.post("/desk/knowledge", form("text", strings.Repeat("a ", 3000))).has(t, 413)
}

// A case that an agent has answered in tells its age from when it was opened.
func TestAgeOfAnswered(t *testing.T) {
	b := newBench(t, signin.OIDC{})
	handover(b)
	bente := b.agent(signin.RoleAgent, "Bente")
	bente.post("/desk/cases/1/claim", form("key", "a"))
	bente.post("/desk/cases/1/answer", form("key", "b", "text", "hei"))
	for _, page := range []string{"/desk/cases/1", "/desk/?tab=mine"} {
		a := bente.get(page)
		a.has(t, 200, "nå")
		if age := regexp.MustCompile(`[0-9]+ d\b`).FindString(a.body); age != "" {
			t.Errorf("%s says that the case is %s old", page, age)
		}
	}
}
