package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os/exec"
	"strings"

	"aktivering/internal/bench/process"
)

// clocks are proven by the stores' own tests: no machine's clock is changed here, and the
// program asks the kernel for the time, without a library that could be put in between.
func clocks() []fault {
	return []fault{{
		"clock-set-back",
		"the clock is set back, and forwards, by minutes to days; both stores, with a clock that is handed in: the tests TestConformance/clock and TestClockIsSetBack of internal/store",
		setBack,
	}}
}

// setBack runs the tests of the clock.
func setBack(ctx context.Context, b *bench) (f figures, err error) {
	f = figures{Sent: none, Acknowledged: none, Answered: none, Lost: none, Doubled: none, Recovered: none, Caught: none}
	if b.of.name != now {
		return f, skip("that version has no tests of it")
	}
	root, err := process.Root(ctx)
	if err != nil {
		return f, err
	}
	command := exec.CommandContext(ctx, "go", "test", "-json", "-count=1", "-run", "^(TestConformance|TestClockIsSetBack)$/^(clock|of)", "./internal/store/sqlite", "./internal/store/postgres")
	command.Dir, command.Stderr = root, b.log
	out, err := command.Output()
	if _, failed := errors.AsType[*exec.ExitError](err); err != nil && !failed {
		return f, err
	}
	ended := make(map[string]int)
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		var e struct{ Action, Test, Package string }
		if json.Unmarshal(lines.Bytes(), &e) != nil || e.Test == "" {
			continue
		}
		switch e.Action {
		case "pass", "skip", "fail":
			ended[e.Action]++
		}
		if e.Action == "fail" {
			f.want(false, "%s fails in %s", e.Test, e.Package[strings.LastIndex(e.Package, "/")+1:])
		}
	}
	f.note("%d tests pass, %d are skipped, %d fail", ended["pass"], ended["skip"], ended["fail"])
	f.want(ended["pass"] > 0, "no test was run")
	return f, nil
}
