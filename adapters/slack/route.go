package slack

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// source is the part of what Slack sends that tells which workspace it is from.
type source struct {
	TeamID string `json:"team_id"`
	Team   *struct {
		ID string `json:"id"`
	} `json:"team"`
	User struct {
		TeamID string `json:"team_id"`
	} `json:"user"`
	EventTime int64           `json:"event_time"`
	Event     json.RawMessage `json:"event"`
}

// removal is the part of an event that tells of the end of an installation.
type removal struct {
	Type   string `json:"type"`
	Tokens struct {
		Bot []string `json:"bot"`
	} `json:"tokens"`
}

// route returns the adapter that handles a payload; nil where there is nothing more to do.
func (t *Teams) route(ctx context.Context, payload []byte) (*Adapter, error) {
	var s source
	if err := json.Unmarshal(payload, &s); err != nil {
		return nil, malformed(err)
	}
	id := s.TeamID
	if id == "" && s.Team != nil {
		id = s.Team.ID
	}
	if id == "" {
		id = s.User.TeamID
	}
	var is removal
	_ = json.Unmarshal(s.Event, &is) // a request has none
	if is.Type == "app_uninstalled" || is.Type == "tokens_revoked" && len(is.Tokens.Bot) > 0 {
		// Slack tells the time in whole seconds, and tells late of what happened before the app was
		// installed again.
		return nil, t.removed(ctx, id, is.Type, time.Unix(s.EventTime, 0).Add(time.Second-time.Microsecond))
	}
	return t.adapterOf(ctx, id)
}

// adapterOf returns the adapter of a workspace.
func (t *Teams) adapterOf(ctx context.Context, id string) (*Adapter, error) {
	w, err := t.team(ctx, id)
	if err != nil {
		return nil, err
	}
	return w.Adapter, nil
}

// qualified returns the id of a person of a workspace.
func qualified(team, person string) string {
	if person == "" {
		return ""
	}
	return team + "." + person
}

// unqualified returns the id that a person of a workspace has there.
func unqualified(team, person string) string { return strings.TrimPrefix(person, team+".") }

// teamInbox hands over what happened in a workspace.
type teamInbox struct {
	port.Inbox
	team string
}

// Handle hands an event over.
func (i teamInbox) Handle(ctx context.Context, in event.Inbound) error {
	return i.Inbox.Handle(ctx, i.qualify(in))
}

// Respond hands an event over whose reply the adapter can show in its response.
func (i teamInbox) Respond(ctx context.Context, in event.Inbound) (*port.Response, error) {
	responder, ok := i.Inbox.(port.Responder)
	if !ok {
		return nil, i.Handle(ctx, in)
	}
	response, err := responder.Respond(ctx, i.qualify(in))
	if response != nil {
		response.Outbound = within(i.team, response.Outbound)
	}
	return response, err
}

// qualify names the person of an event, and where its files are, by the workspace too.
func (i teamInbox) qualify(in event.Inbound) event.Inbound {
	in.Person.ID = qualified(i.team, in.Person.ID)
	switch event := in.Event.(type) {
	case event.Message:
		event.Files = i.files(event.Files)
		in.Event = event
	case event.MessageEdited:
		event.Now.Files = i.files(event.Now.Files)
		in.Event = event
	default: // holds no files
	}
	return in
}

func (i teamInbox) files(files []bot.File) []bot.File {
	files = slices.Clone(files)
	for n := range files {
		if files[n].At != "" {
			files[n].At = qualified(i.team, files[n].At)
		}
	}
	return files
}

// within is a message as the adapter of its workspace knows people.
func within(team string, out port.Outbound) port.Outbound {
	out.Person, out.Reply.Calls = unqualified(team, out.Person), unqualified(team, out.Reply.Calls)
	return out
}
