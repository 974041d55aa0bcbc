package config

import (
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// Origin is what set a setting.
type Origin string

// What can set a setting, the strongest first.
const (
	FromFlag        Origin = "flag"
	FromEnvironment Origin = "environment"
	FromSecretFile  Origin = "secret file"
	FromFile        Origin = "file"
	FromDefault     Origin = "default"
)

// Setting is what one flag is set to, as everybody may see it, and by what.
type Setting struct {
	// Name is the flag's name, without dashes, and Variable that of its variable.
	Name     string `json:"name"`
	Variable string `json:"variable"`
	// Value is empty where nothing is set. Of a secret it is Masked, or what the String method of
	// its type tells of it; of an address it leaves out credentials and the query.
	Value  string `json:"value"`
	Secret bool   `json:"secret"`
	From   Origin `json:"from"`
	// Where is the variable, or the file and its line; empty for a flag and a default.
	Where string `json:"where,omitempty"`
}

// Masked stands for a secret that is set.
const Masked = "********"

// origin is where a value was found.
type origin struct {
	from  Origin
	where string
}

// found takes note of where the value of a flag stands.
func (s *Source) found(flag *kong.Flag, from Origin, where string) {
	if s.origins == nil {
		s.origins = make(map[*kong.Flag]origin)
	}
	s.origins[flag] = origin{from, where}
}

// Settings returns the settings in force of the command that was parsed: those that all commands
// share first, then its own, in the order of the help. A flag that has no variable is none.
func (s *Source) Settings(ctx *kong.Context) (all []Setting) {
	given := make(map[*kong.Flag]bool)
	for _, p := range ctx.Path {
		if p.Flag != nil && !p.Resolved {
			given[p.Flag] = true
		}
	}
	flags := ctx.Model.Flags
	if selected := ctx.Selected(); selected != nil {
		flags = append(slices.Clip(flags), selected.Flags...)
	}
	for _, flag := range flags {
		if len(flag.Envs) == 0 {
			continue
		}
		at := s.originOf(flag, given[flag])
		all = append(all, Setting{
			Name: flag.Name, Variable: flag.Envs[0], Value: visible(flag, ctx.FlagValue(flag)), Secret: flag.Tag.Has("secret"), From: at.from, Where: at.where,
		})
	}
	return all
}

func (s *Source) originOf(flag *kong.Flag, given bool) origin {
	if given {
		return origin{FromFlag, ""}
	}
	for _, name := range flag.Envs {
		if s.Getenv(name) != "" {
			return origin{FromEnvironment, name}
		}
	}
	if at, ok := s.origins[flag]; ok {
		return at
	}
	return origin{FromDefault, ""}
}

// visible is the value of a flag as everybody may see it.
func visible(flag *kong.Flag, value any) string {
	v := reflect.ValueOf(value)
	if !v.IsValid() || v.Kind() == reflect.Slice && v.Len() == 0 || v.Kind() == reflect.String && v.Len() == 0 {
		return ""
	}
	if flag.Tag.Has("secret") {
		if named, ok := value.(fmt.Stringer); ok {
			return named.String()
		}
		return Masked
	}
	if v.Kind() != reflect.Slice {
		return visibleWord(flag, fmt.Sprint(value))
	}
	var words []string
	for i := range v.Len() {
		words = append(words, visibleWord(flag, fmt.Sprint(v.Index(i).Interface())))
	}
	return strings.Join(words, ",")
}

// visibleWord is a value without what may be a secret that was given in the wrong place. A flag with
// the tag `private` is an address of which only the host may be seen: its path lets people in.
func visibleWord(flag *kong.Flag, word string) string {
	if !strings.Contains(word, "://") {
		if secret.MatchString(word) {
			return Masked
		}
		return word
	}
	u, err := url.Parse(word)
	if err != nil || u.Host == "" {
		return Masked
	}
	path := u.EscapedPath()
	if flag.Tag.Has("private") && strings.Trim(path, "/") != "" || secret.MatchString(path) {
		path = "/…"
	}
	return u.Scheme + "://" + u.Host + path
}
