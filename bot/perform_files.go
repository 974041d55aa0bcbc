package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// mostCopying is how many messages with pictures are under way at a time: each is
// held in memory.
const mostCopying = 2

// missed is a picture that was not copied.
type missed struct {
	file string
	why  CopyFault
}

// copying sends a reply together with copies of the pictures that it names, where its
// platform takes some. A picture that could not be copied stays the link that it is;
// the reply says so, and whoever sent it is told.
func (e *Engine) copying(ctx context.Context, task Task, say Say, out Outbound) (MessageID, error) {
	adapter := e.adapters[out.To.Platform]
	if adapter == nil || adapter.Limits().PictureBytes <= 0 || !slices.ContainsFunc(out.Reply.Files, File.picture) {
		return e.send(ctx, out)
	}
	select {
	case e.copies <- struct{}{}:
		defer func() { <-e.copies }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	plain := out
	pictures, lost := e.fetchAll(ctx, out.Reply.Files, adapter.Limits().PictureBytes)
	out.Pictures, out.Reply = pictures, e.marked(ctx, task, say, out.Reply, lost)
	id, err := e.send(ctx, out)
	if errors.Is(err, ErrNoCopies) {
		for _, p := range pictures {
			lost = append(lost, missed{p.Name, CopyRefused})
		}
		plain.Reply = e.marked(ctx, task, say, plain.Reply, lost)
		id, err = e.send(ctx, plain)
	}
	if err != nil {
		return id, err
	}
	for i, l := range lost {
		err := e.Handle(ctx, Inbound{
			Key: task.Key + "/uncopied" + strconv.Itoa(i), At: task.Now, From: task.Of.Address, Person: Person{ID: task.Of.Person},
			Event: Uncopied{Say: say, File: l.file, Why: l.why},
		})
		if err != nil {
			// The reply is shown, and says itself what it lacks; another try would show
			// it again.
			return id, nil
		}
	}
	return id, nil
}

// fetchAll reads the pictures among files, together of at most so many bytes.
func (e *Engine) fetchAll(ctx context.Context, files []File, most int) (pictures []Picture, lost []missed) {
	for _, f := range files[:min(len(files), mostFiles)] {
		if !f.picture() {
			continue
		}
		name := cmp.Or(f.Name, f.Kind)
		data, err := e.fetch(ctx, f, most)
		p, ok := pictureOf(f, data)
		switch {
		case errors.Is(err, ErrTooLarge):
			lost = append(lost, missed{name, CopyTooLarge})
		case err != nil:
			lost = append(lost, missed{name, CopyUnfetched})
		case !ok:
			lost = append(lost, missed{name, CopyNoPicture})
		default:
			most -= len(data)
			pictures = append(pictures, p)
		}
	}
	return pictures, lost
}

func (e *Engine) fetch(ctx context.Context, f File, most int) (data []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic while fetching: %v", p)
		}
	}()
	fetcher, ok := e.adapters[f.On].(Fetcher)
	if !ok {
		return nil, fmt.Errorf("no adapter fetches from %s", f.On)
	}
	data, err = fetcher.Fetch(ctx, f, most)
	if err == nil && len(data) > most {
		return nil, ErrTooLarge
	}
	return data, err
}

// marked is a reply that says of each picture that it lacks why.
func (e *Engine) marked(ctx context.Context, task Task, say Say, r Reply, lost []missed) Reply {
	if len(lost) == 0 || e.mind.Desk == nil {
		return r
	}
	v := e.mind.Desk.voice(e.mind.Knowledge)
	if !say.Desk {
		if c, err := e.conversation(ctx, task.Of); err == nil { // else it is said in the desk's language
			v = e.mind.turn(c, Inbound{}).voice()
		}
	}
	r.Blocks = slices.Clone(r.Blocks)
	for _, l := range lost {
		r.Blocks = append(r.Blocks, Note{v.say("file.uncopied", args{"file": text(l.file), "why": text(v.label("file." + string(l.why)))})})
	}
	return r
}
