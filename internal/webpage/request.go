package webpage

import (
	"errors"
	"net/http"
	"time"

	"golang.org/x/text/language"
)

// Language returns the best of the languages for what a browser says that its person reads; the
// first where none fits. The languages are tags such as nb.
func Language(r *http.Request, languages []string) string {
	tags := make([]language.Tag, len(languages))
	for i, l := range languages {
		tags[i] = language.Make(l)
	}
	wanted, _, err := language.ParseAcceptLanguage(bounded(r.Header.Get("Accept-Language")))
	if err != nil || len(wanted) == 0 {
		return languages[0]
	}
	_, best, confidence := language.NewMatcher(tags).Match(wanted...)
	if confidence == language.No {
		return languages[0]
	}
	return languages[best]
}

// bounded cuts a header that is longer than any honest one.
func bounded(header string) string { return header[:min(len(header), 200)] }

// Bound bounds the body of a request, in bytes and in the time that it may take to arrive.
func Bound(w http.ResponseWriter, r *http.Request, most int64, within time.Duration) {
	r.Body = http.MaxBytesReader(w, r.Body, most)
	// The recorders of tests have no deadlines; the server has one for the whole request.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(within))
}

// TooLarge reports an error of reading a body that was longer than Bound lets through.
func TooLarge(err error) bool {
	_, ok := errors.AsType[*http.MaxBytesError](err)
	return ok
}
