package adaptertest

import (
	"testing"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// What a person does where nobody else is comes with its place and with who sees it there. A
// reply shown in direct messages belongs to the conversation that it was sent for, also when a
// button of it is pressed.
func testAlone(t *testing.T, b *bench) {
	places, ok := b.Adapter().(port.PrivatePlaces)
	platform, has := b.Harness.(Confidant)
	if !ok || !has {
		b.skip(t, "the platform has no places that one person sees alone")
	}
	b.run(t)
	b.connected(t)
	platform.Command("0xC004F213")
	b.account(KindAnswer, 1)
	command, said := next[event.Message](t, b.inbox)
	if said.Text != "0xC004F213" || command.Audience != event.AudienceEphemeral || !places.IsPrivate(command.Ref().Address) || command.ReplyToken == "" {
		t.Errorf("a command came as %+v", command)
	}
	if at := platform.Elsewhere(); places.IsPrivate(at) {
		t.Errorf("%v is private", at)
	}
	for _, at := range platform.Direct() {
		platform.SayAt(at, "hei")
		in, said := next[event.Message](t, b.inbox)
		if in.From != at || in.Audience != event.AudienceDirect || !said.Addressed || !places.IsPrivate(at) {
			t.Errorf("a direct message at %v came as %+v", at, in)
		}
		for _, of := range []bot.Address{command.From, at} {
			out := b.outbound(paragraph("?"))
			out.To, out.Conversation, out.Reply.Choices = at, of, choices()[:2]
			if _, err := b.Adapter().Send(t.Context(), out); err != nil {
				t.Fatalf("Send to %v: %v", at, err)
			}
			b.account(KindMessage, 1)
			shown := platform.ShownAt(at)
			if len(shown) == 0 || len(shown[len(shown)-1].Buttons) == 0 {
				t.Fatalf("there are no buttons at %v: %+v", at, shown)
			}
			shown[len(shown)-1].Buttons[0].Press()
			b.account(KindAnswer, 1)
			in, picked := next[event.ChoicePicked](t, b.inbox)
			if in.Ref().Address != of || in.Audience != event.AudienceDirect || in.From.Channel != at.Channel || picked.Choice != out.Reply.Choices[0].ID {
				t.Errorf("a press at %v of the conversation %v came as %+v", at, of, in)
			}
		}
	}
}
