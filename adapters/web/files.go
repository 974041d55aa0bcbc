package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
	"aktivering/bot/feed"
	"aktivering/bot/port"
	"aktivering/bot/redact"
)

// Bounds of files.
const (
	maxFile     = 5 << 20  // one file that a visitor sends
	maxFiles    = 4        // of one message
	maxOfAll    = 40 << 20 // all files of a visitor together
	maxFileName = 120      // characters of a name
)

// errFile is a file that is not taken: neither a picture nor a text, or too large.
var errFile = errors.New("the file is not taken")

const plainText = "text/plain"

// isPicture reports a kind that a page shows.
func isPicture(kind string) bool {
	return slices.Contains([]string{"image/png", "image/jpeg", "image/gif", "image/webp"}, kind)
}

// kindOf tells what a file is, from what it holds: a picture or a plain text; errFile of another.
func kindOf(data []byte) (string, error) {
	kind, _, err := mime.ParseMediaType(http.DetectContentType(data))
	if err != nil || !isPicture(kind) && kind != plainText {
		return "", errFile
	}
	return kind, nil
}

// readFiles reads the files of a form.
func readFiles(form *multipart.Form) (list []feed.File, err error) {
	if form == nil {
		return nil, nil
	}
	for _, h := range form.File["files"] {
		if h.Size == 0 && h.Filename == "" {
			continue // a row that was left empty
		}
		if h.Size > maxFile || len(list) == maxFiles {
			return nil, errFile
		}
		f, err := readFile(h)
		if err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	return list, nil
}

func readFile(h *multipart.FileHeader) (feed.File, error) {
	opened, err := h.Open()
	if err != nil {
		return feed.File{}, fmt.Errorf("web: open a file of a form: %w", err)
	}
	data, err := io.ReadAll(io.LimitReader(opened, maxFile))
	if err = errors.Join(err, opened.Close()); err != nil {
		return feed.File{}, fmt.Errorf("web: read a file of a form: %w", err)
	}
	kind, err := kindOf(data)
	if err != nil {
		return feed.File{}, err
	}
	if kind == plainText { // which may hold a product key
		masked, _ := redact.Redact(strings.ToValidUTF8(string(data), "\uFFFD"))
		data = []byte(masked)
	}
	return feed.File{ID: rand.Text(), Name: fileName(h.Filename), Kind: kind, Data: data}, nil
}

// fileName is the last part of a name, without secrets, on one line and of a bounded length.
func fileName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	masked, _ := redact.FileName(name)
	runes := []rune(adapterkit.CleanFileName(masked))
	if len(runes) > maxFileName { // the end tells what it is
		runes = runes[len(runes)-maxFileName:]
	}
	return string(runes)
}

// keepFiles keeps what a visitor sent and returns it as the core knows it.
func (a *Adapter) keepFiles(r *http.Request, visitor string, files []feed.File) (list []bot.File, err error) {
	for _, f := range files {
		if err := a.options.Feed.AddFile(r.Context(), visitor, f, maxOfAll); err != nil {
			return nil, fmt.Errorf("web: %w", err)
		}
		list = append(list, bot.File{Name: f.Name, Kind: f.Kind, URL: a.origin(r) + "/files/" + f.ID, On: Platform, At: f.ID})
	}
	return list, nil
}

// keepPictures keeps the pictures of a reply.
func (a *Adapter) keepPictures(ctx context.Context, visitor string, pictures []port.Picture) (list []file, err error) {
	for _, p := range pictures {
		f := feed.File{ID: rand.Text(), Name: p.Name, Kind: p.Kind, Data: p.Data}
		switch err := a.options.Feed.AddFile(ctx, visitor, f, maxOfAll); {
		case errors.Is(err, feed.ErrFull):
			return nil, fmt.Errorf("web: %w: %w", port.ErrNoCopies, err)
		case err != nil:
			return nil, sendError(err)
		}
		list = append(list, file{ID: f.ID, Name: f.Name, Kind: f.Kind})
	}
	return list, nil
}

// Fetch reads a file that a visitor sent.
func (a *Adapter) Fetch(ctx context.Context, f bot.File, most int) ([]byte, error) {
	kept, err := a.options.Feed.File(ctx, f.At)
	switch {
	case err != nil:
		return nil, fmt.Errorf("web: %w", err)
	case len(kept.Data) > most:
		return nil, fmt.Errorf("web: %w", port.ErrTooLarge)
	}
	return kept.Data, nil
}

// serveFile shows a file to whoever knows its id: the visitor, and those who were given the link.
func (a *Adapter) serveFile(w http.ResponseWriter, r *http.Request) {
	f, err := a.options.Feed.File(r.Context(), r.PathValue("id"))
	switch {
	case errors.Is(err, feed.ErrNoFile):
		http.NotFound(w, r)
		return
	case err != nil:
		a.unavailable(w, r, err)
		return
	}
	h := w.Header()
	// Whatever the file holds, it is no page of this site.
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "private, max-age=86400, immutable")
	kind, disposition := f.Kind, "inline"
	if !isPicture(kind) {
		kind, disposition = plainText+"; charset=utf-8", "attachment"
	}
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": f.Name}))
	_, _ = w.Write(f.Data) // whoever asked may be gone
}
