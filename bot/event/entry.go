package event

import (
	"strconv"
	"strings"

	"aktivering/bot"
)

// Entry is what the transcript says of the event, in which the rest of a key must have been
// masked ([Inbound.Continuing]); c is the conversation before it. The turn is not filled in.
func (in Inbound) Entry(c bot.Conversation) bot.Entry {
	entry := bot.Entry{At: in.At}
	entry.Message, _ = in.Message()
	switch e := in.Event.(type) {
	case Started:
		entry.Kind = bot.EntryStarted
	case Message:
		entry.Kind, entry.Text = bot.EntryMessage, e.withFiles()
	case MessageEdited:
		entry.Kind, entry.Text = bot.EntryEdited, e.Now.withFiles()
	case MessageDeleted:
		entry.Kind = bot.EntryDeleted
	case ChoicePicked:
		entry.Kind, entry.Text = bot.EntryChoice, string(e.Choice)
		for _, choice := range c.Offered {
			if choice.ID == e.Choice {
				entry.Text = choice.Label
			}
		}
	case FormSubmitted:
		entry.Kind, entry.Text = bot.EntryChoice, string(e.Choice)
	case AgentAction:
		entry.Kind, entry.Text = bot.EntryAction+bot.EntryKind(e.Act), e.Agent.Shown()+"\n"+Message{Text: e.Text, Files: e.Files}.withFiles()
	case CardPosted:
		entry.Kind = bot.EntryCardPosted
	case QueueMoved:
		entry.Kind, entry.Text = bot.EntryQueueMoved, strconv.Itoa(e.Position)
	case DeskMoved:
		entry.Kind = bot.EntryDeskMoved
	case TimerFired:
		entry.Kind = bot.EntryTimerFired
	case DeliveryFailed:
		entry.Kind, entry.Text = bot.EntryDeliveryFailed, string(e.Fault)
	case AnswerRetracted:
		entry.Kind = bot.EntryAnswerRetracted
	case ReplyOutgrown:
		entry.Kind = bot.EntryReplyOutgrown
	case ProblemChanged:
		entry.Kind, entry.Text, entry.Message = bot.EntryProblemChanged, strconv.Itoa(e.Problem.Number), ""
	case BlockChanged:
		entry.Kind = bot.EntryBlockChanged
	case AgentSeen:
		entry.Kind = bot.EntryAgentSeen
	case BurstSeen:
		entry.Kind, entry.Text = bot.EntryBurstSeen, e.Code.String()
	case PersonForgotten:
		entry.Kind = bot.EntryPersonForgotten
	case Typing: // it is never kept
	case AttachmentFailed:
		entry.Kind, entry.Text = bot.EntryAttachmentFailed, e.File+" "+string(e.Why)
	}
	return entry
}

// withFiles is the text and a line for each file.
func (e Message) withFiles() string {
	lines := make([]string, 0, 1+len(e.Files))
	if e.Text != "" {
		lines = append(lines, e.Text)
	}
	for _, f := range e.Files {
		lines = append(lines, strings.TrimSpace("📎 "+f.Name+" "+f.URL))
	}
	return strings.Join(lines, "\n")
}
