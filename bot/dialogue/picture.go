package dialogue

import (
	"slices"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/match"
	"aktivering/bot/outcome"
	"aktivering/bot/reply"
	"aktivering/bot/understand"
)

// handleWordless answers a message without words: a picture is nothing that the bot can
// read, nor is a voice message or a sticker.
func (t *Turn) handleWordless(e event.Message) {
	t.learn(t.facts(e)) // a form can tell some without words
	if len(e.Files) == 0 && !e.Sticker {
		t.HandleStarted()
		return
	}
	t.handlePicture(e)
}

// handlePicture says what of a message is not read, and asks for it in words: a picture, a
// recording such as a voice message, or a sticker.
func (t *Turn) handlePicture(e event.Message) {
	begin, more := "prompt.picture", "picture.more"
	switch {
	case slices.ContainsFunc(e.Files, func(f bot.File) bool { return !f.IsRecording() }):
	case len(e.Files) > 0:
		begin, more = "prompt.recording", "recording.more"
	default:
		begin, more = "prompt.sticker", "sticker.more"
	}
	if t.isAsking() {
		t.asideAndRepeat(more, nil)
	} else {
		t.Prompt(begin)
	}
	t.Decide(outcome.Picture)
}

// isPicture reports a picture with a few words beside it that tell nothing themselves: "se her".
func (t *Turn) isPicture(e event.Message, r understand.Reading, facts map[string]string) bool {
	said := match.SaysHelped | match.SaysNotHelped | match.SaysUnsure | match.SaysThanks | match.SaysBye | match.WantsRestart | match.WantsBack | match.WantsLanguage
	switch short := t.ShortAnswers(); {
	case len(e.Files) == 0, !reply.IsShort(e.Text), len(facts) > 0, len(t.Match.Codes) > 0:
		return false
	case t.Match.Decision != match.None, t.Match.Office, t.Match.Intents&said != 0, halfCode(e.Text):
		return false
	case short.AnswerOf(e.Text) != reply.NoAnswer, short.OutcomeOf(e.Text) != reply.NoAnswer, short.Acknowledged(e.Text):
		return false
	case r.Lead < understand.ClearLead:
		return true
	}
	switch r.Act {
	case understand.Helped, understand.NotHelped, understand.Tried, understand.Human, understand.Refuse, understand.Restart, understand.Back, understand.Language, understand.Secret:
		return false
	default:
		return r.Value == ""
	}
}
