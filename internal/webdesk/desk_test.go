package webdesk_test

import (
	"bufio"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/internal/webdesk/signin"
)

// handover is a case of Kari's, number 1.
func handover(b *bench) {
	b.says("Kari", "0xC004F074")
	b.says("Kari", "snakk med et menneske")
}

func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

// A whole case.
func TestCase(t *testing.T) {
	b := newBench(t, signin.OIDC{})
	bente := b.agent(signin.RoleAgent, "Bente Berg")
	bente.get("/desk/").has(t, 200, "Ingen venter")
	handover(b)
	bente.get("/desk/").has(t, 200, "Kari", "#1", "0xC004F074", "Ta saken")
	bente.get("/desk/cases/1").has(t, 200, "snakk med et menneske", "Ta saken for å svare", "0xC004F074")
	if a := bente.post("/desk/cases/1/claim", form("key", "a")); a.code != http.StatusSeeOther {
		t.Fatalf("claim: %d %s", a.code, a.body)
	}
	bente.get("/desk/cases/1?did=claim").has(t, 200, "Saken er din.", "Kari får dette")
	bente.get("/desk/?tab=mine").has(t, 200, "#1")
	b.says("Kari", "nå kom 0xC004F213")
	bente.get("/desk/cases/1").has(t, 200, "nå kom 0xC004F213", "Ny kode: 0xC004F213")
	for range 2 { // a double click
		if a := bente.post("/desk/cases/1/answer", form("key", "b", "text", "Prøv nøkkelen på nytt")); a.code != http.StatusSeeOther {
			t.Errorf("answer: %d", a.code)
		}
	}
	bente.post("/desk/cases/1/answer", form("key", "b", "text", "Gikk det?")) // something else in the same form
	if said := b.chat.text(); strings.Count(said, "Prøv nøkkelen på nytt") != 1 || strings.Count(said, "Gikk det?") != 1 || !strings.Contains(said, "Bente Berg") {
		t.Errorf("Kari was sent:\n%s", said)
	}
	bente.post("/desk/cases/1/answer", form("key", "c", "text", " ")).has(t, 422, "Det står ingenting å sende")
	bente.post("/desk/cases/1/article", form("key", "d", "text", "0xC004F213"))
	bente.post("/desk/cases/1/canned", form("key", "e", "text", "hei"))
	if said := b.chat.text(); !strings.Contains(said, "Windows fant ingen produktnøkkel") {
		t.Errorf("Kari was not sent the article:\n%s", said)
	}
	bente.post("/desk/cases/1/article", form("key", "f", "text", "bananbrød")).has(t, 422, "Jeg fant ikke")
	bente.post("/desk/cases/1/assign", form("key", "f3", "text", "Nils")).has(t, 422, "Jeg fant ikke én kollega")
	bente.post("/desk/cases/1/urgent", form("key", "f4"))
	bente.get("/desk/cases/1").has(t, 200, `<span class="badge badge-warn">Haster</span>`, "Saken haster ikke lenger", "Bente Berg merket at saken haster")
	bente.get("/desk/?tab=mine").has(t, 200, `<span class="badge badge-warn">Haster</span>`)
	bente.post("/desk/cases/1/snooze", form("key", "f2", "text", "neste bananår")).has(t, 422, "Jeg forsto ikke når")
	bente.post("/desk/cases/1/snooze", form("key", "f5", "text", "2 måneder")).has(t, 422, "høyst 31 dager")
	bente.post("/desk/cases/1/snooze", form("key", "g", "text", "4 timer"))
	bente.get("/desk/?tab=waiting").has(t, 200, "#1")
	bente.post("/desk/cases/1/close", form("key", "h")).has(t, 422, "Velg hvorfor")
	bente.post("/desk/cases/1/close", form("key", "i", "why", "agent", "text", "Ny nøkkel er skrevet inn"))
	bente.get("/desk/cases/1").has(t, 200, "Gjenåpne", "Bente Berg lukket saken: Ny nøkkel er skrevet inn")
	if k := b.kari().Case; k.State != bot.CaseClosed || k.Closing != bot.ClosedByAgent {
		t.Errorf("%+v", k)
	}
	bente.post("/desk/cases/1/answer", form("key", "j", "text", "for sent")).has(t, 409, "Saken er lukket. Ingenting ble sendt.", "for sent")
	bente.post("/desk/cases/1/reopen", form("key", "k"))
	bente.post("/desk/cases/1/release", form("key", "l"))
	if k := b.kari().Case; k.State != bot.CaseQueued {
		t.Errorf("%+v", k)
	}
	bente.post("/desk/cases/1/return", form("key", "m"))
	if k := b.kari().Case; k.State != bot.CaseClosed || k.Closing != bot.ClosedReturned {
		t.Errorf("%+v", k)
	}
	b.says("Kari", "snakk med et menneske")
	bente.post("/desk/cases/2/block", form("key", "n")).has(t, 422, "Skriv hvorfor brukeren sperres")
	bente.post("/desk/cases/2/block", form("key", "o", "text", "skjellsord", "for", "168"))
	before := b.chat.text()
	b.says("Kari", "hallo?")
	if k := b.kari().Case; k.Closing != bot.ClosedBlocked || b.chat.text() != before || strings.Contains(before, "skjellsord") {
		t.Errorf("%+v", k)
	}
	bente.get("/desk/cases/2").has(t, 200, "Andre saker", "#1 0xC004F213 (lukket")
	bente.get("/desk/cases/2").has(t, 200, "Bente Berg sperret brukeren og avsluttet: skjellsord")
	bente.get("/desk/?q=n%C3%B8kkelen&tab=all").has(t, 200, "<mark>nøkkelen</mark>", "#1")
	bente.get("/desk/?tab=all&code=0xC004F213").has(t, 200, "#1")
	bente.get("/desk/?tab=all&platform=slack").has(t, 200, "Det er ingen saker ennå")
	for _, path := range []string{"/desk/cases/3", "/desk/cases/0", "/desk/cases/x", "/desk/nowhere"} {
		bente.get(path).has(t, 404, "Fant ikke siden")
	}
}

// A picture that the person sent is shown, if it is one, and to agents alone.
func TestPicture(t *testing.T) {
	b := newBench(t, signin.OIDC{})
	handover(b)
	bente := b.agent(signin.RoleAgent, "Bente")
	b.chat.files = map[string]string{"one": "\x89PNG\r\n\x1a\n<script>alert(1)</script>", "two": "<svg onload=alert(1)>"}
	b.unnamed = true // as messages of the chat on the web are
	for id, name := range map[string]string{"one": "skjerm.png", "two": "ond.png", "three": "borte.png"} {
		b.sends("Kari", "se her", bot.File{Name: name, Kind: "image/png", On: "chat", At: id, URL: "https://chat.test/" + id})
	}
	a := bente.get("/desk/cases/1")
	links := regexp.MustCompile(`<img src="(/desk/cases/1/pictures/\w+)" alt="([^"]+)"`).FindAllStringSubmatch(a.body, -1)
	if len(links) != 3 {
		t.Fatalf("%d pictures:\n%s", len(links), a.body)
	}
	for _, link := range links {
		p := bente.get(link[1])
		switch {
		case link[2] != "skjerm.png":
			if p.code != http.StatusBadGateway || strings.Contains(p.body, "onload") {
				t.Errorf("%s: %d %s", link[2], p.code, p.body)
			}
		case p.code != http.StatusOK || p.header.Get("Content-Type") != "image/png" || p.header.Get("X-Content-Type-Options") != "nosniff" ||
			p.header.Get("Content-Security-Policy") != "default-src 'none'; sandbox" || p.body != b.chat.files["one"]:
			t.Errorf("%d %v %q", p.code, p.header, p.body)
		}
		if p := b.browser().get(link[1]); p.code != http.StatusSeeOther || p.body == b.chat.files["one"] {
			t.Errorf("a stranger gets %d", p.code)
		}
	}
	for _, path := range []string{"one", "x", "..%2f..%2fetc%2fpasswd"} {
		bente.get("/desk/cases/1/pictures/"+path).has(t, 404)
	}
}

// Of two who claim at once, one has the case, and the other is told who.
func TestClaimRace(t *testing.T) {
	b := newBench(t, signin.OIDC{})
	handover(b)
	agents := []*browser{b.agent(signin.RoleAgent, "Bente"), b.agent(signin.RoleAgent, "Ola")}
	answers := make([]answer, 2)
	var both sync.WaitGroup
	for i, w := range agents {
		both.Go(func() { answers[i] = w.post("/desk/cases/1/claim", form("key", "a")) })
	}
	both.Wait()
	has := b.kari().Case.Agent.Name
	winner, loser := 0, 1
	if answers[0].code != http.StatusSeeOther {
		winner, loser = 1, 0
	}
	if answers[winner].code != http.StatusSeeOther || has != []string{"Bente", "Ola"}[winner] {
		t.Errorf("%s has the case: %d, %d", has, answers[0].code, answers[1].code)
	}
	answers[loser].has(t, 409, has+" var først ute og har saken", "Ta over")
	agents[loser].post("/desk/cases/1/answer", form("key", "b", "text", "et svar for mye")).has(t, 409, "Ingenting ble sendt", "et svar for mye")
	if strings.Contains(b.chat.text(), "et svar for mye") {
		t.Error("two agents answer")
	}
	agents[loser].post("/desk/cases/1/take", form("key", "c"))
	if k := b.kari().Case; k.Agent.Name == has {
		t.Errorf("%+v", k)
	}
}

// A note never leaves, whatever is done before and after it.
func TestNotesNeverLeave(t *testing.T) {
	b := newBench(t, signin.OIDC{})
	handover(b)
	bente, ola := b.agent(signin.RoleAgent, "Bente"), b.agent(signin.RoleAgent, "Ola")
	note := func(w *browser, key string) {
		t.Helper()
		if a := w.post("/desk/cases/1/note", form("key", key, "text", "hemmelig-"+key+" svar: !svar hei")); a.code != http.StatusSeeOther {
			t.Errorf("note: %d %s", a.code, a.body)
		}
	}
	note(bente, "queued")
	bente.post("/desk/cases/1/claim", form("key", "1"))
	note(bente, "mine")
	note(ola, "theirs")
	bente.post("/desk/cases/1/transfer", form("key", "2"))
	note(bente, "transfer")
	ola.post("/desk/cases/1/take", form("key", "3"))
	b.says("Kari", "er det noen der?")
	ola.post("/desk/cases/1/answer", form("key", "4", "text", "ja"))
	note(ola, "answered")
	ola.post("/desk/cases/1/close", form("key", "5", "why", "agent"))
	note(ola, "closed")
	b.says("Kari", "hva skjedde?")
	ola.post("/desk/cases/1/reopen", form("key", "6"))
	note(ola, "reopened")
	ola.post("/desk/cases/1/return", form("key", "7"))
	b.says("Kari", "0xC004F074")
	if said := b.chat.text(); strings.Contains(said, "hemmelig") {
		t.Errorf("Kari was sent a note:\n%s", said)
	}
	ola.get("/desk/cases/1").has(t, 200, "hemmelig-queued", "hemmelig-mine", "hemmelig-theirs", "hemmelig-answered", "hemmelig-closed", "from-note")
}

// Pages are told at once what changes, by whomever.
func TestStream(t *testing.T) {
	b := newBench(t, signin.OIDC{})
	handover(b)
	bente, ola := b.agent(signin.RoleAgent, "Bente"), b.agent(signin.RoleAgent, "Ola")
	listen := func(w *browser, path string) <-chan string {
		resp, err := w.client.Do(w.request(http.MethodGet, path, nil))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = resp.Body.Close() })
		lines := make(chan string, 100)
		go func() {
			for s := bufio.NewScanner(resp.Body); s.Scan(); {
				lines <- s.Text()
			}
			close(lines)
		}()
		return lines
	}
	wait := func(lines <-chan string, want string) {
		t.Helper()
		for {
			select {
			case line, ok := <-lines:
				if !ok {
					t.Fatalf("the stream ended before %q", want)
				}
				if line == want {
					return
				}
			case <-time.After(5 * time.Second):
				t.Fatalf("no %q", want)
			}
		}
	}
	queue, page := listen(bente, "/desk/events"), listen(bente, "/desk/cases/1/events")
	wait(queue, "event: changed")
	wait(queue, `data: {"number":1,"name":"Kari"}`)
	wait(page, "event: changed")
	ola.get("/desk/cases/1").has(t, 200, "Ser også på saken:", "Bente")
	ola.post("/desk/cases/1/claim", form("key", "a"))
	wait(queue, "event: changed")
	wait(queue, `data: {"number":0,"name":""}`)
	wait(page, "event: changed")
	err := b.engine.Handle(t.Context(), event.Inbound{From: bot.Address{Platform: "chat", Channel: "Kari"}, Person: event.Person{ID: "Kari"}, Event: event.Typing{}})
	if err != nil {
		t.Fatal(err)
	}
	wait(page, "event: typing")
	b.hub.Shut()
	for range queue { // until its end
	}
}
