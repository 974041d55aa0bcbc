package app

import (
	"bytes"
	"errors"
	"math"
	"os"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/KimMachineGun/automemlimit/memlimit"
	"github.com/rs/zerolog"
)

func TestLimitMemory(t *testing.T) {
	if _, set := os.LookupEnv("GOMEMLIMIT"); set {
		t.Skip("GOMEMLIMIT is set")
	}
	before := debug.SetMemoryLimit(-1)
	t.Cleanup(func() { debug.SetMemoryLimit(before) })
	for _, c := range []struct {
		name      string
		container memlimit.Provider
		want      int64
		log       string
	}{
		{"limited", memlimit.Limit(1 << 30), 1 << 30 * 9 / 10, `"bytes":966367641`},
		{"not limited", func() (uint64, error) { return 0, memlimit.ErrNoLimit }, math.MaxInt64, ""},
		{"not known", func() (uint64, error) { return 0, errors.New("no cgroup") }, math.MaxInt64, "no cgroup"},
	} {
		var log bytes.Buffer
		debug.SetMemoryLimit(math.MaxInt64)
		limitMemory(t.Context(), zerolog.New(&log), c.container)
		if got := debug.SetMemoryLimit(-1); got != c.want {
			t.Errorf("%s: %d bytes, want %d", c.name, got, c.want)
		}
		if (log.Len() == 0) != (c.log == "") || !strings.Contains(log.String(), c.log) {
			t.Errorf("%s: logged %q", c.name, log.String())
		}
	}
}
