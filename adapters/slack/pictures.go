package slack

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	slackapi "github.com/slack-go/slack"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
)

// maxPictures is how many bytes the pictures of a message may have. Slack takes more;
// they are held in memory.
const maxPictures = 8 << 20

// maxShared is how many messages are remembered whose pictures are there already, so
// that another try of their words does not show them again.
const maxShared = 1_000

// Fetch reads what is attached to a message of Slack's. slack-go gives the token to
// nobody but Slack, and to where the API is.
func (a *Adapter) Fetch(ctx context.Context, f bot.File, most int) ([]byte, error) {
	got := &bounded{most: most}
	err := a.api.GetFileContext(ctx, f.At, got)
	if e, ok := errors.AsType[slackapi.StatusCodeError](err); ok && adapterkit.IsRedirect(e.Code) {
		// To a page to sign in at, most likely; no redirect to another host is followed.
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

// bounded takes so many bytes. It is no bytes.Buffer, which reads all there is.
type bounded struct {
	data []byte
	most int
}

func (b *bounded) Write(p []byte) (int, error) {
	if len(b.data)+len(p) > b.most {
		return 0, bot.ErrTooLarge
	}
	b.data = append(b.data, p...)
	return len(p), nil
}

// share shows pictures in a channel or a thread of it. It fails with
// bot.ErrNoCopies where the words can go without them, and else as Send does.
func (a *Adapter) share(ctx context.Context, out bot.Outbound, channel, thread string) error {
	if len(out.Pictures) == 0 || out.Key != "" && a.shared.Contains(out.Key) {
		return nil
	}
	files := make([]slackapi.FileSummary, len(out.Pictures))
	for i, p := range out.Pictures {
		var to *slackapi.GetUploadURLExternalResponse
		err := a.tried(ctx, "files.getUploadURLExternal", "", func() (err error) {
			to, err = a.api.GetUploadURLExternalContext(ctx, slackapi.GetUploadURLExternalParameters{FileName: p.Name, FileSize: len(p.Data)})
			return err
		})
		if err == nil {
			err = a.api.UploadToURL(ctx, slackapi.UploadToURLParameters{UploadURL: to.UploadURL, Filename: p.Name, Reader: bytes.NewReader(p.Data)})
		}
		if err != nil {
			return a.unshared(ctx, err)
		}
		files[i] = slackapi.FileSummary{ID: to.FileID, Title: p.Name}
	}
	err := a.tried(ctx, "files.completeUploadExternal", channel, func() error {
		_, err := a.api.CompleteUploadExternalContext(ctx, slackapi.CompleteUploadExternalParameters{Files: files, Channel: channel, ThreadTimestamp: thread})
		return err
	})
	if err != nil {
		return a.unshared(ctx, err)
	}
	a.shared.Add(out.Key, struct{}{})
	return nil
}

// unshared judges why pictures cannot be shown. Slack asks to wait with the words too
// where it asks to wait; else they go without.
func (a *Adapter) unshared(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if _, wait := errors.AsType[bot.RetryLater](err); wait || retryAfter(err) > 0 {
		return a.outcome(ctx, "files", err)
	}
	err = adapterkit.WithoutURL(err) // an upload's is a secret
	a.options.Log.Warn().Ctx(ctx).Err(err).Msg("slack: a picture is not copied; the app may lack the scope files:write")
	return fmt.Errorf("slack: %w: %w", err, bot.ErrNoCopies)
}
