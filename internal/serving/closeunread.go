package serving

import (
	"io"
	"net/http"
	"time"
)

// closeUnread ends a request with its handler, also where the handler has not read the
// whole body: otherwise the server reads the rest, for as long as a sender makes it last.
func closeUnread(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body == nil || r.Body == http.NoBody {
			next.ServeHTTP(w, r)
			return
		}
		body := &trackedBody{ReadCloser: r.Body}
		r.Body = body
		next.ServeHTTP(w, r)
		if !body.reached {
			_ = http.NewResponseController(w).SetReadDeadline(time.Unix(1, 0)) // recorders of tests have none
		}
	})
}

// trackedBody is a body that knows whether it was read to its end.
type trackedBody struct {
	io.ReadCloser
	reached bool
}

func (b *trackedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.reached = b.reached || err == io.EOF
	return n, err
}
