package adapterkit

import (
	"net/http"
	"strconv"
	"time"
)

// RespondTime is how long after a request came its response may hold the reply: Slack and Discord
// wait for three seconds.
const RespondTime = 2500 * time.Millisecond

// WriteResponse writes the whole body of a response to the connection. It returns an error where
// whoever asked does not wait any more, or cannot be reached.
func WriteResponse(w http.ResponseWriter, r *http.Request, contentType string, body []byte) error {
	if err := r.Context().Err(); err != nil {
		return err
	}
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if _, err := w.Write(body); err != nil {
		return err
	}
	return http.NewResponseController(w).Flush()
}
