package discord

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/discord/rest"
	"aktivering/bot"
	"aktivering/bot/port"
)

// maxPictures bounds the pictures of a message, in bytes. Discord takes ten megabytes where
// nobody has paid for more.
const maxPictures = 8 << 20

// files reads files that are attached to messages. It sends no token and follows no redirect.
type files struct {
	http *http.Client
	// api is the host of the API, where files may be as well.
	api string
}

func newFiles(api string) *files {
	return &files{api: api, http: &http.Client{Timeout: rest.Timeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// fetch reads a file. Its address came with a message, and is read only if it leads to
// Discord.
func (fs *files) fetch(ctx context.Context, f bot.File, maxBytes int) ([]byte, error) {
	u, err := url.Parse(f.At)
	if err != nil {
		return nil, errors.New("discord: a file's address cannot be read") // it is signed, and a secret
	}
	if !fs.isOwn(u) {
		return nil, fmt.Errorf("discord: a file is at %q, which is not Discord's", u.Host)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, f.At, nil)
	if err != nil {
		return nil, fmt.Errorf("discord: %w", adapterkit.WithoutURL(err))
	}
	response, err := fs.http.Do(request)
	if err != nil {
		return nil, fmt.Errorf("discord: fetch a file: %w", adapterkit.WithoutURL(err))
	}
	defer func() { _ = response.Body.Close() }() // nothing more is read
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("discord: fetch a file: %s", response.Status)
	}
	data, err := io.ReadAll(io.LimitReader(response.Body, int64(maxBytes)+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("discord: fetch a file: %w", err)
	case len(data) > maxBytes:
		return nil, port.ErrTooLarge
	}
	return data, nil
}

// isOwn reports an address of Discord's files, or at the host of the API.
func (fs *files) isOwn(u *url.URL) bool {
	return u.User == nil && (u.Scheme == "https" && (u.Host == "cdn.discordapp.com" || u.Host == "media.discordapp.net") || u.Host == fs.api)
}
