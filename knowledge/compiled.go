package knowledge

import (
	_ "embed" // the compiled documents
	"errors"
	"fmt"

	"go.yaml.in/yaml/v4"

	"aktivering/knowledge/internal/tree"
)

// compiled holds the embedded files as they were parsed: to parse them takes most of the time
// to start. A file that was changed since is parsed.
//
//go:embed compiled.bin
var compiled string

var errCompiled = errors.New("compiled.bin is broken; run go generate ./knowledge")

// findCompiled returns the root of a file that was compiled; nil of another one.
func findCompiled(data []byte) (*yaml.Node, error) {
	root, err := tree.Find(compiled, data)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errCompiled, err)
	}
	return root, nil
}
