package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/feed"
	"aktivering/bot/port"
	"aktivering/internal/webpage"
)

// Bounds of what is read of a form.
const (
	maxForm     = 128 << 10
	maxUpload   = maxFiles*maxFile + maxForm
	inMemory    = maxUpload // a container may have no place for files
	formTime    = 10 * time.Second
	uploadTime  = time.Minute
	maxKey      = 64
	maxSaid     = 16_000 // characters of one message
	handleTime  = 4 * time.Second
	textField   = "text"
	choiceField = "choice"
)

// refusal is why something was not taken in: the name of the text that says so, and the status.
type refusal struct {
	status int
	text   string
}

func (r refusal) Error() string { return r.text }

var (
	errTooMuch = refusal{http.StatusRequestEntityTooLarge, "fault.large"}
	errSlow    = refusal{http.StatusRequestTimeout, "fault.form"}
	errForm    = refusal{http.StatusBadRequest, "fault.form"}
	errKind    = refusal{http.StatusUnsupportedMediaType, "fault.file"}
	errOften   = refusal{http.StatusTooManyRequests, "fault.often"}
	errNothing = refusal{http.StatusUnprocessableEntity, "fault.empty"}
	errOver    = refusal{http.StatusConflict, "fault.over"}
)

// readForm reads a form within its bounds.
func (a *Adapter) readForm(w http.ResponseWriter, r *http.Request) error {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		webpage.Bound(w, r, maxForm, formTime)
		return formError(r.ParseForm())
	}
	select {
	case a.limits.uploads <- struct{}{}:
		defer func() { <-a.limits.uploads }()
	default:
		return errOften
	}
	webpage.Bound(w, r, maxUpload, uploadTime)
	return formError(r.ParseMultipartForm(inMemory)) //nolint:gosec // Bound has bounded the body
}

func formError(err error) error {
	switch {
	case err == nil:
		return nil
	case webpage.TooLarge(err):
		return errTooMuch
	case errors.Is(err, context.DeadlineExceeded) || strings.Contains(err.Error(), "timeout"):
		return errSlow
	}
	return errForm
}

// submission is the key of what was sent; a new one where the form has none.
func submission(r *http.Request) string {
	key := r.PostFormValue("key")
	if key == "" || len(key) > maxKey || strings.ContainsFunc(key, func(c rune) bool { return c <= ' ' || c > '~' }) {
		return rand.Text()
	}
	return key
}

// send takes in what a visitor wrote.
func (a *Adapter) send(w http.ResponseWriter, r *http.Request, s surface) {
	if err := a.readForm(w, r); err != nil {
		a.refuse(w, r, s, err)
		return
	}
	defer removeTemporary(r)
	files, err := readFiles(r.MultipartForm)
	if err != nil {
		a.refuse(w, r, s, errKind)
		return
	}
	text := strings.ReplaceAll(r.PostFormValue(textField), "\r\n", "\n")
	switch {
	case strings.TrimSpace(text) == "" && len(files) == 0:
		a.refuse(w, r, s, errNothing)
		return
	case len([]rune(text)) > maxSaid:
		a.refuse(w, r, s, errTooMuch)
		return
	}
	visitor, err := a.sender(w, r, s)
	if err != nil {
		a.refuse(w, r, s, err)
		return
	}
	said := event.Message{Text: text, Addressed: true, Language: bot.Lang(a.chosen(r))}
	if said.Files, err = a.keepFiles(r, visitor, files); err != nil {
		if errors.Is(err, feed.ErrFull) {
			err = errTooMuch
		}
		a.refuse(w, r, s, err)
		return
	}
	a.answer(w, r, s, a.happens(r, visitor, said, 0, ""))
}

func removeTemporary(r *http.Request) {
	if r.MultipartForm != nil {
		_ = r.MultipartForm.RemoveAll() // the system removes what is left
	}
}

// sender returns who sends something, which begins a conversation where there is none.
func (a *Adapter) sender(w http.ResponseWriter, r *http.Request, s surface) (string, error) {
	visitor, err := a.visitor(r, s)
	switch {
	case err != nil:
		return "", err
	case !a.limits.allow(visitor):
		return "", errOften
	case visitor == "":
		return a.newVisitor(w, r, s)
	}
	return visitor, nil
}

// press takes in what a visitor picked.
func (a *Adapter) press(w http.ResponseWriter, r *http.Request, s surface) {
	if err := a.readForm(w, r); err != nil {
		a.refuse(w, r, s, err)
		return
	}
	visitor, err := a.visitor(r, s)
	switch {
	case err != nil:
		a.refuse(w, r, s, err)
		return
	case visitor == "":
		a.refuse(w, r, s, errOver)
		return
	case !a.limits.allow(visitor):
		a.refuse(w, r, s, errOften)
		return
	}
	line, id, ok := readValue(r.PostFormValue(choiceField))
	if !ok {
		a.refuse(w, r, s, errForm)
		return
	}
	lines, err := a.lines(r.Context(), visitor)
	if err != nil {
		a.refuse(w, r, s, err)
		return
	}
	choice, turn, ok := choiceOf(lines, line, id)
	if !ok {
		a.refuse(w, r, s, errOver)
		return
	}
	a.answer(w, r, s, a.happens(r, visitor, event.ChoicePicked{Choice: choice.ID, Turn: turn}, line, choice.Label))
}

// happens hands over what a visitor did, and shows it on the page. What was not taken in is not
// shown: the person does it again.
func (a *Adapter) happens(r *http.Request, visitor string, ev event.Event, picked int64, label string) error {
	ctx, cancel := context.WithTimeout(r.Context(), handleTime)
	defer cancel()
	in := event.Inbound{
		Key: visitor + "/" + submission(r), At: a.options.Now(), From: addressOf(visitor),
		Person: event.Person{ID: visitor, Locale: a.locale(r)}, Event: ev,
	}
	e := entry{Picked: picked, Text: label}
	var err error
	if said, ok := ev.(event.Message); ok {
		// One after another, so that a product key in several of them is noticed.
		release, full := a.turns.take(ctx, visitor)
		if full != nil {
			return fmt.Errorf("web: %w: %w", adapterkit.ErrUnsaved, full)
		}
		defer release()
		if e, err = a.masked(ctx, in, said); err != nil {
			return err
		}
	}
	body, err := e.encode()
	if err != nil {
		return err
	}
	l, err := a.options.Feed.AddLine(ctx, visitor, feed.Line{Key: ownKey + submissionOf(in.Key), At: in.At, Body: body})
	if err == nil && len(l.Body) == 0 { // it was taken back, and comes again
		err = a.options.Feed.ChangeLine(ctx, visitor, l.ID, body)
	}
	if err != nil {
		return fmt.Errorf("web: %w", err)
	}
	in.At = l.At // also where it comes again
	isFinal := func(err error) bool { return errors.Is(err, port.ErrBroken) }
	if err := a.callers.Soon(ctx, isFinal, func(ctx context.Context) error { return a.gate.Handle(ctx, in) }); err != nil {
		a.takeBack(ctx, visitor, l)
		return fmt.Errorf("web: %w", err)
	}
	return nil
}

func submissionOf(key string) string { return key[strings.Index(key, "/")+1:] }

// takeBack removes a line that was not taken in.
func (a *Adapter) takeBack(ctx context.Context, visitor string, l feed.Line) {
	if err := a.options.Feed.ChangeLine(context.WithoutCancel(ctx), visitor, l.ID, nil); err != nil {
		a.options.Log.Warn().Ctx(ctx).Err(err).Msg("web: a message that was not taken in stands on the page still")
	}
}

// masked is what a visitor said as the page shows it: without secrets, also where the beginning of
// a product key came before.
func (a *Adapter) masked(ctx context.Context, in event.Inbound, said event.Message) (entry, error) {
	before, err := a.conversation(ctx, in.Person.ID)
	if err != nil {
		return entry{}, err
	}
	in, _ = in.Masked().Continuing(before)
	kept, _ := in.Event.(event.Message)
	e := entry{Text: kept.Text}
	for i, f := range kept.Files {
		e.Files = append(e.Files, file{ID: said.Files[i].At, Name: f.Name, Kind: f.Kind})
	}
	return e, nil
}

// typing takes in that a visitor is writing.
func (a *Adapter) typing(w http.ResponseWriter, r *http.Request, s surface) {
	webpage.Bound(w, r, maxForm, formTime)
	visitor, err := a.visitor(r, s)
	if err == nil && visitor != "" && a.limits.allow(visitor) {
		// Nothing is lost if it is not told.
		_ = a.gate.Handle(r.Context(), event.Inbound{At: a.options.Now(), From: addressOf(visitor), Person: event.Person{ID: visitor, Locale: a.locale(r)}, Event: event.Typing{}})
	}
	w.WriteHeader(http.StatusNoContent)
}

// answer ends a request that changed something: a browser without our script is sent back to the
// page.
func (a *Adapter) answer(w http.ResponseWriter, r *http.Request, s surface, err error) {
	switch {
	case err != nil:
		a.refuse(w, r, s, err)
	case live(r):
		w.WriteHeader(http.StatusNoContent)
	default:
		http.Redirect(w, r, s.base+"/#last", http.StatusSeeOther)
	}
}

// live reports a request of our script, which shows what comes by itself.
func live(r *http.Request) bool { return r.Header.Get("Accept") == "application/json" }

// refuse says why something was not taken in, with what was written so that nothing is lost.
func (a *Adapter) refuse(w http.ResponseWriter, r *http.Request, s surface, err error) {
	texts := a.options.Manager.PageTexts(textPrefix, a.locale(r))
	why, known := errors.AsType[refusal](err)
	if !known {
		a.options.Log.Warn().Ctx(r.Context()).Err(err).Msg("web: what a visitor did could not be taken in")
		why.status = http.StatusServiceUnavailable
	}
	text := a.options.Manager.Unsaved(texts.Language).Now
	if known {
		if text, err = texts.Say(why.text); err != nil {
			a.unavailable(w, r, err)
			return
		}
	}
	if why.status == http.StatusTooManyRequests || why.status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "2")
	}
	if live(r) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(why.status)
		_, _ = w.Write([]byte(text)) //nolint:gosec // plain text; whoever asked may be gone
		return
	}
	draft := ""
	if why.status != http.StatusRequestEntityTooLarge && why.status != http.StatusRequestTimeout && r.PostForm != nil {
		draft = r.PostFormValue(textField)
	}
	a.showChat(w, r, s, why.status, draft, text, submissionFor(r))
}

// submissionFor is the key for another try: the same, so that what was taken in after all is not
// taken in twice.
func submissionFor(r *http.Request) string {
	if r.PostForm == nil {
		return rand.Text()
	}
	return submission(r)
}
