package event_test

import (
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
)

func TestTranscriptEntries(t *testing.T) {
	c := bot.Conversation{Offered: []bot.Choice{{ID: "helped", Label: "Ja"}}}
	for want, ev := range map[bot.Entry]event.Event{
		{At: bottest.Noon(), Kind: bot.EntryStarted}:                                 event.Started{},
		{At: bottest.Noon(), Kind: bot.EntryMessage, Text: "hei"}:                    event.Message{Text: "hei"},
		{At: bottest.Noon(), Kind: bot.EntryChoice, Text: "Ja"}:                      event.ChoicePicked{Choice: "helped"},
		{At: bottest.Noon(), Kind: bot.EntryChoice, Text: "f:x=y"}:                   event.ChoicePicked{Choice: "f:x=y"},
		{At: bottest.Noon(), Kind: "acted/claim", Text: "Bente\n"}:                   event.AgentAction{Agent: bot.Agent{ID: "1", Name: "Bente"}, Act: bot.ActClaim},
		{At: bottest.Noon(), Kind: "acted/note", Text: "1\nhm"}:                      event.AgentAction{Agent: bot.Agent{ID: "1"}, Act: bot.ActNote, Text: "hm"},
		{At: bottest.Noon(), Kind: bot.EntryDeskMoved}:                               event.DeskMoved{},
		{At: bottest.Noon(), Kind: bot.EntryQueueMoved, Text: "2"}:                   event.QueueMoved{Position: 2},
		{At: bottest.Noon(), Kind: bot.EntryTimerFired}:                              event.TimerFired{},
		{At: bottest.Noon(), Kind: bot.EntryDeliveryFailed, Text: "rejected"}:        event.DeliveryFailed{Fault: event.FaultRejected},
		{At: bottest.Noon(), Kind: bot.EntryAttachmentFailed, Text: "a.png refused"}: event.AttachmentFailed{File: "a.png", Why: event.CopyRefused},
	} {
		if got := (event.Inbound{At: bottest.Noon(), Event: ev}).Entry(c); got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
}
