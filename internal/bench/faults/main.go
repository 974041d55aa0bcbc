// Command faults breaks what the program depends on while people talk to it, and
// tells what became of their messages: the database's disk, lock, file, connections
// and server, the platforms, the webhook, the network's patience, the process itself.
//
// Each fault is a run of the real program as a process of its own, against a real
// database and against platforms that are played on the same machine. A run ends by
// itself.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"aktivering/internal/bench/process"
)

// options are those of the command line.
type options struct {
	only, before, logs, rows string
	// alone leaves the version of the module out.
	alone             bool
	json, list, short bool
}

func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("faults", flag.ContinueOnError)
	flags.StringVar(&o.only, "only", "", "the `NAMES` of the faults to run, separated by commas; an ending * is any ending")
	flags.StringVar(&o.before, "before", "", "a `FOLDER` with the binaries of an earlier version, aktivering.exe and loopback.exe, that are put to the same")
	flags.BoolVar(&o.alone, "alone", false, "run what -before names alone")
	flags.StringVar(&o.logs, "logs", "", "a `FOLDER` where the programs' logs are kept")
	flags.StringVar(&o.rows, "rows", "", "print the table of what -json printed before, from a `FILE`, and run nothing")
	flags.BoolVar(&o.json, "json", false, "print a line of JSON for each run, in place of the table")
	flags.BoolVar(&o.list, "list", false, "list the faults, and run none")
	flags.BoolVar(&o.short, "short", false, "fewer people and shorter faults: to see that it works, not to measure")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, errors.New("wrong usage; see -help")
	}
	return o, nil
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	o, err := parse(os.Args[1:])
	if err == nil {
		err = o.run(ctx)
	}
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "faults:", err)
		os.Exit(1)
	}
}

// errUnmet means that a fault did what it must not do.
var errUnmet = errors.New("some goals are not met")

// run runs the faults and prints the table.
func (o options) run(ctx context.Context) error {
	chosen, err := choose(o.only)
	if err != nil {
		return err
	}
	if o.list {
		for _, f := range chosen {
			_, _ = fmt.Fprintf(os.Stdout, "%-24s %s\n", f.name, f.done)
		}
		return nil
	}
	if o.rows != "" {
		rows, err := readRows(o.rows, chosen)
		table(os.Stdout, rows)
		return err
	}
	folder, err := os.MkdirTemp("", "faults")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }() // a temporary folder
	versions, err := o.versions(folder)
	if err != nil {
		return err
	}
	var rows []row
	for _, f := range chosen {
		for _, v := range versions {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			r, err := o.runOne(ctx, folder, f, v)
			if err != nil {
				return fmt.Errorf("%s: %w", f.name, err)
			}
			rows = append(rows, r)
			if o.json {
				if err := json.NewEncoder(os.Stdout).Encode(r); err != nil {
					return err
				}
			}
		}
	}
	if !o.json {
		table(os.Stdout, rows)
	}
	if slices.ContainsFunc(rows, func(r row) bool { return r.Version == now && len(r.Unmet) > 0 }) {
		return errUnmet
	}
	return nil
}

// readRows reads what -json printed, in the order of the faults, the last of each
// version, the earlier version first.
func readRows(name string, chosen []fault) (rows []row, err error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	last := make(map[[2]string]row)
	for lines := json.NewDecoder(file); ; {
		var r row
		if err := lines.Decode(&r); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		last[[2]string{r.Fault, r.Version}] = r
	}
	for _, f := range chosen {
		for _, version := range []string{earlier, now} {
			if r, ok := last[[2]string{f.name, version}]; ok {
				r.Done = f.done
				rows = append(rows, r)
			}
		}
	}
	return rows, nil
}

// choose returns the faults with some names.
func choose(only string) ([]fault, error) {
	if only == "" {
		return all(), nil
	}
	var chosen []fault
	for name := range strings.SplitSeq(only, ",") {
		before := len(chosen)
		for _, f := range all() {
			if start, open := strings.CutSuffix(name, "*"); f.name == name || open && strings.HasPrefix(f.name, start) {
				chosen = append(chosen, f)
			}
		}
		if len(chosen) == before {
			return nil, fmt.Errorf("there is no fault %q; -list lists them", name)
		}
	}
	return chosen, nil
}

// now is the version that the module is of, and earlier the one of -before.
const now, earlier = "now", "before"

// version is a version of the program.
type version struct {
	name string
	// folder is where its binaries are, or are built when they are needed first.
	folder string
}

// The binaries of a version: the program itself, and the one that serves the soak's
// platforms.
const programBinary, loopbackBinary = "aktivering.exe", "loopback.exe"

// versions returns those to run, the earlier one first.
func (o options) versions(folder string) (versions []version, err error) {
	if o.before != "" {
		versions = append(versions, version{earlier, o.before})
		for _, name := range []string{programBinary, loopbackBinary} {
			if _, err := os.Stat(filepath.Join(o.before, name)); err != nil {
				return nil, err
			}
		}
	}
	if o.alone {
		return versions, nil
	}
	return append(versions, version{now, folder}), nil
}

// binary returns the path of one of the binaries.
func (v version) binary(ctx context.Context, name string) (string, error) {
	path := filepath.Join(v.folder, name)
	if _, err := os.Stat(path); err == nil || v.name != now {
		return path, err
	}
	if name == loopbackBinary {
		return process.BuildLoopback(ctx, v.folder)
	}
	return process.BuildProgram(ctx, v.folder)
}

// maxRun is how long a run may take; whatever hangs ends then.
const maxRun = 5 * time.Minute

// runOne runs one fault with one version.
func (o options) runOne(ctx context.Context, folder string, f fault, v version) (r row, err error) {
	r = row{Fault: f.name, Done: f.done, Version: v.name}
	b := &bench{of: v, short: o.short}
	if b.folder, err = os.MkdirTemp(folder, f.name); err != nil {
		return r, err
	}
	name := filepath.Join(b.folder, "log")
	if o.logs != "" {
		if err := os.MkdirAll(o.logs, 0o750); err != nil {
			return r, err
		}
		name = filepath.Join(o.logs, f.name+"."+v.name+".log")
	}
	if b.log, err = os.Create(name); err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, b.end()) }()
	fmt.Fprintf(os.Stderr, "%s %s (%s)\n", time.Now().Format(time.TimeOnly), f.name, v.name)
	ctx, cancel := context.WithTimeout(ctx, maxRun)
	defer cancel()
	r.figures, err = f.run(ctx, b)
	if skipped, ok := errors.AsType[skip](err); ok {
		r.Notes, err = append(r.Notes, "skipped: "+string(skipped)), nil
		r.Skipped = true
	}
	return r, err
}
