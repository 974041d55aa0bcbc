package slack

import (
	"context"
	"errors"
	"fmt"

	slackapi "github.com/slack-go/slack"

	"aktivering/bot"
	"aktivering/bot/port"
)

// maxErased is how many pages of a thread are looked through.
const maxErased = 200

// errUnconnected asks to wait until Slack has told who the bot is.
var errUnconnected = port.RetryLater{Why: "not connected to Slack yet"}

// EraseThread deletes what the bot has written in the thread of a case, with its files, and the
// card last: its thread stays there for what others wrote.
func (a *Adapter) EraseThread(ctx context.Context, thread bot.Address) error {
	if thread.Platform != Platform || thread.Channel == "" || thread.Thread == "" || thread.Thread == private {
		return fmt.Errorf("slack: %v: %w", thread, port.ErrGone)
	}
	self := a.reader.self.Load()
	if self == nil {
		return errUnconnected
	}
	cursor := ""
	for range maxErased {
		var page []slackapi.Message
		next := ""
		err := a.client.call(ctx, "conversations.replies", thread.Channel, func() (err error) {
			page, next, err = a.history.replies(ctx, thread, "", cursor)
			return err
		})
		if err != nil {
			return err
		}
		for _, m := range page {
			if m.User != self.UserID || m.Timestamp == thread.Thread {
				continue
			}
			if err := a.sender.erase(ctx, thread.Channel, m); err != nil {
				return err
			}
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	return a.sender.erase(ctx, thread.Channel, slackapi.Message{Msg: slackapi.Msg{Timestamp: thread.Thread}})
}

// erase deletes a message of the bot's and the files in it. One that is gone already is no fault.
func (s *sender) erase(ctx context.Context, channel string, m slackapi.Message) error {
	for _, f := range m.Files {
		err := s.client.attempt(ctx, "files.delete", "", func() error { return s.client.api().DeleteFileContext(ctx, f.ID) })
		if err := s.erased(ctx, "files.delete", err); err != nil {
			return err
		}
	}
	err := s.client.attempt(ctx, "chat.delete", channel, func() error {
		_, _, err := s.client.api().DeleteMessageContext(ctx, channel, m.Timestamp)
		return err
	})
	return s.erased(ctx, "chat.delete", err)
}

// erased turns an error of a deletion into one of the port; nil where it is deleted.
func (s *sender) erased(ctx context.Context, method string, err error) error {
	if _, wait := errors.AsType[port.RetryLater](err); wait {
		return err
	}
	if e, ok := errors.AsType[slackapi.SlackErrorResponse](err); ok {
		switch e.Err {
		case "message_not_found", "file_not_found", "file_deleted":
			return nil
		}
	}
	return s.client.translate(ctx, method, err)
}
