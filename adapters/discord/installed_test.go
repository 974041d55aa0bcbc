package discord_test

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// elsewhere makes an interaction one of a person who has installed the application, in a server
// where the bot is not.
func elsewhere(more map[string]any) map[string]any {
	all := map[string]any{"context": 0, "authorizing_integration_owners": map[string]string{"1": kari}, "guild_id": "100000000000000099"}
	maps.Copy(all, more)
	return all
}

// Where the bot is not, a person who has installed the application is answered alone: by at most
// five messages behind the first response, then by direct messages.
func TestInstalledForAUser(t *testing.T) {
	s := newServer(t)
	inbox := new(kept)
	s.run(inbox)
	i := s.interaction(2, general, command("0xC004F213"), elsewhere(nil))
	s.push("INTERACTION_CREATE", i)
	data, _ := s.callbackOf(i)["data"].(map[string]any)
	in := inbox.next(s, 0)
	want := bot.Address{Platform: "discord", Space: "100000000000000099", Channel: general, Thread: "private"}
	if in.From != want || in.Audience != event.AudienceEphemeral || data["flags"] != 64.0 {
		t.Fatalf("got %+v, answered %v", in, data)
	}
	hook := "/webhooks/" + self + "/" + i["token"].(string)
	for n := range 8 {
		if _, err := s.adapter.Send(t.Context(), port.Outbound{To: in.From, Person: kari, ReplyToken: in.ReplyToken, Reply: replyOf("x")}); err != nil {
			t.Fatalf("reply %d: %v", n, err)
		}
	}
	first, behind, direct := s.made("PATCH "+hook), s.made("POST "+hook), s.made("POST /channels/"+dm+"/messages")
	if len(first) != 1 || len(behind) != 5 || len(direct) != 2 {
		t.Errorf("%d in place, %d behind, %d direct", len(first), len(behind), len(direct))
	}
	for _, c := range behind {
		if c.body["flags"] != 64.0 {
			t.Errorf("others see %v", c)
		}
	}
}

// Of how many messages followed before a restart nothing is known: Discord refuses one more.
func TestFollowUpsAreUsedUp(t *testing.T) {
	s := newServer(t)
	inbox := new(kept)
	s.run(inbox)
	i := s.interaction(2, general, command("0xC004F213"), elsewhere(nil))
	s.push("INTERACTION_CREATE", i)
	s.callbackOf(i)
	in := inbox.next(s, 0)
	s.refuse("/webhooks/", http.StatusBadRequest, 40094, 1)
	if _, err := s.adapter.Send(t.Context(), port.Outbound{To: in.From, Person: kari, ReplyToken: in.ReplyToken, Reply: replyOf("x")}); err != nil {
		t.Fatal(err)
	}
	if direct := s.made("POST /channels/" + dm + "/messages"); len(direct) != 1 {
		t.Errorf("direct messages: %v", direct)
	}
}

// In direct messages between others a person is answered alone too, and a button tells the
// conversation.
func TestInPrivateChannelsOfOthers(t *testing.T) {
	s := newServer(t)
	inbox := new(kept)
	s.run(inbox)
	const group = "500000000000000099"
	in := func(kind int, data map[string]any, more map[string]any) (event.Inbound, map[string]any) {
		t.Helper()
		n := len(inbox.all())
		i := s.interaction(kind, group, data, elsewhere(map[string]any{
			"context": 2, "guild_id": nil, "member": nil, "channel": map[string]any{"id": group, "type": 3}, "user": map[string]any{"id": kari, "username": "kari"},
		}))
		maps.Copy(i, more)
		s.push("INTERACTION_CREATE", i)
		return inbox.next(s, n), s.callbackOf(i)
	}
	first, answer := in(2, command("0xC004F213"), nil)
	data, _ := answer["data"].(map[string]any)
	at := bot.Address{Platform: "discord", Channel: group, Thread: "private"}
	if first.From != at || first.Audience != event.AudienceEphemeral || data["flags"] != 64.0 {
		t.Fatalf("got %+v, answered %v", first, answer)
	}
	r := replyOf("x")
	r.Turn, r.Choices = 3, []bot.Choice{{ID: "helped", Label: "Ja"}}
	// Shown as a direct message, the button leads back.
	if _, err := s.adapter.Send(t.Context(), port.Outbound{To: at, Person: kari, Reply: r}); err != nil {
		t.Fatal(err)
	}
	rows := list(s.made("POST /channels/" + dm + "/messages")[0].body["components"])
	button := list(rows[0]["components"])[0]
	press := s.interaction(3, dm, map[string]any{"component_type": 2, "custom_id": button["custom_id"]}, map[string]any{"message": map[string]any{"id": "1", "flags": 0, "components": rows}})
	s.push("INTERACTION_CREATE", press)
	s.callbackOf(press)
	if picked := inbox.next(s, 1); picked.Conversation != at || picked.Event != event.Event(event.ChoicePicked{Choice: "helped", Turn: 3}) {
		t.Errorf("pressed %+v", picked)
	}
}

// Who takes no direct messages is answered by their latest interaction while that lasts, and told
// so once; after that the reply is gone.
func TestClosedDirectMessages(t *testing.T) {
	for _, code := range []int{50007, 50278} {
		s := newServer(t)
		inbox := new(kept)
		s.run(inbox)
		in := s.begun(inbox)
		hook := "POST /webhooks/" + self
		send := func(token string) error {
			_, err := s.adapter.Send(t.Context(), port.Outbound{To: in.From, Person: kari, ReplyToken: token, Reply: replyOf("Kø 1")})
			return err
		}
		if err := send(in.ReplyToken); err != nil {
			t.Fatal(err)
		}
		s.refuse("/channels/"+dm+"/messages", http.StatusForbidden, code, -1)
		for range 2 {
			if err := send(""); err != nil {
				t.Fatal(err)
			}
		}
		shown := s.made(hook)
		if len(shown) != 2 || shown[0].body["content"] != `ingen \*direktemeldinger\* no` || shown[1].body["content"] != nil || shown[0].body["flags"] != 64.0 || shown[1].body["flags"] != 64.0 {
			t.Errorf("%d: shown %v", code, shown)
		}
		s.failing(func(c call, w http.ResponseWriter) bool {
			switch {
			case strings.Contains(c.path, "/channels/"+dm):
				refusal(w, http.StatusForbidden, code)
			case strings.HasPrefix(c.path, "/webhooks/"):
				refusal(w, http.StatusNotFound, 10015)
			default:
				return false
			}
			return true
		})
		if err := send(""); !errors.Is(err, port.ErrGone) {
			t.Errorf("%d: with nothing left: %v", code, err)
		}
	}
}

// The commands can be installed for a server and for a person, are there in every place, and take
// a picture.
func TestCommandsAreThereEverywhere(t *testing.T) {
	s := newServer(t)
	s.run(new(kept))
	s.awaited("PUT /applications/" + self + "/commands")
	raw := s.commands
	var all []struct {
		Types    []int `json:"integration_types"`
		Contexts []int `json:"contexts"`
		Options  []struct {
			Type     int    `json:"type"`
			Name     string `json:"name"`
			Required bool   `json:"required"`
		} `json:"options"`
	}
	if err := json.Unmarshal(raw, &all); err != nil || len(all) != 2 {
		t.Fatalf("%s: %v", raw, err)
	}
	for _, c := range all {
		if !slices.Equal(c.Types, []int{0, 1}) || !slices.Equal(c.Contexts, []int{0, 1, 2}) {
			t.Errorf("%+v", c)
		}
	}
	if o := all[0].Options; len(o) != 2 || o[1].Type != 11 || o[1].Name != "bilde" || o[1].Required {
		t.Errorf("options %+v", o)
	}
}

// A picture comes with the command, if it is at one of Discord's hosts.
func TestPictureInACommand(t *testing.T) {
	s := newServer(t)
	inbox := new(kept)
	s.run(inbox)
	option := func(name string, kind int, value string) map[string]any {
		return map[string]any{"name": name, "type": kind, "value": value}
	}
	attachment := func(address string) map[string]any {
		return map[string]any{"7": map[string]any{"id": "7", "filename": "skjerm.png", "content_type": "image/png", "size": 9, "url": address}}
	}
	const own = "https://cdn.discordapp.com/ephemeral-attachments/1/7/skjerm.png?ex=1&is=2&hm=3"
	for _, c := range []struct {
		options []map[string]any
		address string
		text    string
		files   int
	}{
		{[]map[string]any{option("problem", 3, " se her "), option("bilde", 11, "7")}, own, "se her", 1},
		{[]map[string]any{option("bilde", 11, "7")}, own, "", 1},
		{[]map[string]any{option("problem", 3, "se her"), option("bilde", 11, "7")}, "https://evil.test/skjerm.png", "se her", 0},
		{[]map[string]any{option("problem", 3, "se her"), option("bilde", 11, "8")}, own, "se her", 0},
	} {
		n := len(inbox.all())
		i := s.interaction(2, general, map[string]any{"type": 1, "name": "aktivering", "options": c.options, "resolved": map[string]any{"attachments": attachment(c.address)}}, nil)
		s.push("INTERACTION_CREATE", i)
		s.callbackOf(i)
		said, _ := inbox.next(s, n).Event.(event.Message)
		if said.Text != c.text || len(said.Files) != c.files || !said.Addressed {
			t.Errorf("%v: got %+v", c.options, said)
		}
		if c.files > 0 && said.Files[0] != (bot.File{Name: "skjerm.png", Kind: "image/png", URL: own, On: "discord", At: own}) {
			t.Errorf("got %+v", said.Files[0])
		}
	}
}
