package main

import (
	"reflect"
	"slices"
	"strings"
)

// commandLineFor returns the command line that kong reads arguments by: all commands, or of the
// others than the one that the first argument names no more than their names, as kong takes
// longer to read all flags than a short command takes to run.
func commandLineFor(args []string, getenv func(string) string) (commandLine any, global *globals) {
	all := &commands{}
	whole := reflect.TypeFor[commands]()
	if !nameAlone(args, getenv) {
		return all, &all.Global
	}
	asked := ""
	if args[0] != "--version" {
		asked = args[0]
	}
	found := asked == ""
	fields := slices.Collect(whole.Fields())
	for i, f := range fields {
		_, isCommand := f.Tag.Lookup("cmd")
		switch {
		case !isCommand:
		case nameOf(f) != asked:
			fields[i].Type = reflect.TypeFor[struct{}]()
		default:
			_, needsAll := f.Tag.Lookup("whole")
			found = !needsAll
		}
	}
	if !found {
		return all, &all.Global
	}
	short := reflect.New(reflect.StructOf(fields))
	global, _ = reflect.TypeAssert[*globals](short.Elem().FieldByName("Global").Addr())
	return short.Interface(), global
}

// nameAlone reports that the first argument tells what is asked for: no help, which tells of
// other commands, and no file of settings, which is checked against the flags of all of them.
func nameAlone(args []string, getenv func(string) string) bool {
	if len(args) == 0 || getenv("AKTIVERING_CONFIG") != "" {
		return false
	}
	return !slices.ContainsFunc(args, func(arg string) bool {
		return arg == "-h" || strings.HasPrefix(arg, "--help") || strings.HasPrefix(arg, "--config")
	})
}

// nameOf is the name of a command, as kong makes it.
func nameOf(f reflect.StructField) string {
	if name := f.Tag.Get("name"); name != "" {
		return name
	}
	return strings.ToLower(f.Name)
}
