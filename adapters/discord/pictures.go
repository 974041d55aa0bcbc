package discord

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/bwmarrin/discordgo"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/discord/rest"
	"aktivering/bot"
)

// maxPictures is how many bytes the pictures of a message may have: Discord takes ten
// megabytes where nobody has paid for more.
const maxPictures = 8 << 20

// form is a message with its pictures, as the parts of a form.
type form struct{ outgoing }

// Multipart makes it a body of its own kind for package rest.
func (f form) Multipart() (contentType string, body []byte, err error) {
	files := make([]*discordgo.File, len(f.pictures))
	for i, picture := range f.pictures {
		files[i] = &discordgo.File{Name: picture.Name, ContentType: picture.Kind, Reader: bytes.NewReader(picture.Data)}
	}
	return discordgo.MultipartBodyWithJSON(f.outgoing, files)
}

// Fetch reads what is attached to a message of Discord's. The address is a message's,
// so that it leads to nowhere but where Discord keeps files.
func (a *Adapter) Fetch(ctx context.Context, f bot.File, most int) ([]byte, error) {
	u, err := url.Parse(f.At)
	if err != nil {
		return nil, errors.New("discord: a file's address cannot be read") // it is signed, and a secret
	}
	switch {
	case u.Scheme == "https" && (u.Host == "cdn.discordapp.com" || u.Host == "media.discordapp.net"):
	case u.Host == a.host: // Discord is somewhere else
	default:
		return nil, fmt.Errorf("discord: a file is kept at %q, which is not Discord's", u.Host)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, f.At, nil)
	if err != nil {
		return nil, fmt.Errorf("discord: %w", adapterkit.WithoutURL(err))
	}
	response, err := a.files.Do(request)
	if err != nil {
		return nil, fmt.Errorf("discord: fetch a file: %w", adapterkit.WithoutURL(err))
	}
	defer func() { _ = response.Body.Close() }() // nothing more is read
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("discord: fetch a file: %s", response.Status)
	}
	data, err := io.ReadAll(io.LimitReader(response.Body, int64(most)+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("discord: fetch a file: %w", err)
	case len(data) > most:
		return nil, bot.ErrTooLarge
	}
	return data, nil
}

// newFiles makes the client that fetches files; it carries no token and is led nowhere
// else.
func newFiles() *http.Client {
	return &http.Client{Timeout: rest.Timeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}
