package ownpack

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"aktivering/internal/files"
	"aktivering/knowledge"
)

// MaxFile is how many bytes a file has at most that is written.
const MaxFile = 256 << 10

// The errors for what is not done.
var (
	// ErrNoPack is the error for a folder that there is not.
	ErrNoPack = errors.New("there is no such folder with knowledge")
	// ErrNoFile is the error for a file that there is not, and ErrName for a name that none has.
	ErrNoFile = errors.New("there is no such file")
	ErrName   = errors.New("this is no name of a file with knowledge")
	// ErrChanged is the error for a file that is not as the writer has seen it.
	ErrChanged = errors.New("the file has changed meanwhile")
	// ErrReadOnly is the error for a folder that cannot be written, and ErrLarge for a file that is
	// larger than MaxFile.
	ErrReadOnly = errors.New("the folder cannot be written")
	ErrLarge    = errors.New("the file is too large")
)

// Loader loads the knowledge with the packs as they are given. It fails with knowledge.Faults where
// there are some.
type Loader func(ctx context.Context, packs []fs.FS) (*knowledge.Base, error)

// Folders are the folders of an organisation. The zero value has none. It is safe for concurrent use.
type Folders struct {
	list []folder
	load Loader
	// writing lets one file be checked and written at a time.
	writing sync.Mutex
}

// folder is one with its name, which is no path.
type folder struct{ name, path string }

// New returns the folders of paths, in the order in which they are loaded.
func New(paths []string, load Loader) *Folders {
	f := &Folders{load: load}
	for _, p := range paths {
		name, n := filepath.Base(filepath.Clean(p)), 1
		for own := name; slices.ContainsFunc(f.list, func(o folder) bool { return o.name == name }); {
			n++
			name = own + "-" + strconv.Itoa(n)
		}
		f.list = append(f.list, folder{name, filepath.Clean(p)})
	}
	return f
}

// Names are the names of the folders.
func (f *Folders) Names() []string {
	var names []string
	for _, o := range f.list {
		names = append(names, o.name)
	}
	return names
}

// Locate returns the folder and the name of a file that faults call by a path; false where it is in
// none of the folders.
func (f *Folders) Locate(file string) (pack, name string, ok bool) {
	for _, o := range f.list {
		if name, in := strings.CutPrefix(file, filepath.ToSlash(o.path)+"/"); in && fileName().MatchString(name) {
			return o.name, name, true
		}
	}
	return "", "", false
}

// fileName is what a file is called: at the top, or among the explanations.
var fileName = sync.OnceValue(func() *regexp.Regexp { //nolint:gochecknoglobals // a pattern, compiled once
	return regexp.MustCompile(`^(?:(?:terms|asides)/)?[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.ya?ml$`)
})

// find returns a folder by its name, and checks the name of a file in it.
func (f *Folders) find(pack, file string) (int, error) {
	i := slices.IndexFunc(f.list, func(o folder) bool { return o.name == pack })
	switch {
	case i < 0:
		return 0, ErrNoPack
	case !fileName().MatchString(file):
		return 0, ErrName
	}
	return i, nil
}

// Writable fails with ErrReadOnly where no file can be made in a folder.
func (f *Folders) Writable(pack string) error {
	i, err := f.find(pack, "pack.yaml")
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(f.list[i].path)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrReadOnly, err)
	}
	defer func() { _ = root.Close() }() // nothing is left in it
	name := temporary()
	file, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrReadOnly, err)
	}
	return errors.Join(file.Close(), root.Remove(name))
}

// temporary is the name of a file that nobody reads.
func temporary() string { return ".aktivering-" + rand.Text() + ".tmp" }

// List returns the names of a folder's files, sorted.
func (f *Folders) List(pack string) ([]string, error) {
	i, err := f.find(pack, "pack.yaml")
	if err != nil {
		return nil, err
	}
	var names []string
	for _, in := range []string{".", "asides", "terms"} {
		entries, err := files.Folder(f.list[i].path).ReadDir(in)
		if errors.Is(err, fs.ErrNotExist) && in != "." {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("list the folder %s: %w", pack, err)
		}
		for _, e := range entries {
			if name := path.Join(in, e.Name()); fileName().MatchString(name) && !e.IsDir() {
				names = append(names, name)
			}
		}
	}
	return names, nil
}

// Read returns what a file holds, and the version that it has by that.
func (f *Folders) Read(pack, file string) (text, version string, err error) {
	i, err := f.find(pack, file)
	if err != nil {
		return "", "", err
	}
	data, err := fs.ReadFile(files.Folder(f.list[i].path), file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", "", ErrNoFile
	case err != nil:
		return "", "", fmt.Errorf("read %s of %s: %w", file, pack, err)
	}
	return string(data), versionOf(data), nil
}

func versionOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Check fails with knowledge.Faults where the knowledge with a file has faults that it has not
// without it; files are named by the folder's name. Of an article that is not finished it returns
// what it lacks.
func (f *Folders) Check(ctx context.Context, pack, file, text string) (lacks []knowledge.Fault, err error) {
	i, err := f.find(pack, file)
	switch {
	case err != nil:
		return nil, err
	case len(text) > MaxFile:
		return nil, ErrLarge
	}
	own := path.Join(filepath.ToSlash(f.list[i].path), file)
	kb, err := f.load(ctx, f.packs(i, file, text))
	faults, faulty := errors.AsType[knowledge.Faults](err)
	switch {
	case faulty && slices.ContainsFunc(faults, func(f knowledge.Fault) bool { return f.File == own }):
		return nil, f.named(faults)
	case faulty: // those of other files that were there before are no reason
		_, err := f.load(ctx, f.packs(-1, "", ""))
		before, _ := errors.AsType[knowledge.Faults](err)
		faults = slices.DeleteFunc(faults, func(f knowledge.Fault) bool { return slices.Contains(before, f) })
		if len(faults) > 0 {
			return nil, f.named(faults)
		}
		return nil, nil
	case err != nil:
		return nil, err
	}
	for _, d := range kb.Drafts() {
		if d.File == own {
			lacks = f.named(d.Lacks)
		}
	}
	return lacks, nil
}

// packs are the folders as they are loaded, one of them with a file as it would be.
func (f *Folders) packs(changed int, file, text string) []fs.FS {
	packs := make([]fs.FS, len(f.list))
	for i, o := range f.list {
		own := fs.FS(files.Folder(o.path))
		if i == changed {
			own = overlay{files.Folder(o.path), file, text}
		}
		packs[i] = knowledge.Folder{FS: own, Name: o.path}
	}
	return packs
}

// named are faults with the names of the folders in place of their paths.
func (f *Folders) named(faults []knowledge.Fault) knowledge.Faults {
	list := slices.Clone(faults)
	for i := range list {
		for _, o := range f.list {
			before := filepath.ToSlash(o.path)
			if rest, ok := strings.CutPrefix(list[i].File, before+"/"); ok {
				list[i].File = o.name + "/" + rest
			}
			list[i].Message = strings.ReplaceAll(list[i].Message, before+"/", o.name+"/")
		}
	}
	return list
}

// Save writes a file that Check finds nothing wrong with, as a whole. version is that of what the
// writer has seen, empty of a file that is new: it fails with ErrChanged where the file is not so.
func (f *Folders) Save(ctx context.Context, pack, file, text, version string) (lacks []knowledge.Fault, err error) {
	if len(text) > MaxFile {
		return nil, ErrLarge
	}
	f.writing.Lock()
	defer f.writing.Unlock()
	_, now, err := f.Read(pack, file)
	switch {
	case errors.Is(err, ErrNoFile):
	case err != nil:
		return nil, err
	}
	if now != version {
		return nil, ErrChanged
	}
	if lacks, err = f.Check(ctx, pack, file, text); err != nil {
		return nil, err
	}
	i, err := f.find(pack, file)
	if err != nil {
		return nil, err
	}
	if err := write(f.list[i].path, file, text, version == ""); err != nil {
		return nil, fmt.Errorf("write %s of %s: %w", file, pack, err)
	}
	return lacks, nil
}

// write puts a file in the place of the one of its name, or where none may be yet. Whoever reads
// the folder at any moment sees the old file or the new one.
func write(folder, file, text string, isNew bool) (err error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrReadOnly, err)
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	mode := fs.FileMode(0o644)
	if info, err := root.Stat(file); err == nil {
		mode = info.Mode().Perm()
	}
	if in := path.Dir(file); in != "." {
		if err := root.MkdirAll(in, 0o755); err != nil {
			return fmt.Errorf("%w: %w", ErrReadOnly, err)
		}
	}
	name := path.Join(path.Dir(file), temporary())
	out, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrReadOnly, err)
	}
	defer func() { _ = root.Remove(name) }() // it is gone where all went well
	_, err = out.WriteString(text)
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return err
	}
	if !isNew {
		return root.Rename(name, file)
	}
	if err := root.Link(name, file); errors.Is(err, fs.ErrExist) {
		return ErrChanged
	} else if err != nil {
		return err
	}
	return nil
}
