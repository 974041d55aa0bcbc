package app

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// deskPage is an agent in the browser, at the desk of a program that serves.
type deskPage struct {
	*handoffs
	client *http.Client
}

// onBoth runs a test with persons on Discord and a desk that agents work at both in Slack and in the
// browser, and the other way round.
func onBoth(t *testing.T, test func(h *handoffs, eva *deskPage)) {
	t.Helper()
	for _, desk := range []string{"slack", "discord"} {
		t.Run("desk on "+desk, func(t *testing.T) {
			t.Parallel()
			h := prepareHandoffs(t, desk)
			h.serving.WebDesk.Serve = "on"
			h.start()
			test(h, h.signIn("Eva"))
		})
	}
}

var entrance = regexp.MustCompile(`/desk/sign-in\?link=(\w+)`)

// signIn lets somebody in by the link that the program prints.
func (h *handoffs) signIn(name string) *deskPage {
	h.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.Fatal(err)
	}
	p := &deskPage{h, &http.Client{Jar: jar}}
	link := entrance.FindStringSubmatch(h.p.out.String())
	if link == nil {
		h.Fatalf("no link is printed:\n%s", h.p.out)
	}
	if code, body := p.submits("sign-in", "link", link[1], "name", name); code != http.StatusOK {
		h.Fatalf("sign in: %d %s", code, body)
	}
	return p
}

// submits sends a form, and returns the page that follows.
func (p *deskPage) submits(path string, pairs ...string) (int, string) {
	p.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	r, err := http.NewRequestWithContext(p.Context(), http.MethodPost, p.at()+"/desk/"+path, strings.NewReader(form.Encode()))
	if err != nil {
		p.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return p.answer(r)
}

// page is what a page shows.
func (p *deskPage) page(path string) string {
	p.Helper()
	r, err := http.NewRequestWithContext(p.Context(), http.MethodGet, p.at()+"/desk/"+path, nil)
	if err != nil {
		p.Fatal(err)
	}
	_, body := p.answer(r)
	return body
}

func (p *deskPage) answer(r *http.Request) (int, string) {
	p.Helper()
	r.Header.Set("Accept-Language", "nb")
	response, err := p.client.Do(r)
	if err != nil {
		p.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }() // all that counts was read
	body, err := io.ReadAll(response.Body)
	if err != nil {
		p.Fatal(err)
	}
	return response.StatusCode, string(body)
}

// shows waits until a page shows a text.
func (p *deskPage) shows(path, text string) {
	p.Helper()
	eventually(p.T, path+" shows: "+text, func() bool { return strings.Contains(p.page(path), text) })
}

// does something with case 1, and fails unless it is done.
func (p *deskPage) does(act string, pairs ...string) {
	p.Helper()
	if code, body := p.submits("cases/1/"+act, pairs...); code != http.StatusOK {
		p.Errorf("%s: %d %s", act, code, body)
	}
}

// An agent in the thread of a case and one in the browser work on it: each sees what the other does,
// the person what either answers, and nobody outside what they note.
func TestHandoffAtBothDesks(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *handoffs, eva *deskPage) {
		h.persons.says("Kari", "0xC004F213")
		h.sees(h.persons, "Windows fant ingen")
		card := h.asks()
		eva.shows("", "#1")
		eva.shows("", "Kari")
		h.desk.presses("Bente", card, "claim")
		h.sees(h.persons, "Bente har tatt saken din")
		eva.shows("cases/1", "Hos Bente")
		eva.shows("cases/1", "Bente tok saken")

		// She cannot answer by mistake what is a colleague's, but can note, and read along.
		if code, body := eva.submits("cases/1/answer", "text", "forbi1 Bente"); code != http.StatusConflict || !strings.Contains(body, "Bente var først ute") {
			t.Errorf("an answer in another's case: %d %s", code, body)
		}
		eva.does("note", "text", "notat1 fra nettet")
		h.sees(h.desk, "notat1 fra nettet")
		h.desk.writes("Bente", card.id, "notat2 i tråden")
		eva.shows("cases/1", "notat2 i tråden")
		h.desk.writes("Bente", card.id, "svar: svar1 fra tråden")
		h.sees(h.persons, "svar1")
		eva.shows("cases/1", "svar1 fra tråden")
		h.persons.says("Kari", "ord1 fra meg")
		h.sees(h.desk, "ord1")
		eva.shows("cases/1", "ord1 fra meg")

		// She takes over.
		eva.does("take")
		h.sees(h.persons, "Eva")
		h.sees(h.desk, "Eva har tatt saken.")
		eva.does("answer", "text", "svar2 fra nettet", "key", "a")
		eva.does("answer", "text", "svar2 fra nettet", "key", "a") // a double click
		h.sees(h.persons, "svar2")
		h.sees(h.desk, "svar2 fra nettet")
		h.desk.writes("Bente", card.id, "svar: forbi2 Eva")
		h.sees(h.desk, "Eva har saken")
		h.desk.writes("Bente", card.id, "notat3 til Eva")
		eva.shows("cases/1", "notat3 til Eva")

		// It ends there, and is opened again here.
		eva.does("close", "why", "agent", "text", "slutt1 på nettet")
		h.sees(h.persons, "slutt1")
		h.sees(h.desk, "Eva har lukket saken")
		h.desk.writes("Bente", card.id, "gjenåpne:")
		eva.shows("cases/1", "Bente åpnet saken igjen")
		h.desk.writes("Bente", card.id, "lukk: løst, slutt2 i tråden")
		h.sees(h.persons, "slutt2")
		eva.shows("cases/1", "Bente lukket saken")
		eva.shows("cases/1", "slutt2 i tråden")

		h.once(h.persons, "svar1", "svar2", "slutt1", "slutt2")
		for _, text := range []string{"notat1", "notat2", "notat3", "forbi1", "forbi2"} {
			h.never(h.persons, text)
		}
		h.never(h.desk, "forbi1")
		h.p.end()
	})
}

// A problem that is made known in the browser is told to people and to the agents in the channel, and
// solved from there, and the other way round.
func TestProblemAtBothDesks(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *handoffs, eva *deskPage) {
		h.persons.says("Kari", "0xC004F213")
		h.sees(h.persons, "Windows fant ingen")
		if code, body := eva.submits("problems", "about", "0xC004F213", "text", "drift1 på nettet"); code != http.StatusOK {
			t.Fatalf("%d %s", code, body)
		}
		h.sees(h.persons, "drift1 på nettet") // whoever came before
		h.sees(h.desk, "Eva har meldt driftsmelding 1")
		h.persons.says("Ola", "0xC004F213")
		eventually(t, "Ola is told too", func() bool { return h.times(h.persons, "drift1 på nettet") == 2 })
		h.desk.writes("Bente", h.besideThreads(), "problem løst: 1 ordnet1 nå")
		eventually(t, "both are told that it is solved", func() bool { return h.times(h.persons, "ordnet1 nå") == 2 })
		eva.shows("problems", "løst: ordnet1 nå")
		h.p.end()
	})
}
