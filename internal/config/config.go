// Package config fills the flags of the command line from where an administrator
// keeps settings: the environment, files with secrets, and a YAML file. A flag
// that is given wins, then the environment, then a secret's file, then the YAML
// file, then the default. Faults are gathered, so that all are told at once.
package config

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"go.yaml.in/yaml/v4"

	"aktivering/internal/files"
)

// Source is where settings come from.
type Source struct {
	// Getenv reads the environment.
	Getenv func(string) string

	faults []string
	// names are the variables of the flags that are wrong.
	names []string
	// origins are where the values stand that files gave.
	origins map[*kong.Flag]origin
}

// Options are the options of a kong parser that reads from the source. A flag with
// the tag `secret` is also read from the file that its variable names with _FILE
// behind it.
func (s *Source) Options() []kong.Option {
	return []kong.Option{
		kong.Resolvers(kong.ResolverFunc(s.empty), kong.ResolverFunc(s.environment), kong.ResolverFunc(s.secret)),
		kong.Bind(s),
	}
}

// Faults returns what was wrong with the settings, one a line.
func (s *Source) Faults() []string { return s.faults }

func (s *Source) fault(format string, args ...any) {
	if f := fmt.Sprintf(format, args...); !slices.Contains(s.faults, f) {
		s.faults = append(s.faults, f)
	}
}

const inFile = "_FILE"

// empty takes a variable that is set to nothing as one that is not set, as whoever
// writes VARIABLE= in a file of settings means it.
func (s *Source) empty(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	for _, name := range flag.Envs {
		if s.Getenv(name) != "" {
			return nil, nil //nolint:nilnil // kong's way of saying that there is no value
		}
	}
	if !flag.HasDefault {
		return nil, nil //nolint:nilnil // as above
	}
	return flag.Default, nil
}

// secret reads a flag's value from the file that its variable names.
func (s *Source) secret(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	if !flag.Tag.Has("secret") {
		return nil, nil //nolint:nilnil // kong's way of saying that there is no value
	}
	for _, name := range flag.Envs {
		path := s.Getenv(name + inFile)
		switch {
		case path == "":
			continue
		case s.Getenv(name) != "":
			s.invalid(flag, "%s and %s are both set; remove one of them", name, name+inFile)
			continue
		}
		value, err := read(path)
		switch {
		case err != nil:
			s.invalid(flag, "%s: %s", name+inFile, unreadable(path, err))
		case value == "":
			s.invalid(flag, "%s: %s is empty", name+inFile, path)
		default:
			s.found(flag, FromSecretFile, name+inFile+"="+path)
			return value, nil
		}
	}
	return nil, nil //nolint:nilnil // kong's way of saying that there is no value
}

// unreadable says why a file that a setting names cannot be read, and what to do.
func unreadable(path string, err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Sprintf("there is no file %s; create it, or correct the path", path)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Sprintf("the program may not read %s; give its user the right", path)
	}
	return err.Error()
}

func read(path string) (string, error) {
	b, err := files.Read(path)
	return strings.TrimSpace(string(b)), err
}

// File is a flag that names a YAML file with settings. A shell's <(command) is taken
// too, if it is written soon.
type File string

// BeforeResolve reads the file, for the flags that are not given.
func (File) BeforeResolve(s *Source, ctx *kong.Context, trace *kong.Path) error {
	path, _ := ctx.FlagValue(trace.Flag).(File) // it is this flag's
	if path == "" {
		return nil
	}
	name := kong.ExpandPath(string(path))
	b, err := files.Read(name)
	if err != nil {
		s.fault("configuration file: %s", unreadable(name, err))
		return nil
	}
	ctx.AddResolver(s.load(string(path), b))
	return nil
}

// load reads a YAML file: a map of flags' names to values. Maps within it stand
// for names that begin alike: slack: {bot-token: …} is slack-bot-token.
func (s *Source) load(name string, b []byte) *file {
	file := &file{source: s, name: name, values: make(map[string]setting)}
	var root yaml.Node
	if err := yaml.Unmarshal(b, &root); err != nil {
		s.fault("configuration file %s%s", name, notYAML(err, b))
		return file
	}
	if len(root.Content) > 0 {
		file.add("", root.Content[0])
	}
	return file
}

// file is a YAML file that was read.
type file struct {
	source *Source
	name   string
	values map[string]setting
}

// setting is a value and the line it stands on.
type setting struct {
	value any
	line  int
}

// at begins a fault on a line.
func (f *file) at(line int) string {
	return fmt.Sprintf("configuration file %s, line %d: ", f.name, line)
}

func (f *file) fault(line int, format string, args ...any) {
	f.source.fault("%s%s", f.at(line), fmt.Sprintf(format, args...))
}

func (f *file) add(prefix string, node *yaml.Node) {
	if node.Kind != yaml.MappingNode {
		f.fault(node.Line, "not a setting; write name: value")
		return
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		name := prefix + strings.ReplaceAll(key.Value, "_", "-")
		if value.Kind == yaml.MappingNode {
			f.add(name+"-", value)
			continue
		}
		v, err := valueOf(value)
		if err != nil {
			f.fault(value.Line, "%s", withoutContent(err))
			continue
		}
		if first, twice := f.values[name]; twice {
			f.fault(key.Line, "%q is set twice, first on line %d", name, first.line)
		}
		f.values[name] = setting{v, key.Line}
	}
}

// Validate tells which names in the file are no flag of any command.
func (f *file) Validate(app *kong.Application) error {
	known := make(map[string]bool)
	variables := make(map[string]string)
	flags(app.Node, known, variables)
	for name, s := range f.values {
		if known[name] {
			continue
		}
		hint := nearest(name, known)
		if flag := variables[strings.ToUpper(strings.ReplaceAll(name, "-", "_"))]; flag != "" {
			hint = flag
		}
		if hint != "" {
			hint = fmt.Sprintf("; did you mean %q?", hint)
		}
		f.fault(s.line, "unknown setting %q%s", name, hint)
	}
	slices.Sort(f.source.faults)
	return nil
}

// Resolve returns what the file says of a flag, if the environment says nothing.
func (f *file) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	s, ok := f.values[flag.Name]
	if !ok || s.value == nil {
		return nil, nil //nolint:nilnil // kong's way of saying that there is no value
	}
	for _, name := range flag.Envs {
		if f.source.Getenv(name) != "" || flag.Tag.Has("secret") && f.source.Getenv(name+inFile) != "" {
			return nil, nil //nolint:nilnil // as above
		}
	}
	if fault := check(flag, s.value); fault != "" {
		f.source.invalid(flag, "%s%s: %s", f.at(s.line), flag.Name, fault)
		return nil, nil //nolint:nilnil // as above
	}
	f.source.found(flag, FromFile, fmt.Sprintf("%s, line %d", f.name, s.line))
	return s.value, nil
}

// flags collects the names of all flags, and the flag of each variable.
func flags(n *kong.Node, names map[string]bool, variables map[string]string) {
	for _, f := range n.Flags {
		names[f.Name] = true
		for _, v := range f.Envs {
			variables[v] = f.Name
		}
	}
	for _, child := range n.Children {
		flags(child, names, variables)
	}
}

// nearest returns the setting that begins or ends most like an unknown name; empty where
// none is like it.
func nearest(name string, known map[string]bool) string {
	best, most := "", len(name)/2
	for k := range known {
		if n := common(name, k); n > most || n == most && best != "" && k < best {
			best, most = k, n
		}
	}
	return best
}

// common counts the letters that two words have alike at both ends.
func common(a, b string) int {
	head := 0
	for head < min(len(a), len(b)) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < min(len(a), len(b))-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	return head + tail
}
