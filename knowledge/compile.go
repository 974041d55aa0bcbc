package knowledge

import (
	"fmt"
	"io/fs"
	"path"

	"go.yaml.in/yaml/v4"

	"aktivering/knowledge/internal/tree"
)

//go:generate go run ../internal/compile -to compiled.bin -index index.txt

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

// indexOf returns the index of the embedded files that can be read when they are asked for: the
// articles, but for drafts, and the explanations.
func indexOf(b *Base) []byte {
	var list []byte
	line := func(thing any, id string, codes []Code) {
		o := b.origins[thing]
		if !o.folder.own {
			return
		}
		name := path.Join(o.folder.within, o.file)
		stat, err := fs.Stat(embedded, name)
		if err != nil {
			return
		}
		list = fmt.Appendf(list, "%s %d %s", name, stat.Size(), id)
		for _, c := range codes {
			list = fmt.Appendf(list, " %s", c)
		}
		list = append(list, '\n')
	}
	for _, a := range b.articles {
		line(a, a.ID, a.Codes)
	}
	for _, e := range b.explanations {
		line(e, e.ID, nil)
	}
	return list
}
