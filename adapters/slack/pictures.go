package slack

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	slackapi "github.com/slack-go/slack"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
	"aktivering/bot/port"
)

// fetch reads a file. slack-go sends the token only to Slack, and to the server of the API.
func (s *sender) fetch(ctx context.Context, f bot.File, maxBytes int) ([]byte, error) {
	got := &bounded{max: maxBytes}
	err := s.client.api().GetFileContext(ctx, f.At, got)
	if e, ok := errors.AsType[slackapi.StatusCodeError](err); ok && adapterkit.IsRedirect(e.Code) {
		// Most likely to a page to sign in at; no redirect to another host is followed.
		return nil, errors.New("slack: fetch a file: Slack leads elsewhere; the app may lack the scope files:read")
	}
	if err != nil {
		return nil, fmt.Errorf("slack: fetch a file: %w", adapterkit.WithoutURL(err))
	}
	if bytes.HasPrefix(bytes.TrimSpace(got.data), []byte("<")) {
		// Without the scope files:read Slack shows a page to sign in at.
		return nil, errors.New("slack: fetch a file: Slack answers with a page; the app may lack the scope files:read")
	}
	return got.data, nil
}

// bounded holds at most max bytes. A bytes.Buffer would read everything.
type bounded struct {
	data []byte
	max  int
}

func (b *bounded) Write(p []byte) (int, error) {
	if len(b.data)+len(p) > b.max {
		return 0, port.ErrTooLarge
	}
	b.data = append(b.data, p...)
	return len(p), nil
}

// share shows the pictures of a reply in a channel or a thread of it. It fails with
// port.ErrNoCopies where the text can be sent without them, and else as Send does.
func (s *sender) share(ctx context.Context, out port.Outbound, channel, thread string) error {
	if len(out.Pictures) == 0 || out.Key != "" && s.shared.Contains(out.Key) {
		return nil
	}
	files := make([]slackapi.FileSummary, len(out.Pictures))
	for i, p := range out.Pictures {
		p.Name = adapterkit.CleanFileName(p.Name)
		var to *slackapi.GetUploadURLExternalResponse
		err := s.client.attempt(ctx, "files.getUploadURLExternal", "", func() (err error) {
			to, err = s.client.api().GetUploadURLExternalContext(ctx, slackapi.GetUploadURLExternalParameters{FileName: p.Name, FileSize: len(p.Data)})
			return err
		})
		if err == nil {
			err = s.client.api().UploadToURL(ctx, slackapi.UploadToURLParameters{UploadURL: to.UploadURL, Filename: p.Name, Reader: bytes.NewReader(p.Data)})
		}
		if err != nil {
			return s.unshared(ctx, err)
		}
		files[i] = slackapi.FileSummary{ID: to.FileID, Title: p.Name}
	}
	err := s.client.attempt(ctx, "files.completeUploadExternal", channel, func() error {
		_, err := s.client.api().CompleteUploadExternalContext(ctx, slackapi.CompleteUploadExternalParameters{Files: files, Channel: channel, ThreadTimestamp: thread})
		return err
	})
	if err != nil {
		return s.unshared(ctx, err)
	}
	s.shared.Add(out.Key, struct{}{})
	return nil
}

// unshared turns an error of showing pictures into one of the port. Where Slack asks to
// wait, the text waits too; otherwise it is sent without the pictures.
func (s *sender) unshared(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if _, wait := errors.AsType[port.RetryLater](err); wait || retryAfter(err) > 0 {
		return s.client.translate(ctx, "files", err)
	}
	err = adapterkit.WithoutURL(err) // the address of an upload is a secret
	s.client.log.Warn().Ctx(ctx).Err(err).Msg("slack: picture not copied; the app may lack the scope files:write")
	return fmt.Errorf("slack: %w: %w", err, port.ErrNoCopies)
}
