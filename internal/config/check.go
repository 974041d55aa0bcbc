package config

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"
	"go.yaml.in/yaml/v4"
)

// environment checks what the environment says of a flag before kong does, which would
// end with the first fault. A flag whose variable is wrong has its default for the rest
// of the checks.
func (s *Source) environment(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	for _, name := range flag.Envs {
		value := s.Getenv(name)
		if value == "" {
			continue
		}
		if fault := check(flag, value); fault != "" {
			s.invalid(flag, "%s: %s", name, fault)
			return defaultOf(flag), nil
		}
		break
	}
	return nil, nil //nolint:nilnil // kong's way of saying that there is no value
}

// invalid takes note of a flag whose value is wrong.
func (s *Source) invalid(flag *kong.Flag, format string, args ...any) {
	s.names = append(s.names, flag.Envs...)
	s.fault(format, args...)
}

// Invalid returns the variables of the flags whose values were wrong. These flags have
// their defaults, so that what else is said of them may not hold.
func (s *Source) Invalid() []string { return s.names }

// defaultOf is the value of a flag that is not given.
func defaultOf(flag *kong.Flag) any {
	switch {
	case flag.HasDefault:
		return flag.Default
	case flag.IsBool():
		return "false"
	case flag.Target.CanInt() || flag.Target.CanUint() || flag.Target.CanFloat():
		return "0"
	}
	return ""
}

// check tells what is wrong with the value of a flag; empty if nothing is.
func check(flag *kong.Flag, value any) string {
	if _, ok := value.([]any); ok && !flag.IsSlice() {
		return "a list is invalid; use one value"
	}
	target := reflect.New(flag.Target.Type()).Elem()
	decode := &kong.DecodeContext{Value: flag.Value, Scan: kong.Scan().PushTyped(value, kong.FlagValueToken)}
	if err := flag.Mapper.Decode(decode, target); err != nil {
		if _, own := reflect.TypeAssert[encoding.TextUnmarshaler](target.Addr()); own && !flag.Tag.Has("secret") {
			return Hide(err.Error()) // a type of the program tells itself what it takes
		}
		return expected(flag, value)
	}
	if allowed := flag.EnumSlice(); flag.Enum != "" && !slices.Contains(allowed, fmt.Sprint(target)) {
		allowed = slices.DeleteFunc(allowed, func(s string) bool { return s == "" })
		return given(flag, value) + "use " + Choice(allowed)
	}
	return ""
}

// expected tells what kind of value a flag takes.
func expected(flag *kong.Flag, value any) string {
	what := "see aktivering --help"
	switch target := flag.Target; {
	case target.Type() == reflect.TypeFor[time.Duration]():
		what = "use a duration such as 8s, 15m or 1h30m"
	case target.CanInt(), target.CanUint():
		what = "use a whole number"
	case target.CanFloat():
		what = "use a number"
	case flag.IsBool():
		what = "use true or false"
	case flag.IsSlice():
		what = "use a list of single values"
	}
	return given(flag, value) + what
}

// given begins a fault: the value is invalid. It names the value, unless that may be a
// secret.
func given(flag *kong.Flag, value any) string {
	text, ok := value.(string)
	if !ok || flag.Tag.Has("secret") || len(text) > maxWord || secret.MatchString(text) {
		return "the value is invalid; "
	}
	return strconv.Quote(text) + " is invalid; "
}

// Choice writes a list with "or" before its last word.
func Choice(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// valueOf is a value of a YAML file: nil, a text, a list of such, or what is neither. A
// number stays as it is written: ids are longer than numbers can be.
func valueOf(node *yaml.Node) (any, error) {
	if node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	var v any
	if err := node.Decode(&v); err != nil {
		return nil, err
	}
	if v == nil {
		return nil, nil //nolint:nilnil // kong's way of saying that there is no value
	}
	if node.Kind == yaml.ScalarNode {
		return node.Value, nil
	}
	list, ok := v.([]any)
	if !ok {
		return v, nil
	}
	for i, item := range node.Content {
		if item.Kind == yaml.AliasNode {
			item = item.Alias
		}
		if item.Kind == yaml.ScalarNode {
			list[i] = item.Value
		}
	}
	return list, nil
}
