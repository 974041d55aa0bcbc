package slack

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	slackapi "github.com/slack-go/slack"

	"aktivering/bot"
	"aktivering/bot/port"
)

const (
	// maxDMs bounds how many channels of direct messages are remembered; Slack is asked for
	// the others again.
	maxDMs = 10_000
	// maxShared bounds how many messages are remembered whose pictures are shown already,
	// so that another try to show their text does not show the pictures again.
	maxShared = 1_000
)

// sender shows replies.
type sender struct {
	client    *client
	responses *responses
	// alert is whom to call at the desk: here, channel, or the id of a user group; empty
	// calls nobody.
	alert string
	// dms are the channels of direct messages, by person, and shared the keys of messages
	// whose pictures are shown.
	dms    *lru.Cache[string, string]
	shared *lru.Cache[string, struct{}]
}

func newSender(c *client, r *responses, alert string) *sender {
	s := &sender{client: c, responses: r, alert: alert}
	s.dms, _ = lru.New[string, string](maxDMs) // fails for sizes below one only
	s.shared, _ = lru.New[string, struct{}](maxShared)
	return s
}

func (s *sender) send(ctx context.Context, out port.Outbound) (bot.MessageID, error) {
	if out.To.Platform != Platform || out.To.Channel == "" {
		return "", fmt.Errorf("slack: %v: %w", out.To, port.ErrGone)
	}
	if out.To.Thread != private {
		return s.post(ctx, out)
	}
	if len(out.Pictures) == 0 { // a response cannot have any
		if sent, err := s.responses.reply(ctx, out); sent || err != nil {
			return "", err
		}
	}
	return s.direct(ctx, out)
}

// post shows a reply in a channel or a thread of it; a private one to the person alone.
func (s *sender) post(ctx context.Context, out port.Outbound) (bot.MessageID, error) {
	if out.Reply.Private && len(out.Pictures) > 0 {
		return "", fmt.Errorf("slack: private: %w", port.ErrNoCopies)
	}
	if err := s.share(ctx, out, out.To.Channel, out.To.Thread); err != nil {
		return "", err
	}
	options := s.compose(out)
	if out.To.Thread != "" {
		options = append(options, slackapi.MsgOptionTS(out.To.Thread))
	}
	if out.Reply.Private && out.Person != "" && !isDM(out.To.Channel) {
		return s.postEphemeral(ctx, out.To.Channel, out.Person, options)
	}
	return s.postMessage(ctx, out.To.Channel, options)
}

func (s *sender) postMessage(ctx context.Context, channel string, options []slackapi.MsgOption) (bot.MessageID, error) {
	var ts string
	err := s.client.call(ctx, "chat.postMessage", channel, func() (err error) {
		_, ts, err = s.client.api().PostMessageContext(ctx, channel, options...)
		return err
	})
	return bot.MessageID(ts), err
}

func (s *sender) postEphemeral(ctx context.Context, channel, person string, options []slackapi.MsgOption) (bot.MessageID, error) {
	var ts string
	err := s.client.call(ctx, "chat.postEphemeral", channel, func() (err error) {
		ts, err = s.client.api().PostEphemeralContext(ctx, channel, person, options...)
		return err
	})
	return bot.MessageID(ts), err
}

// compose returns a reply as a message of a channel.
func (s *sender) compose(out port.Outbound) []slackapi.MsgOption {
	blocks, text := Render(out.Reply, blockOf(out))
	if out.Reply.Silent {
		return messageOptions(blocks, text) // only a mention notifies for certain
	}
	if out.Reply.Alert && s.alert != "" {
		blocks = append([]slackapi.Block{alertBlock(s.alert)}, blocks...)
	}
	if memberID().MatchString(out.Reply.Calls) {
		blocks = append([]slackapi.Block{rich(slackapi.NewRichTextSection(slackapi.NewRichTextSectionUserElement(out.Reply.Calls, nil)))}, blocks...)
	}
	return messageOptions(blocks, text)
}

// memberID is the id of somebody in Slack.
var memberID = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[UW][A-Za-z0-9]{1,30}$`) }) //nolint:gochecknoglobals // a pattern, compiled once

func messageOptions(blocks []slackapi.Block, text string) []slackapi.MsgOption {
	return []slackapi.MsgOption{
		slackapi.MsgOptionBlocks(blocks...), slackapi.MsgOptionText(text, false),
		slackapi.MsgOptionDisableLinkUnfurl(), slackapi.MsgOptionDisableMediaUnfurl(),
	}
}

// alertBlock mentions those who work in a channel.
func alertBlock(who string) slackapi.Block {
	switch who {
	case "here", "channel", "everyone":
		return rich(slackapi.NewRichTextSection(slackapi.NewRichTextSectionBroadcastElement(who)))
	default:
		return rich(slackapi.NewRichTextSection(slackapi.NewRichTextSectionUserGroupElement(who)))
	}
}

func (s *sender) edit(ctx context.Context, out port.Outbound, id bot.MessageID) error {
	if out.To.Platform != Platform || out.To.Channel == "" || out.To.Thread == private && out.Person == "" {
		return fmt.Errorf("slack: %v: %w", out.To, port.ErrGone)
	}
	channel := out.To.Channel
	if out.To.Thread == private {
		var err error
		if channel, err = s.dm(ctx, out.Person); err != nil {
			return err
		}
	}
	return s.update(ctx, channel, string(id), s.compose(out))
}

// update replaces a message.
func (s *sender) update(ctx context.Context, channel, ts string, options []slackapi.MsgOption) error {
	return s.client.call(ctx, "chat.update", channel, func() error {
		_, _, _, err := s.client.api().UpdateMessageContext(ctx, channel, ts, options...)
		return err
	})
}

// sentSign is the emoji of what was sent on to the person.
const sentSign = "white_check_mark"

// react puts a sign under a message.
func (s *sender) react(ctx context.Context, at bot.Address, ts string) error {
	if at.Platform != Platform || at.Channel == "" || timeOf(ts, time.Time{}).IsZero() {
		return fmt.Errorf("slack: %v: %w", at, port.ErrGone)
	}
	return s.client.call(ctx, "reactions.add", at.Channel, func() error {
		err := s.client.api().AddReactionContext(ctx, sentSign, slackapi.NewRefToMessage(at.Channel, ts))
		if e, ok := errors.AsType[slackapi.SlackErrorResponse](err); ok && (e.Err == "already_reacted" || e.Err == "missing_scope") {
			return nil // it is there, or is not to be: a missing scope was named at the start
		}
		return err //nolint:wrapcheck // call translates it
	})
}

// typing shows for a while that an answer is being written, as the status of the app in a thread;
// outside of threads Slack has none.
func (s *sender) typing(ctx context.Context, to bot.Address, status string) error {
	switch {
	case to.Platform != Platform || to.Channel == "":
		return fmt.Errorf("slack: %v: %w", to, port.ErrGone)
	case to.Thread == "" || to.Thread == private:
		return nil
	}
	return s.client.call(ctx, "assistant.threads.setStatus", to.Channel, func() error {
		err := s.client.api().SetAssistantThreadsStatusContext(ctx, slackapi.AssistantThreadsSetStatusParameters{ChannelID: to.Channel, ThreadTS: to.Thread, Status: status})
		if e, ok := errors.AsType[slackapi.SlackErrorResponse](err); ok && e.Err == "missing_scope" {
			return nil // a workspace that wants another scope for it shows none
		}
		return err //nolint:wrapcheck // call translates it
	})
}

// direct shows a reply as a direct message. Its buttons hold where the conversation is.
func (s *sender) direct(ctx context.Context, out port.Outbound) (bot.MessageID, error) {
	if out.Person == "" {
		return "", fmt.Errorf("slack: nobody to write to: %w", port.ErrGone)
	}
	channel, err := s.dm(ctx, out.Person)
	if err != nil {
		return "", err
	}
	if err := s.share(ctx, out, channel, ""); err != nil {
		return "", err
	}
	return s.postMessage(ctx, channel, s.compose(out))
}

// dm returns the channel of direct messages with a person.
func (s *sender) dm(ctx context.Context, person string) (string, error) {
	if channel, ok := s.dms.Get(person); ok {
		return channel, nil
	}
	var c *slackapi.Channel
	err := s.client.call(ctx, "conversations.open", "", func() (err error) {
		c, _, _, err = s.client.api().OpenConversationContext(ctx, &slackapi.OpenConversationParameters{Users: []string{person}})
		return err
	})
	if err != nil {
		return "", err
	}
	s.dms.Add(person, c.ID)
	return c.ID, nil
}

// tell shows a text to a person alone, where they are if that can be. It needs no store.
func (s *sender) tell(ctx context.Context, channel, thread, person, text string) (err error) {
	options := []slackapi.MsgOption{slackapi.MsgOptionText(withoutMarkup(clean(text)), false)}
	if thread != "" {
		options = append(options, slackapi.MsgOptionTS(thread))
	}
	if channel == "" {
		channel = person // Slack takes it for the direct messages
	}
	if isDM(channel) || channel == person {
		_, err = s.postMessage(ctx, channel, options)
	} else {
		_, err = s.postEphemeral(ctx, channel, person, options)
	}
	return err
}
