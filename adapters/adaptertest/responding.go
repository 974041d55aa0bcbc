package adaptertest

import (
	"testing"
	"time"

	"aktivering/bot/event"
)

// The one reply to a command is shown in the response to it: as any other, and without a message
// of its own. The inbox is told once that it was written.
func testResponds(t *testing.T, b *bench) {
	platform, ok := b.Harness.(Responder)
	if !ok {
		b.skip(t, "replies are not shown in responses")
	}
	b.run(t)
	b.connected(t)
	reply := paragraph("Windows fant ingen nøkkel. <@U1> *Prøv dette*")
	reply.Choices = choices()[:2]
	b.inbox.responds(&reply)
	platform.Command("0xC004F213")
	b.account(KindAnswer, 1)
	in, _ := next[event.Message](t, b.inbox)
	b.inbox.responds(nil)
	select {
	case written := <-b.inbox.written:
		if !written {
			t.Error("the inbox is told that the response was not written")
		}
	case <-time.After(patience):
		t.Fatal("the inbox is not told of the response")
	}
	shown := platform.ShownAt(in.From)
	if len(shown) != 1 || len(shown[0].Buttons) != 2 {
		t.Fatalf("shown is %+v", shown)
	}
	if missing, ok := holdsAll(shown[0].Text, textsOf(reply)); !ok {
		t.Errorf("%q is not shown: %q", missing, shown[0].Text)
	}
	shown[0].Buttons[1].Press()
	b.account(KindAnswer, 1)
	if in, picked := next[event.ChoicePicked](t, b.inbox); picked.Choice != reply.Choices[1].ID || picked.Turn != reply.Turn {
		t.Errorf("a press came as %+v", in)
	}
	select {
	case <-b.inbox.written:
		t.Error("the inbox is told of the response again")
	default:
	}
}
