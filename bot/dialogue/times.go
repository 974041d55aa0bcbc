package dialogue

import (
	"time"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/i18n"
	"aktivering/bot/later"
	"aktivering/bot/pick"
)

// times reads times in the words of the knowledge.
func (t *Turn) times() later.Reader { return later.NewReader(t.Knowledge.Language()) }

// now is the time of the event where the person is.
func (t *Turn) now() time.Time { return t.local(t.Inbound.At) }

func (t *Turn) local(at time.Time) time.Time {
	if t.Zone == nil {
		return at.UTC()
	}
	return at.In(t.Zone)
}

// named is a time of the near future as the value of a placeholder.
func (t *Turn) named(at time.Time) content.Span {
	return i18n.Text(t.Localizer().When(t.now(), t.local(at)))
}

// clock is an hour of a day to come, where the person is.
func (t *Turn) clock(days, hour int) time.Time {
	now := t.now()
	return time.Date(now.Year(), now.Month(), now.Day()+days, hour, 0, 0, 0, now.Location())
}

// canRemind reports that there is something to remind of: an article is followed, or others
// are to help where no remedy is left.
func (t *Turn) canRemind() bool {
	return !t.Inbound.At.IsZero() && (t.Following() || t.Situation().Stage == bot.StageUsedUp)
}

// reminders are the times that are offered to be reminded at; none where that is settled.
func (t *Turn) reminders() []bot.Choice {
	if !t.canRemind() || !t.Conversation.Remind.IsZero() {
		return nil
	}
	v := t.Localizer()
	choices := []bot.Choice{{ID: pick.RemindInHour, Label: v.Label("choice.remind.hour")}}
	if t.clock(0, later.EveningHour).Sub(t.now()) > time.Hour { // no evening that is near
		choices = append(choices, bot.Choice{ID: pick.RemindEvening, Label: v.Label("choice.remind.evening")})
	}
	return append(choices, bot.Choice{ID: pick.RemindTomorrow, Label: v.Label("choice.remind.tomorrow")})
}

// setTimer sets the timer of the conversation, in the place of another.
func (t *Turn) setTimer(at time.Time) {
	t.Conversation.Timer = t.Conversation.Turn
	t.Effects = append(t.Effects, bot.SetTimer{At: at, Turn: t.Conversation.Turn})
}
