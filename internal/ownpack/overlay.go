package ownpack

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"aktivering/internal/files"
)

// overlay is a folder with one file as it would be.
type overlay struct {
	files.Folder
	file, text string
}

// Open opens a file of the folder.
func (o overlay) Open(name string) (fs.File, error) {
	if name == o.file {
		return &opened{strings.NewReader(o.text), o.info()}, nil
	}
	return o.Folder.Open(name)
}

// ReadDir lists the folder, or one within.
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := o.Folder.ReadDir(name)
	if path.Dir(o.file) == name {
		if err != nil && name != "." {
			entries, err = nil, nil // it will be there
		}
		base := path.Base(o.file)
		entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return e.Name() == base })
		entries = append(entries, fs.FileInfoToDirEntry(o.info()))
	} else if in := path.Dir(o.file); err == nil && name == "." && !slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == in }) {
		entries = append(entries, fs.FileInfoToDirEntry(info{in, 0, fs.ModeDir | 0o755}))
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, err
}

func (o overlay) info() info { return info{path.Base(o.file), int64(len(o.text)), 0o644} }

// opened is the file.
type opened struct {
	*strings.Reader
	info info
}

func (f *opened) Stat() (fs.FileInfo, error) { return f.info, nil }
func (*opened) Close() error                 { return nil }

// info is what is known of a file or a folder.
type info struct {
	name string
	size int64
	mode fs.FileMode
}

func (i info) Name() string      { return i.name }
func (i info) Size() int64       { return i.size }
func (i info) Mode() fs.FileMode { return i.mode }
func (info) ModTime() time.Time  { return time.Time{} }
func (i info) IsDir() bool       { return i.mode.IsDir() }
func (info) Sys() any            { return nil }
