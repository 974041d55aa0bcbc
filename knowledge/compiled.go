package knowledge

import (
	_ "embed" // the compiled documents
	"errors"
	"fmt"
	"io/fs"
	"path"

	"go.yaml.in/yaml/v4"

	"aktivering/knowledge/internal/tree"
)

//go:generate go run ../internal/compile -to compiled.bin -index index.txt

// compiled holds the embedded files as they were parsed: to parse them takes most of the time
// to start. A file that was changed since is parsed.
//
//go:embed compiled.bin
var compiled string

// Compile returns the embedded files as they are parsed, and the index of those that are read
// when they are asked for. The error is Faults where files have some.
func Compile() (compiled, index []byte, err error) {
	documents := make(map[string]*yaml.Node)
	err = fs.WalkDir(embedded, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".yaml" {
			return err
		}
		data, err := fs.ReadFile(embedded, name)
		if err != nil {
			return err //nolint:wrapcheck // it names the file
		}
		f := &file{name: name}
		f.parse(data)
		if len(f.faults) > 0 {
			return Faults(f.faults)
		}
		documents[string(data)] = f.root
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("compile: %w", err)
	}
	b, err := loadNow(embedded)
	if err != nil {
		return nil, nil, err
	}
	compiled, err = tree.Store(documents)
	return compiled, indexOf(b), err //nolint:wrapcheck // it says what it is about
}

var errCompiled = errors.New("compiled.bin is broken; run go generate ./knowledge")

// findCompiled returns the root of a file that was compiled; nil of another one.
func findCompiled(data []byte) (*yaml.Node, error) {
	root, err := tree.Find(compiled, data)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errCompiled, err)
	}
	return root, nil
}
