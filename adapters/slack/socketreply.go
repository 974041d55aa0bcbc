package slack

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/slack-go/slack/socketmode"
)

// writtenAfter is how long after slack-go took an acknowledgement it counts as written, if slack-go
// has not told otherwise and the connection has stayed open: slack-go tells of failures only.
const writtenAfter = 250 * time.Millisecond

// socketReply is a reply within an acknowledgement over Socket Mode.
type socketReply struct {
	json.RawMessage
	written func(ok bool) // called once
}

// respond acknowledges an envelope with a reply. It returns an error where slack-go does not take
// it, such as one that is too long for an acknowledgement.
func (d *dispatcher) respond(ctx context.Context, client *socketmode.Client, envelope string, answer ack) error {
	var once sync.Once
	reply := &socketReply{json.RawMessage(answer.body), func(ok bool) { once.Do(func() { answer.written(ok) }) }}
	opened := d.links.opened(client)
	if err := client.AckCtx(ctx, envelope, reply); err != nil {
		reply.written(false)
		return err
	}
	d.replies.Go(func() {
		<-d.a.after(writtenAfter)
		reply.written(opened > 0 && d.links.opened(client) == opened)
	})
	return nil
}

// failed takes note of an acknowledgement that could not be written.
func failed(e socketmode.Event) {
	if f, ok := e.Data.(*socketmode.ErrorWriteFailed); ok && f.Response != nil {
		if reply, ok := f.Response.Payload.(*socketReply); ok {
			reply.written(false)
		}
	}
}
