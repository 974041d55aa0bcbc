package slmgr

import (
	"strings"

	"aktivering/knowledge"
)

// Event is the number of an entry that the licensing service makes in the Application log about a
// request to a KMS host. The source is "Guidelines for troubleshooting KMS" on Microsoft Learn.
type Event string

// The events.
const (
	Asked    Event = "12288" // a client asked a KMS host
	Answered Event = "12289" // the host answered it
	Served   Event = "12290" // a host was asked by a client
)

// readEvent takes in the fields of an event's Info: first the error code, and among those that
// follow the host with its port (12288) and the CMID of the client. They are not translated. The
// number of the event stands beside them, or in a sentence.
func (r *Reading) readEvent(text string) bool {
	for line := range strings.Lines(text) {
		fields := strings.Split(strings.TrimSpace(line), ",")
		if len(fields) < minEventFields {
			continue
		}
		_, first, labelled := strings.Cut(fields[0], ":")
		if !labelled {
			first = fields[0]
		}
		code, err := knowledge.ParseCode(strings.TrimSpace(first))
		zero := isZero(strings.TrimSpace(first))
		if err != nil && !zero {
			continue
		}
		r.Event = eventOf(text)
		for _, f := range fields[1:] {
			f = strings.TrimSpace(f)
			if name, port, ok := strings.Cut(f, ":"); ok && name != "" && number(port) > 0 && !strings.ContainsAny(f, "/ ") {
				r.Host = true
				if r.Event == "" {
					r.Event = Asked
				}
			}
		}
		if r.Event == "" {
			return false
		}
		if !zero {
			r.Code = code
		}
		return true
	}
	return false
}

// minEventFields is how many fields the Info of each of the events has at least.
const minEventFields = 6

// isZero reports a code that tells of no error, however many digits it has.
func isZero(code string) bool {
	digits, ok := strings.CutPrefix(strings.ToLower(code), "0x")
	return ok && digits != "" && strings.Trim(digits, "0") == ""
}

// eventOf is the number of the event that a text names, or is about by its English sentence.
func eventOf(text string) Event {
	text = strings.ToLower(text)
	for _, e := range [...]struct {
		event    Event
		sentence string
	}{
		{Asked, "has sent an activation request to the key management service"},
		{Answered, "has processed an activation response from the key management service"},
		{Served, "an activation request has been processed"},
	} {
		if strings.Contains(text, string(e.event)) || strings.Contains(text, e.sentence) {
			return e.event
		}
	}
	return ""
}
