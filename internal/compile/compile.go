// Command compile stores the embedded files of knowledge as they are parsed, so that the program
// starts faster.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"

	"aktivering/knowledge"
)

func main() {
	to := flag.String("to", "", "the file to write")
	index := flag.String("index", "", "the file to write the index to")
	flag.Parse()
	compiled, list, err := knowledge.Compile()
	if err == nil {
		err = errors.Join(write(*to, compiled), write(*index, list))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "compile:", err)
		os.Exit(1)
	}
}

func write(name string, data []byte) error {
	return os.WriteFile(name, data, 0o644) //nolint:gosec,wrapcheck // everybody may read it; the error names the file
}
