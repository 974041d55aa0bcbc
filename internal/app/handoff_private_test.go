package app

import (
	"encoding/json"
	"maps"
	"net/url"
	"strings"
	"testing"
)

// commands is what a person asks for by the command, in a channel where others are.
func (w *workspace) commands(person, text string) {
	w.mu.Lock()
	trigger := "command" + w.ts()
	w.mu.Unlock()
	w.twice("/slack/commands", url.Values{
		"command": {"/aktivering"}, "text": {text}, "team_id": {slackTeam}, "channel_id": {"CGENERAL"}, "user_id": {"U" + person}, "user_name": {person},
		"trigger_id": {trigger}, "response_url": {w.api.URL + "/response/" + trigger},
	}.Encode(), "application/x-www-form-urlencoded")
}

// respond takes in the answer to a command.
func (w *workspace) respond(body string) {
	var m struct{ Blocks any }
	if err := json.Unmarshal([]byte(body), &m); err != nil {
		w.t.Errorf("a response: %v", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	text := strings.Join(texts(m.Blocks), "")
	w.kept = append(w.kept, message{first: text, now: text, body: m.Blocks, thread: "ephemeral"})
}

// answers is what a person says in direct messages to a message: in a thread on it.
func (w *workspace) answers(person string, to message, text string) {
	w.mu.Lock()
	m := map[string]any{"type": "message", "channel_type": "im", "channel": "D" + person, "user": "U" + person, "ts": w.ts(), "thread_ts": to.id, "text": text}
	w.mu.Unlock()
	w.event(m)
}

// mainBox is what a person says in direct messages outside of threads.
func (w *workspace) mainBox(person, text string) {
	w.mu.Lock()
	m := map[string]any{"type": "message", "channel_type": "im", "channel": "D" + person, "user": "U" + person, "ts": w.ts(), "text": text}
	w.mu.Unlock()
	w.event(m)
}

const discordGeneral = "300000000000000005"

func (g *guild) commands(person, text string) {
	g.mu.Lock()
	id := g.id()
	g.mu.Unlock()
	g.push("INTERACTION_CREATE", map[string]any{
		"id": id, "application_id": discordSelf, "type": 2, "token": "token" + id, "channel_id": discordGeneral, "guild_id": discordGuild, "locale": "no",
		"data":    map[string]any{"type": 1, "name": "aktivering", "options": []any{map[string]any{"name": "problem", "type": 3, "value": text}}},
		"channel": map[string]any{"id": discordGeneral, "type": 0}, "member": map[string]any{"user": g.user(person), "nick": person},
	})
}

// answers is what a person says by Reply.
func (g *guild) answers(person string, to message, text string) {
	_, m := g.message(person, discordDM, text)
	m = maps.Clone(m)
	m["type"], m["message_reference"] = 19, map[string]any{"message_id": to.id, "channel_id": discordDM}
	m["referenced_message"] = map[string]any{"id": to.id, "author": map[string]any{"id": discordSelf, "username": "aktivering", "bot": true}}
	g.push("MESSAGE_CREATE", m)
}

func (g *guild) mainBox(person, text string) { g.says(person, text) }

// A case that began by a command has the person wherever they write in direct messages, also
// after a start.
func TestHandoffInPrivate(t *testing.T) {
	t.Parallel()
	across(t, func(h *handoffs) {
		h.persons.commands("Ola", "snakk med et menneske")
		card := h.sees(h.desk, "Ny sak #1")
		h.sees(h.persons, "Svaret kommer som en direktemelding fra meg.")
		h.sees(h.persons, "Hvis du vil legge til noe, er det bare å skrive det her.")
		for _, m := range h.persons.shown() {
			if ephemeral := m.thread == "ephemeral"; ephemeral == strings.Contains(m.now, "skrive det her") {
				h.Errorf("ephemeral %t: %q", ephemeral, m.now)
			}
		}
		h.desk.presses("Bente", card, "claim")
		taken := h.sees(h.persons, "Bente har tatt saken din og svarer deg her.")
		h.persons.answers("Ola", taken, "svar1 på meldingen")
		h.sees(h.desk, "svar1 på meldingen")
		h.persons.mainBox("Ola", "svar2 i hovedfeltet")
		h.sees(h.desk, "svar2 i hovedfeltet")
		h.desk.writes("Bente", card.id, "svar: prøv3 nå")
		h.sees(h.persons, "prøv3 nå")
		h.persons.commands("Ola", "er4 det noen der?")
		h.sees(h.desk, "er4 det noen der?")
		h.sees(h.persons, "Bente har saken din og svarer i direktemeldingene dine med meg.")
		h.p.end()
		h.start()
		h.persons.answers("Ola", taken, "svar5 etterpå")
		h.sees(h.desk, "svar5 etterpå")
		h.once(h.desk, "svar1 på meldingen", "svar2 i hovedfeltet", "er4 det noen der?", "svar5 etterpå")
		h.never(h.persons, "kjente jeg ikke igjen")
		h.p.end()
	})
}

// A language that was chosen in one conversation holds where the person begins another.
func TestChosenLanguageHolds(t *testing.T) {
	t.Parallel()
	across(t, func(h *handoffs) {
		h.persons.commands("Ola", "språk nynorsk")
		h.sees(h.persons, "nynorsk")
		h.persons.mainBox("Ola", "0xC004F213")
		h.sees(h.persons, "Windows fann ingen")
		h.p.end()
	})
}
