package slack

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	slackapi "github.com/slack-go/slack"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
)

// A response_url lasts half an hour, of which a little less is kept to, and can be
// used five times.
const (
	viaLasts = 29 * time.Minute
	viaUses  = 5
	// maxUses bounds how many are counted; beyond that Slack tells.
	maxUses = 4_000
)

// Send shows one reply: in its thread, or to one person alone. A private answer
// goes by the command's response_url while that lasts, then as a direct message.
func (a *Adapter) Send(ctx context.Context, out bot.Outbound) (bot.MessageID, error) {
	if out.To.Platform != Platform || out.To.Channel == "" {
		return "", fmt.Errorf("slack: %v: %w", out.To, bot.ErrGone)
	}
	if out.To.Thread != private {
		id, err := a.post(ctx, out)
		if errors.Is(err, bot.ErrGone) {
			// Whoever asked for help with another's message is answered all the same.
			if sent, err := a.respond(ctx, out); sent || err != nil {
				return "", err
			}
		}
		return id, err
	}
	if len(out.Pictures) == 0 { // a private answer cannot have any
		if sent, err := a.respond(ctx, out); sent || err != nil {
			return "", err
		}
	}
	return a.direct(ctx, out)
}

// OpenThread returns the address of the thread on a message: it has the message's
// timestamp, and needs no call of Slack.
func (a *Adapter) OpenThread(_ context.Context, desk bot.Address, card bot.MessageID) (bot.Address, error) {
	desk.Thread = string(card)
	return desk, nil
}

// post shows a reply in a channel's thread; what is private to the person alone.
func (a *Adapter) post(ctx context.Context, out bot.Outbound) (bot.MessageID, error) {
	if out.Reply.Private && len(out.Pictures) > 0 {
		return "", fmt.Errorf("slack: private: %w", bot.ErrNoCopies)
	}
	if err := a.share(ctx, out, out.To.Channel, out.To.Thread); err != nil {
		return "", err
	}
	options := a.message(out)
	if out.To.Thread != "" {
		options = append(options, slackapi.MsgOptionTS(out.To.Thread))
	}
	var ts string
	if out.Reply.Private && out.Person != "" && !strings.HasPrefix(out.To.Channel, "D") {
		err := a.call(ctx, "chat.postEphemeral", out.To.Channel, func() (err error) {
			ts, err = a.api.PostEphemeralContext(ctx, out.To.Channel, out.Person, options...)
			return err
		})
		return bot.MessageID(ts), err
	}
	err := a.call(ctx, "chat.postMessage", out.To.Channel, func() (err error) {
		_, ts, err = a.api.PostMessageContext(ctx, out.To.Channel, options...)
		return err
	})
	return bot.MessageID(ts), err
}

// message is a reply as a message of a channel.
func (a *Adapter) message(out bot.Outbound) []slackapi.MsgOption {
	blocks, text := Render(out.Reply, personPrefix+out.Person)
	if out.Reply.Alert && a.options.Alert != "" {
		blocks = append([]slackapi.Block{a.alert()}, blocks...)
	}
	return []slackapi.MsgOption{
		slackapi.MsgOptionBlocks(blocks...), slackapi.MsgOptionText(text, false),
		slackapi.MsgOptionDisableLinkUnfurl(), slackapi.MsgOptionDisableMediaUnfurl(),
	}
}

// alert calls those who work in the channel.
func (a *Adapter) alert() slackapi.Block {
	switch who := a.options.Alert; who {
	case "here", "channel", "everyone":
		return rich(slackapi.NewRichTextSection(slackapi.NewRichTextSectionBroadcastElement(who)))
	default:
		return rich(slackapi.NewRichTextSection(slackapi.NewRichTextSectionUserGroupElement(who)))
	}
}

// Edit puts a reply in the place of a message in a channel.
func (a *Adapter) Edit(ctx context.Context, out bot.Outbound, id bot.MessageID) error {
	if out.To.Platform != Platform || out.To.Channel == "" || out.To.Thread == private {
		return fmt.Errorf("slack: %v: %w", out.To, bot.ErrGone)
	}
	return a.call(ctx, "chat.update", out.To.Channel, func() error {
		_, _, _, err := a.api.UpdateMessageContext(ctx, out.To.Channel, string(id), a.message(out)...)
		return err
	})
}

// direct shows a reply as a direct message. Its buttons tell where the
// conversation is at home.
func (a *Adapter) direct(ctx context.Context, out bot.Outbound) (bot.MessageID, error) {
	if out.Person == "" {
		return "", fmt.Errorf("slack: nobody to write to: %w", bot.ErrGone)
	}
	channel, err := a.dm(ctx, out.Person)
	if err != nil {
		return "", err
	}
	if err := a.share(ctx, out, channel, ""); err != nil {
		return "", err
	}
	blocks, text := Render(out.Reply, origin{Channel: out.To.Channel, Thread: out.To.Thread}.block())
	var ts string
	err = a.call(ctx, "chat.postMessage", channel, func() (err error) {
		_, ts, err = a.api.PostMessageContext(ctx, channel,
			slackapi.MsgOptionBlocks(blocks...), slackapi.MsgOptionText(text, false),
			slackapi.MsgOptionDisableLinkUnfurl(), slackapi.MsgOptionDisableMediaUnfurl())
		return err
	})
	return bot.MessageID(ts), err
}

// maxDMs bounds how many channels are remembered; the others are asked for again.
const maxDMs = 10_000

// dm returns the channel of direct messages with a person.
func (a *Adapter) dm(ctx context.Context, person string) (string, error) {
	a.mu.Lock()
	channel, ok := a.dms[person]
	a.mu.Unlock()
	if ok {
		return channel, nil
	}
	var c *slackapi.Channel
	err := a.call(ctx, "conversations.open", "", func() (err error) {
		c, _, _, err = a.api.OpenConversationContext(ctx, &slackapi.OpenConversationParameters{Users: []string{person}})
		return err
	})
	if err != nil {
		return "", err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.dms) >= maxDMs {
		clear(a.dms)
	}
	a.dms[person] = c.ID
	return c.ID, nil
}

// usable returns the response_url of a via that may still be used, and leads to
// Slack or to where the API is.
func (a *Adapter) usable(via string) (string, bool) {
	given, address, ok := strings.Cut(via, " ")
	seconds, err := strconv.ParseInt(given, 10, 64)
	if !ok || err != nil || a.options.Now().Sub(time.Unix(seconds, 0)) > viaLasts {
		return "", false
	}
	if used, _ := a.uses.Get(address); used >= viaUses {
		return "", false
	}
	u, err := url.Parse(address)
	if err != nil {
		return "", false
	}
	if !a.takesAnswers(u) {
		a.options.Log.Warn().Str("host", u.Host).Msg("slack: a response_url leads elsewhere; a direct message is sent")
		return "", false
	}
	return address, true
}

// outcome puts an error of Slack into the words of the port. What only an
// administrator can mend makes the adapter not ready until something succeeds.
func (a *Adapter) outcome(ctx context.Context, method string, err error) error {
	switch {
	case err == nil:
		a.refusal.Store(nil)
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	}
	if e, ok := errors.AsType[*slackapi.RateLimitedError](err); ok {
		return fmt.Errorf("slack: %s: %w", method, bot.RetryLater{After: e.RetryAfter, Why: "rate limited"})
	}
	if e, ok := errors.AsType[slackapi.StatusCodeError](err); ok {
		if e.Code >= 500 || adapterkit.IsRedirect(e.Code) { // a proxy's, which may change its mind
			return fmt.Errorf("slack: %s: %w", method, bot.RetryLater{Why: e.Error()})
		}
		return fmt.Errorf("slack: %s: %w: %w", method, e, bot.ErrRejected)
	}
	if e, ok := errors.AsType[slackapi.SlackErrorResponse](err); ok {
		return a.refused(method, e)
	}
	cause := adapterkit.WithoutURL(err) // a response_url's is a secret
	if _, ok := errors.AsType[net.Error](err); ok {
		return fmt.Errorf("slack: %s: %w", method, bot.RetryLater{Why: cause.Error()})
	}
	return fmt.Errorf("slack: %s: %w", method, cause)
}

// refused judges an error that Slack names.
func (a *Adapter) refused(method string, e slackapi.SlackErrorResponse) error {
	switch code := e.Err; {
	case isTokenFault(code):
		note(&a.refusal, fmt.Errorf("%s: install the app anew and set SLACK_BOT_TOKEN to its bot token", code))
		return fmt.Errorf("slack: %s: %w", method, bot.RetryLater{Why: code})
	case code == "missing_scope":
		note(&a.refusal, fmt.Errorf("the app lacks the scope %s: add it under OAuth & Permissions and install the app anew", e.Needed))
		return fmt.Errorf("slack: %s: %w", method, bot.RetryLater{Why: code + " " + e.Needed})
	case code == "ratelimited", code == "internal_error", code == "fatal_error", code == "service_unavailable", code == "request_timeout":
		return fmt.Errorf("slack: %s: %w", method, bot.RetryLater{Why: code})
	case code == "not_in_channel":
		return fmt.Errorf("slack: %s: %s: invite the app to the channel: %w", method, code, bot.ErrGone)
	case code == "channel_not_found", code == "is_archived", code == "user_not_found", code == "user_not_in_channel",
		code == "message_not_found", code == "cant_update_message", code == "edit_window_closed",
		code == "cannot_dm_bot", code == "user_disabled", code == "thread_not_found", code == "team_not_found":
		return fmt.Errorf("slack: %s: %s: %w", method, code, bot.ErrGone)
	default:
		return fmt.Errorf("slack: %s: %w: %w", method, e, bot.ErrRejected)
	}
}

// clean replaces what would change how other characters are shown.
func clean(text string) string {
	for _, r := range text {
		if !harmless(r) {
			return cleaned(text)
		}
	}
	return text
}

// harmless reports what is written most, and is never replaced: Latin letters, and
// the dashes and quotation marks that go with them.
func harmless(r rune) bool {
	return ' ' <= r && r <= '~' || r == '\n' || '\u00a0' <= r && r <= '\u02ff' || '\u2010' <= r && r <= '\u2027'
}

func cleaned(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' || unicode.Is(unicode.Bidi_Control, r) {
			return '\uFFFD'
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
}
