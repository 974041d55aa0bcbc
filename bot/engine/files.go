package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/i18n"
	"aktivering/bot/port"
)

// fetchTime is how long the pictures of one message may take to be fetched, together:
// half of what a task has, so that there is time to send them. A slow platform's stay
// links.
const fetchTime = 5 * time.Second

// missed is a picture that was not copied: the nth of the reply's files.
type missed struct {
	n    int
	name string
	why  event.CopyFault
}

// sendWithCopies sends a reply together with copies of the pictures that it names, where its
// platform takes some. A picture that could not be copied stays the link that it is;
// the reply says so, and whoever sent it is told.
func (e *Engine) sendWithCopies(ctx context.Context, task port.Task, send bot.SendReply, out port.Outbound) (bot.MessageID, error) {
	adapter := e.adapters[out.To.Platform]
	if adapter == nil || adapter.Limits().PictureBytes <= 0 || !slices.ContainsFunc(out.Reply.Files, bot.File.IsPicture) {
		return e.send(ctx, out)
	}
	select {
	case e.copies <- struct{}{}:
		defer func() { <-e.copies }()
	case <-ctx.Done():
		// That others took so long says nothing of this one.
		return "", port.RetryLater{Why: "other pictures are being copied"}
	}
	pictures, lost := e.fetchAll(ctx, out.Reply.Files, adapter.Limits().PictureBytes)
	if err := ctx.Err(); err != nil {
		return "", err // nobody is told of pictures that there was no time for
	}
	id, err := e.sendWith(ctx, task, send, out, pictures, lost)
	if errors.Is(err, port.ErrNoCopies) {
		return e.sendWith(ctx, task, send, out, nil, refused(out.Reply.Files, lost))
	}
	return id, err
}

// sendWith sends a reply with the pictures that there are, and tells of those that it
// lacks.
func (e *Engine) sendWith(ctx context.Context, task port.Task, send bot.SendReply, out port.Outbound, pictures []port.Picture, lost []missed) (bot.MessageID, error) {
	for _, l := range lost {
		// The place among the files makes this one event, however often it is sent.
		err := e.Handle(ctx, event.Inbound{
			Key: task.Key + "/uncopied" + strconv.Itoa(l.n), At: task.Now, From: task.Of.Address, Person: event.Person{ID: task.Of.Person},
			Event: event.AttachmentFailed{Effect: send, File: l.name, Why: l.why},
		})
		if err != nil {
			return "", port.RetryLater{Why: err.Error()}
		}
	}
	out.Pictures, out.Reply = pictures, e.withFailures(ctx, task, send, out.Reply, lost)
	return e.send(ctx, out)
}

// refused are the pictures among files that a platform did not take, with those that it
// was never given.
func refused(files []bot.File, lost []missed) []missed {
	var all []missed
	for n, f := range files[:min(len(files), bot.MaxFiles)] {
		switch i := slices.IndexFunc(lost, func(l missed) bool { return l.n == n }); {
		case i >= 0:
			all = append(all, lost[i])
		case f.IsPicture():
			all = append(all, missed{n, f.ShownName(), event.CopyRefused})
		}
	}
	return all
}

// fetchAll reads the pictures among files, together of at most maxBytes bytes.
func (e *Engine) fetchAll(ctx context.Context, files []bot.File, maxBytes int) (pictures []port.Picture, lost []missed) {
	ctx, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	for n, f := range files[:min(len(files), bot.MaxFiles)] {
		if !f.IsPicture() {
			continue
		}
		data, err := e.fetch(ctx, f, maxBytes)
		p, ok := pictureOf(f, data)
		switch {
		case errors.Is(err, port.ErrTooLarge):
			lost = append(lost, missed{n, f.ShownName(), event.CopyTooLarge})
		case err != nil:
			lost = append(lost, missed{n, f.ShownName(), event.CopyUnfetched})
		case !ok:
			lost = append(lost, missed{n, f.ShownName(), event.CopyNoPicture})
		default:
			maxBytes -= len(data)
			pictures = append(pictures, p)
		}
	}
	return pictures, lost
}

// maxShown is how large a picture is that is shown by itself, in bytes.
const maxShown = 8 << 20

// Picture reads a picture that a conversation keeps ([bot.Conversation.Pictures]), to be shown to an
// agent. It fails where the platform that it is on does not hand it over, or it is no picture.
func (e *Engine) Picture(ctx context.Context, f bot.File) (port.Picture, error) {
	if !f.IsPicture() {
		return port.Picture{}, errNoPicture
	}
	select {
	case e.copies <- struct{}{}:
		defer func() { <-e.copies }()
	case <-ctx.Done():
		return port.Picture{}, fmt.Errorf("wait to fetch a picture: %w", ctx.Err())
	}
	ctx, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	data, err := e.fetch(ctx, f, maxShown)
	if err != nil {
		return port.Picture{}, fmt.Errorf("fetch a picture from %s: %w", f.On, err)
	}
	p, ok := pictureOf(f, data)
	if !ok {
		return port.Picture{}, errNoPicture
	}
	return p, nil
}

var errNoPicture = errors.New("the file is no picture")

func (e *Engine) fetch(ctx context.Context, f bot.File, maxBytes int) (data []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic while fetching: %v", p)
		}
	}()
	fetcher, ok := e.adapters[f.On].(port.FileFetcher)
	if !ok {
		return nil, fmt.Errorf("no adapter fetches from %s", f.On)
	}
	data, err = fetcher.Fetch(ctx, f, maxBytes)
	if err == nil && len(data) > maxBytes {
		return nil, port.ErrTooLarge
	}
	return data, err
}

// withFailures is a reply that says of each picture that it lacks why.
func (e *Engine) withFailures(ctx context.Context, task port.Task, send bot.SendReply, r bot.Reply, lost []missed) bot.Reply {
	if len(lost) == 0 || len(e.decider().Desks) == 0 {
		return r
	}
	// If the conversation cannot be read, it is said in the language of the first desk.
	c, err := e.conversation(ctx, task.Of)
	v := e.decider().AgentLocalizer(c)
	if !send.ToDesk && err == nil {
		v = e.decider().PersonLocalizer(c)
	}
	r.Blocks = slices.Clone(r.Blocks)
	for _, l := range lost {
		r.Blocks = append(r.Blocks, content.Note{Spans: v.Say("file.uncopied", i18n.Args{"file": i18n.Text(l.name), "why": i18n.Text(v.Label("file." + string(l.why)))})})
	}
	return r
}
