package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"aktivering/knowledge"
)

// KnowledgeInit writes an example of a folder with knowledge of one's own, and the schemas by
// which an editor checks it. It writes nothing where one of the files is there already.
func (a *App) KnowledgeInit(dir string) error {
	written, err := exampleFiles()
	if err != nil {
		return fmt.Errorf("knowledge init: %w", err)
	}
	var there []string
	for _, f := range written {
		_, err := os.Lstat(filepath.Join(dir, f.name))
		switch {
		case err == nil:
			there = append(there, filepath.Join(dir, f.name))
		case !errors.Is(err, fs.ErrNotExist):
			return fmt.Errorf("knowledge init: %w", err)
		}
	}
	if len(there) > 0 {
		return &UsageError{fmt.Sprintf("nothing was written, as there is %s already; name another folder", strings.Join(there, ", "))}
	}
	for _, f := range written {
		name := filepath.Join(dir, f.name)
		if err := writeNew(name, f.data); err != nil {
			return fmt.Errorf("knowledge init: %w", err)
		}
		if _, err := fmt.Fprintln(a.Out, name); err != nil {
			return fmt.Errorf("knowledge init: %w", err)
		}
	}
	_, err = fmt.Fprintf(a.Out, "\nChange what is there, and check it: aktivering --knowledge %s knowledge lint\n", dir)
	if err != nil {
		return fmt.Errorf("knowledge init: %w", err)
	}
	return nil
}

// exampleFile is a file of the example, by its path in the folder.
type exampleFile struct {
	name string
	data []byte
}

func exampleFiles() ([]exampleFile, error) {
	var list []exampleFile
	folder, err := knowledge.ExampleFolder()
	if err != nil {
		return nil, err //nolint:wrapcheck // KnowledgeInit does
	}
	err = fs.WalkDir(folder, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(folder, name)
		list = append(list, exampleFile{filepath.FromSlash(name), data})
		return err //nolint:wrapcheck // KnowledgeInit does
	})
	if err != nil {
		return nil, err //nolint:wrapcheck // KnowledgeInit does
	}
	languages, err := knowledge.LoadLanguages()
	if err != nil {
		return nil, err //nolint:wrapcheck // KnowledgeInit does
	}
	for _, name := range knowledge.ExampleSchemas() {
		data, err := knowledge.Schema(name, languages)
		if err != nil {
			return nil, err //nolint:wrapcheck // KnowledgeInit does
		}
		list = append(list, exampleFile{filepath.FromSlash(path.Join("schemas", name+".schema.json")), data})
	}
	return list, nil
}

// writeNew writes a file that is not there yet.
func writeNew(name string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil { //nolint:gosec // the bot may run as another user
		return err //nolint:wrapcheck // it names the folder
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) //nolint:gosec // as above
	if err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}

// KnowledgeSchema prints the JSON Schema of a kind of file.
func (a *App) KnowledgeSchema(name string) error {
	languages, err := knowledge.LoadLanguages()
	if err != nil {
		return fmt.Errorf("knowledge schema: %w", err)
	}
	data, err := knowledge.Schema(name, languages)
	if err != nil {
		return fmt.Errorf("knowledge schema: %w", err)
	}
	if _, err := a.Out.Write(data); err != nil {
		return fmt.Errorf("knowledge schema: %w", err)
	}
	return nil
}
