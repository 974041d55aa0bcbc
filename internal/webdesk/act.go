package webdesk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"aktivering/bot"
	"aktivering/internal/webdesk/live"
	"aktivering/internal/webpage"
)

// acts are what agents can do with a case in its page.
func acts() []bot.Action {
	return []bot.Action{
		bot.ActClaim, bot.ActTake, bot.ActRelease, bot.ActTransfer, bot.ActReturn, bot.ActSnooze, bot.ActClose, bot.ActBlock, bot.ActReopen,
		bot.ActAssign, bot.ActUrgent, bot.ActNormal,
		bot.ActAnswer, bot.ActNote, bot.ActArticle, bot.ActCanned,
	}
}

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
	action := bot.AgentAction{Act: act, Text: text}
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

// inbound is what somebody who is signed in does.
func (d *Desk) inbound(v *visit, key string, e bot.Event) bot.Inbound {
	return bot.Inbound{
		Key: key, At: d.Now(), From: bot.Address{Platform: live.Platform},
		Person: bot.Person{ID: v.user.ID, Name: v.user.Name, Agent: bot.StandingMember}, Event: e,
	}
}

// keyOf is the key of a submission: that of the form, of who submits it and of what was written in
// it, so that the same is done once, and nothing else is taken for it.
func keyOf(form, agent string, a bot.AgentAction) string {
	if form == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(form + "\x00" + agent + "\x00" + string(a.Act) + "\x00" + a.Text + "\x00" + string(a.Closing) + "\x00" + a.Until.String() + "\x00" + a.For.String()))
	return hex.EncodeToString(sum[:12])
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

// agentTypes shows the person that the agent writes.
func (d *Desk) agentTypes(v *visit) error {
	o, err := d.find(v)
	if err != nil {
		return err
	}
	err = d.Actor.Act(v.ctx(), o.number, d.inbound(v, "", bot.Typing{}))
	if _, denied := errors.AsType[bot.DeniedError](err); err != nil && !denied {
		return err //nolint:wrapcheck // it says what it is about
	}
	v.w.WriteHeader(http.StatusNoContent)
	return nil
}

// queueEvents tells the pages of the queue what changes.
func (d *Desk) queueEvents(v *visit) error { return d.stream(v, 0, bot.Ref{}) }

// caseEvents tells the page of a case what changes.
func (d *Desk) caseEvents(v *visit) error {
	o, err := d.find(v)
	if err != nil {
		return err
	}
	return d.stream(v, o.number, o.ref)
}

// How often a stream is kept open, and it is looked whether its person is still signed in.
const pingEvery = 15 * time.Second

// stream tells a page what changes until it is closed.
func (d *Desk) stream(v *visit, number int, ref bot.Ref) error {
	watch, ok := d.Hub.Watch(v.agent(), number, ref)
	if !ok {
		v.w.Header().Set("Retry-After", "10")
		v.w.WriteHeader(http.StatusServiceUnavailable)
		return nil
	}
	defer watch.Close()
	s, err := webpage.OpenStream(v.w)
	if err != nil {
		return err //nolint:wrapcheck // it says what it is about
	}
	// The page may have missed something since it was made.
	if err := d.tell(v.ctx(), s, live.News{Changed: true}); err != nil {
		return nil // the page is gone
	}
	tick := time.NewTicker(pingEvery)
	defer tick.Stop()
	for {
		select {
		case <-v.ctx().Done():
			return nil
		case _, more := <-watch.Ready():
			if !more {
				return nil
			}
			err = d.tell(v.ctx(), s, watch.News())
		case <-tick.C:
			if !d.Gate.Holds(v.ctx()) {
				_ = s.Send(webpage.Event{Name: "ended"}) // the stream ends anyway
				return nil
			}
			err = s.Ping()
		}
		if err != nil {
			return nil // the page is gone
		}
	}
}

// tell tells a page news.
func (d *Desk) tell(ctx context.Context, s *webpage.Stream, news live.News) error {
	if news.Changed {
		if err := s.Send(webpage.Event{Name: "changed", Data: d.waiting(ctx)}); err != nil {
			return err //nolint:wrapcheck // the page is gone
		}
	}
	if news.Typing {
		return s.Send(webpage.Event{Name: "typing"}) //nolint:wrapcheck // the page is gone
	}
	return nil
}
