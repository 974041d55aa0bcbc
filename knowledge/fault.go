package knowledge

import (
	"fmt"
	"strings"
)

// Fault is something wrong in a knowledge file, and how to correct it.
type Fault struct {
	File string
	// Line counts from 1; 0 means the file as a whole.
	Line    int
	Message string
}

// String returns the fault as file:line: message, which editors can follow.
func (f Fault) String() string {
	if f.Line == 0 {
		return f.File + ": " + f.Message
	}
	return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Message)
}

// Faults is every fault that was found, as one error.
type Faults []Fault

// Error lists the faults, one a line.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.String()
	}
	return strings.Join(lines, "\n")
}
