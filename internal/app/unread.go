package app

import (
	"io"
	"net/http"
	"time"
)

// unread ends a request when its handler does, also where the handler has not read the
// whole body: the server would wait for the rest of it for as long as somebody likes
// to send it slowly.
func unread(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body == nil || r.Body == http.NoBody {
			next.ServeHTTP(w, r)
			return
		}
		body := &endOf{ReadCloser: r.Body}
		r.Body = body
		next.ServeHTTP(w, r)
		if !body.reached {
			_ = http.NewResponseController(w).SetReadDeadline(time.Unix(1, 0)) // recorders of tests have none
		}
	})
}

// endOf is a body that knows whether it was read to its end.
type endOf struct {
	io.ReadCloser
	reached bool
}

func (b *endOf) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.reached = b.reached || err == io.EOF
	return n, err
}
