package settings

import (
	"fmt"
	"strconv"
	"strings"
)

// Error is a setting that is wrong, or names what cannot be used.
type Error struct{ Message string }

func (e *Error) Error() string { return e.Message }

// misnamed is a channel of a setting that is not named by its id.
type misnamed struct{ setting, name string }

// Errorf returns an *Error.
func Errorf(format string, args ...any) error { return &Error{fmt.Sprintf(format, args...)} }

// unless returns a fault where something does not hold.
func unless(holds bool, format string, args ...any) error {
	if holds {
		return nil
	}
	return Errorf(format, args...)
}

// maxShown is how many bytes of a setting are shown where it is wrong: tokens and
// passwords in the wrong place are longer, or part of an address.
const maxShown = 32

// shown is a setting that is wrong, for its fault, unless it may be a secret.
func shown(value string) string {
	if len(value) > maxShown || strings.ContainsAny(value, "@=") || strings.Contains(value, "://") {
		return "what is set there"
	}
	return strconv.Quote(value)
}
