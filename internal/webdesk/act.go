package webdesk

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
)

// maxText is how long a text may be that an agent sends, in bytes.
const maxText = 32 << 10

// act does something with a case.
func (d *Desk) act(v *visit) error {
	act := bot.Action(v.r.PathValue("act"))
	if !slices.Contains(acts(), act) {
		return failure{http.StatusNotFound, "missing"}
	}
	o, err := d.find(v)
	if err != nil {
		return err
	}
	form := v.r.PostForm
	text := strings.TrimSpace(form.Get("text"))
	if len(text) > maxText {
		return failure{http.StatusRequestEntityTooLarge, "large"}
	}
	action := event.AgentAction{Act: act, Text: text}
	switch act {
	case bot.ActSnooze:
		if seconds, err := strconv.ParseInt(form.Get("until"), 10, 64); err == nil && seconds > 0 {
			action.Text, action.Until = "", time.Unix(seconds, 0).UTC()
		}
	case bot.ActClose:
		action.Closing = bot.Closing(form.Get("why"))
	case bot.ActBlock:
		action.For = blockFor(form.Get("for"))
	case bot.ActAnswer, bot.ActNote, bot.ActAssign:
	case bot.ActArticle, bot.ActCanned:
		if text == "" {
			return d.refused(v, o, act, text, bot.DeniedError{Why: bot.DeniedNothing})
		}
	default:
		action.Text = ""
	}
	key := keyOf(form.Get("key"), v.user.ID, action)
	if act == bot.ActAnswer || act == bot.ActNote {
		action.Message = bot.MessageID(key) // so that it can be told from others
	}
	err = d.Actor.Act(v.ctx(), o.number, d.inbound(v, key, action))
	if denied, ok := errors.AsType[bot.DeniedError](err); ok {
		if o, err = d.find(v); err != nil { // as it stands now
			return err
		}
		return d.refused(v, o, act, text, denied)
	}
	if err != nil {
		return err //nolint:wrapcheck // it says what it is about
	}
	http.Redirect(v.w, v.r, caseURL(o.number)+"?did="+string(act), http.StatusSeeOther)
	return nil
}

// refused shows a case, why something was not done with it, and what was written.
func (d *Desk) refused(v *visit, o opened, act bot.Action, text string, denied bot.DeniedError) error {
	s := shown{status: http.StatusConflict}
	why := string(denied.Why)
	switch {
	case denied.Why == bot.DeniedEmpty && act == bot.ActBlock:
		s.status, why = http.StatusUnprocessableEntity, "reason"
	case denied.Why == bot.DeniedEmpty && act == bot.ActClose:
		s.status, why = http.StatusUnprocessableEntity, "why"
	case act == bot.ActAssign && (denied.Why == bot.DeniedEmpty || denied.Why == bot.DeniedNothing):
		s.status, why = http.StatusUnprocessableEntity, "colleague"
	case act == bot.ActSnooze && (denied.Why == bot.DeniedEmpty || denied.Why == bot.DeniedNothing):
		s.status, why = http.StatusUnprocessableEntity, "until"
	case denied.Why == bot.DeniedEmpty, denied.Why == bot.DeniedNothing, denied.Why == bot.DeniedFar:
		s.status = http.StatusUnprocessableEntity
	case denied.Why == bot.DeniedNoCase:
		return failure{http.StatusNotFound, "missing"}
	case !v.words.Has("denied." + why):
		why = "action"
	}
	s.problem = v.words.Say("denied."+why, "agent", denied.Holder.Shown())
	switch act {
	case bot.ActAnswer:
		s.draft = text
	case bot.ActNote:
		s.note = text
	default: // nothing that anybody wrote at length
	}
	return d.showCase(v, o, s)
}
