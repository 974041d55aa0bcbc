package engine_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// What an agent sends is marked at the desk. Where it cannot be, the answer is not sent again,
// and the result tells why.
func TestMarkSent(t *testing.T) {
	for name, test := range map[string]struct {
		fault  error
		reason string
	}{
		"marked":        {},
		"nothing there": {fault: fmt.Errorf("no message: %w", port.ErrGone)},
		"refused":       {fault: errors.New("no permission"), reason: "no permission"},
	} {
		t.Run(name, func(t *testing.T) {
			manager := bottest.Manager(t)
			manager.Desks = bot.Desks{{At: bottest.DeskAddress()}}
			w := bottest.New(manager, t.Fatalf)
			w.Adapters["desk"].Unmarkable = test.fault
			var results []port.Result
			w.Performed = func(task port.Task, r port.Result) {
				if send, ok := task.Effect.(bot.SendReply); ok && send.RelayOf == "m9" {
					results = append(results, r)
				}
			}
			ola := bot.Ref{Address: bottest.PlaceOf("Ola"), Person: "Ola"}
			w.Happens(ola.Address, "Ola", event.Message{Text: "snakk med et menneske", Addressed: true})
			thread := w.Conversation(ola).Case.Thread
			w.Happens(thread, "Bente", event.Message{Text: "svar: Hei!", Message: "m9", InThread: true})
			if marked := w.Adapters["desk"].Marked; len(marked) != 1 || marked[0] != "m9" {
				t.Errorf("marked %q", marked)
			}
			if len(results) != 1 || results[0].Status != bot.Done || !strings.Contains(results[0].Reason, test.reason) || (results[0].Reason == "") != (test.reason == "") {
				t.Errorf("results %+v", results)
			}
		})
	}
}
