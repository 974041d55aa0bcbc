package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"time"

	"aktivering/adapters/adapterkit"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// isJSON is the media type of events, and of acknowledgements in JSON.
const isJSON = "application/json"

// ack is how a request is acknowledged: with a body in JSON, or with none.
type ack struct {
	body []byte
	// written, where it is not nil, is to be told whether the body was written: it holds a reply.
	written func(ok bool)
}

// write writes an acknowledgement of a request that came at a time.
func (k ack) write(w http.ResponseWriter, r *http.Request, came time.Time) {
	if k.written != nil && time.Since(came) > adapterkit.RespondTime {
		k.written(false)
		return
	}
	contentType := "text/plain; charset=utf-8"
	if bytes.HasPrefix(k.body, []byte("{")) {
		contentType = isJSON
	}
	err := adapterkit.WriteResponse(w, r, contentType, k.body)
	if k.written != nil { // else whoever asked may be gone
		k.written(err == nil)
	}
}

// respondSoon hands over a command, until ctx ends. Its reply becomes the acknowledgement where
// the inbox leaves it to the adapter.
func (a *Adapter) respondSoon(ctx context.Context, in event.Inbound) (ack, error) {
	response, err := a.callers.SoonResponse(ctx, adapterkit.IsFinal, func(ctx context.Context) (*port.Response, error) {
		in.Person.Agent = a.agents.standing(ctx, in.From.Channel, in.Person.ID)
		return a.gate.Respond(ctx, in)
	})
	if err != nil || response == nil {
		return ack{}, err
	}
	body, err := a.responses.body(response.Outbound)
	if err != nil {
		response.Written(false)
		return ack{}, nil //nolint:nilerr // it is saved, and the outbox meets the same error
	}
	return ack{body, func(ok bool) {
		if ok {
			a.responses.remember(response.Outbound, body)
		}
		response.Written(ok)
	}}, nil
}

// encode returns an answer in JSON.
func encode(answer any) (string, error) {
	b, err := json.Marshal(answer)
	return string(b), err
}
