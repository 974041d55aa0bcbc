// Package parallel runs tests side by side that mostly wait. It is apart from bottest, whose flags not
// every test can have.
package parallel

import (
	"flag"
	"os"
	"strconv"
	"testing"
)

// Main runs the tests of a package with so many at a time, unless -parallel says how many: tests of
// stores, adapters and pages mostly wait, for timers, locks and each other, so that there can be more
// of them than processors. What ends something that all tests share is called after them.
func Main(m *testing.M, atOnce int, ends ...func()) {
	flag.Parse()
	const parallel = "test.parallel"
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == parallel })
	if !given {
		if err := flag.Set(parallel, strconv.Itoa(atOnce)); err != nil {
			panic(err)
		}
	}
	code := m.Run()
	for _, end := range ends {
		end()
	}
	os.Exit(code)
}
