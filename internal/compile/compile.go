// Command compile stores the embedded files of knowledge as they are parsed, so that the program
// starts faster.
package main

import (
	"flag"
	"fmt"
	"os"

	"aktivering/knowledge"
)

func main() {
	to := flag.String("to", "", "the file to write")
	flag.Parse()
	data, err := knowledge.Compile()
	if err == nil {
		err = os.WriteFile(*to, data, 0o644) //nolint:gosec // everybody may read it
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "compile:", err)
		os.Exit(1)
	}
}
