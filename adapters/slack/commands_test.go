package slack_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	slackapi "github.com/slack-go/slack"

	"aktivering/adapters/adaptertest"
	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

func TestCommand(t *testing.T) {
	w, inbox := newWorkspace(t), &kept{}
	w.run(inbox)
	if code := w.deliver("/slack/commands", commandOf(w, " 0xC004F213 &lt;b&gt; ").Encode(), isForm); code != http.StatusOK {
		t.Fatalf("status %d", code)
	}
	in := inbox.take(t)
	at := bot.Address{Platform: "slack", Space: "T1", Channel: "C1", Thread: "private"}
	if said, ok := in.Event.(event.Message); !ok || said.Text != "0xC004F213 <b>" || !said.Addressed || in.From != at || in.Person.ID != "U1" || in.Key != "command/t1" {
		t.Fatalf("got %+v", in)
	}
	// The reply goes by the response_url, to nobody else.
	out := port.Outbound{To: in.From, Person: "U1", ReplyToken: in.ReplyToken, Reply: adaptertest.Fixtures()[0].Reply}
	if _, err := w.adapter.Send(t.Context(), out); err != nil {
		t.Fatal(err)
	}
	if w.posts[0].method != "/response/1" {
		t.Errorf("sent by %s", w.posts[0].method)
	}
	// Its buttons belong to the same conversation.
	w.mu.Lock()
	set := w.posts[0].blocks.BlockSet
	w.mu.Unlock()
	if _, ok := set[len(set)-1].(*slackapi.ActionBlock); !ok {
		t.Fatal("no buttons")
	}
	w.mu.Lock()
	pressed := w.pressed(post{method: "/response/1", channel: "C1"}, "", &slackapi.ButtonBlockElement{Value: "3/helped"})
	w.mu.Unlock()
	if code := w.deliver("/slack/interactions", pressed.Encode(), isForm); code != http.StatusOK {
		t.Fatalf("status %d", code)
	}
	in = inbox.take(t)
	if in.From != at || in.Event != (event.ChoicePicked{Choice: "helped", Turn: 3}) || !strings.HasSuffix(in.ReplyToken, "/response/2") {
		t.Errorf("got %+v", in)
	}
	// Without a text, and where no form can be opened, the person is greeted.
	w.mu.Lock()
	w.fail = func(method string, rw http.ResponseWriter) bool {
		if method == "views.open" {
			_, _ = io.WriteString(rw, `{"ok":false,"error":"expired_trigger_id"}`)
			return true
		}
		return false
	}
	w.mu.Unlock()
	if code := w.deliver("/slack/commands", commandOf(w, "").Encode(), isForm); code != http.StatusOK {
		t.Fatalf("status %d", code)
	}
	if in := inbox.take(t); in.Event != (event.Started{}) {
		t.Errorf("got %+v", in)
	}
}
