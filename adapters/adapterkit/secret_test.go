package adapterkit_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"aktivering/adapters/adapterkit"
)

// Many requests within a minute that the secret does not verify tell that it is wrong, unless one
// was verified.
func TestWrongSecretIsNoticed(t *testing.T) {
	const wrong = "check SIGNING_SECRET, which stands under Basic Information"
	start := time.Unix(1_700_000_000, 0)
	now := start
	var log bytes.Buffer
	w := &adapterkit.SecretWatch{Setting: "SIGNING_SECRET", Where: "Basic Information", Now: func() time.Time { return now }, Log: zerolog.New(&log)}
	s := adapterkit.Signature{
		Header: "X-Signature", Size: 1, Now: w.Now, Watch: w,
		IsValid: func(signature []byte, _ string, _ []byte) bool { return signature[0] == 1 },
	}
	verify := func(signature string, n int) {
		t.Helper()
		for range n {
			h := http.Header{"X-Signature": {signature}}
			if err := s.Verify(h, nil); (err == nil) != (signature == "01") {
				t.Errorf("%q: %v", signature, err)
			}
		}
	}
	ready := func(want bool) {
		t.Helper()
		if err := w.Ready(); (err == nil) != want || err != nil && !strings.Contains(err.Error(), wrong) {
			t.Errorf("ready is %v", err)
		}
	}
	verify("02", 9)
	ready(true)
	now = start.Add(30 * time.Second)
	verify("02", 1)
	ready(false)
	verify("02", 20)
	if n := strings.Count(log.String(), wrong); n != 1 {
		t.Errorf("it is logged %d times:\n%s", n, log.String())
	}
	now = now.Add(time.Minute) // nobody asks any more
	ready(true)
	verify("02", 10)
	ready(false)
	verify("01", 1)
	ready(true)
	log.Reset()
	now = now.Add(time.Hour)
	verify("02", 30)
	ready(true)
	if n := strings.Count(log.String(), "somebody else sends them"); n != 1 || strings.Contains(log.String(), wrong) {
		t.Errorf("it is logged %d times:\n%s", n, log.String())
	}
	// Without somebody who watches it is the same.
	s.Watch = nil
	verify("01", 1)
	verify("02", 1)
}
