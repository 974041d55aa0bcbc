package slack

import (
	"encoding/json"

	"github.com/slack-go/slack/socketmode"
)

// socketReply is a reply within an acknowledgement over Socket Mode.
type socketReply struct {
	json.RawMessage
	written func(ok bool) // called once
}

// failed takes note of an acknowledgement that could not be written.
func failed(e socketmode.Event) {
	if f, ok := e.Data.(*socketmode.ErrorWriteFailed); ok && f.Response != nil {
		if reply, ok := f.Response.Payload.(*socketReply); ok {
			reply.written(false)
		}
	}
}
