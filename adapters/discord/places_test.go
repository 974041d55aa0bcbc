package discord_test

import (
	"sync/atomic"
	"testing"

	"aktivering/adapters/discord"
	"aktivering/bot/event"
	"aktivering/bot/form"
	"aktivering/bot/port"
)

const otherGuild = "200000000000000002"

// titled are texts whose form has a title of its own.
type titled struct {
	texts
	title string
}

func (f titled) Form(locale string) form.Form {
	made := f.texts.Form(locale)
	made.Title = f.title
	return made
}

// Each server has channels, a desk, a role, a language and texts of its own, which hold there alone, and
// which change while it is served.
func TestGuilds(t *testing.T) {
	var different atomic.Pointer[map[string]discord.Guild]
	set := func(guilds map[string]discord.Guild) { different.Store(&guilds) }
	set(map[string]discord.Guild{guild: {SupportChannels: []string{general}, DeskChannel: deskChannel, AgentRole: agentRole, Manager: titled{title: "Nord"}}})
	s := newServer(t, func(o *discord.Options) {
		o.SupportChannels = nil
		o.Guilds = func() map[string]discord.Guild { return *different.Load() }
	})
	inbox := new(kept)
	s.run(inbox)
	said := func(channel, text string, more map[string]any) event.Inbound {
		t.Helper()
		s.push("MESSAGE_CREATE", s.message(channel, text, more))
		end := s.message(channel, "slutt", map[string]any{"mentions": []map[string]any{{"id": self}}})
		s.push("MESSAGE_CREATE", end) // a mention in the same lane: whatever came before is handled by then
		s.until("the end", func() bool {
			all := inbox.all()
			return len(all) > 0 && textOf(all[len(all)-1]) == "slutt"
		})
		all := inbox.all()
		inbox.mu.Lock()
		inbox.events = nil
		inbox.mu.Unlock()
		if len(all) > 1 {
			return all[0]
		}
		return event.Inbound{}
	}
	if in := said(general, "hei", nil); textOf(in) != "hei" {
		t.Errorf("in the server's support channel: %+v", in)
	}
	if in := said(deskChannel, "drift: 0xC004F074", map[string]any{"member": map[string]any{"roles": []string{agentRole}}}); in.Person.Agent != event.StandingMember {
		t.Errorf("an agent at the desk: %+v", in)
	}
	if in := said(deskChannel, "drift: 0xC004F074", map[string]any{"member": map[string]any{"roles": []string{"1"}}}); in.Person.Agent != event.StandingOutside {
		t.Errorf("somebody else at the desk: %+v", in)
	}
	if in := said(general, "hei", map[string]any{"guild_id": otherGuild, "member": map[string]any{"roles": []string{agentRole}}}); in.Person.Agent != event.StandingOpen {
		t.Errorf("in another server: %+v", in)
	}
	card := replyOf("Ny sak #1")
	card.Alert = true
	if _, err := s.adapter.Send(t.Context(), port.Outbound{Key: "k1", To: at(deskChannel, ""), Reply: card}); err != nil {
		t.Fatal(err)
	}
	if body := s.awaited("POST /channels/" + deskChannel + "/messages").body; body["content"] != "<@&"+agentRole+">" {
		t.Errorf("shown %v", body)
	}
	titleIn := func(more map[string]any) any {
		t.Helper()
		i := s.interaction(2, general, map[string]any{"name": "aktivering", "type": 1}, more)
		s.push("INTERACTION_CREATE", i)
		data, _ := s.callbackOf(i)["data"].(map[string]any)
		return data["title"]
	}
	if here, there := titleIn(nil), titleIn(map[string]any{"guild_id": otherGuild}); here != "Nord" || there == "Nord" {
		t.Errorf("the forms are titled %v and %v", here, there)
	}

	set(nil)
	if in := said(general, "hei", nil); textOf(in) != "" {
		t.Errorf("where nothing is set any more: %+v", in)
	}
}

func textOf(in event.Inbound) string {
	m, _ := in.Event.(event.Message)
	return m.Text
}
