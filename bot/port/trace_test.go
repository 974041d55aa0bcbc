package port

import (
	"strings"
	"testing"
)

func TestTrace(t *testing.T) {
	const valid = Trace("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
	if ctx := WithTrace(t.Context(), valid); TraceOf(ctx) != valid || TraceOf(WithTrace(ctx, "")) != valid {
		t.Errorf("a context keeps the trace %q", TraceOf(ctx))
	}
	for _, bad := range []Trace{
		"", valid + "0", valid[:54], "01" + valid[2:], Trace(strings.ToUpper(string(valid))),
		Trace(strings.Replace(string(valid), "-", "_", 1)), Trace(strings.Replace(string(valid), "7", "é", 1))[:55],
	} {
		if got := TraceOf(WithTrace(t.Context(), bad)); got != "" {
			t.Errorf("%q is kept as %q", bad, got)
		}
	}
}
