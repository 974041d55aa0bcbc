// Package files opens what an operator names, within bounds: whatever else stands in
// the file system under the name, a pipe that nobody writes to or a device without an
// end, is refused and waited for by nobody.
package files

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Bounds of what is read.
const (
	// MaxFile is how many bytes a file has at most.
	MaxFile = 1 << 20
	// maxFiles is how many files a folder has at most, and maxFolder how many bytes they
	// have together.
	maxFiles  = 10_000
	maxFolder = 64 << 20
)

// pipeTimeout is how long a pipe may take to be written.
const pipeTimeout = 10 * time.Second

var (
	errTooLarge = fmt.Errorf("it is larger than %d bytes", MaxFile)
	errSilent   = fmt.Errorf("nobody has written it to its end within %s", pipeTimeout)
)

// kindOf says what stands under a name that is no file.
func kindOf(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "it is a folder, not a file"
	case mode&fs.ModeNamedPipe != 0:
		return "it is a pipe, not a file"
	case mode&fs.ModeSocket != 0:
		return "it is a socket, not a file"
	case mode&fs.ModeDevice != 0:
		return "it is a device, not a file"
	}
	return "it is not a file"
}

// check refuses what is no file, or too large.
func check(info fs.FileInfo) error {
	switch {
	case !info.Mode().IsRegular():
		return errors.New(kindOf(info.Mode()))
	case info.Size() > MaxFile:
		return errTooLarge
	}
	return nil
}

// stat looks at what stands under a name. That is how opening it begins.
func stat(path string) (fs.FileInfo, error) {
	info, err := os.Stat(path)
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		e.Op = "open"
	}
	return info, err
}

// open opens a file, and nothing else: opening a device may already do something, and
// opening a pipe waits for whoever writes.
func open(path string) (*os.File, error) {
	info, err := stat(path)
	if err != nil {
		return nil, err
	}
	if err := check(info); err != nil {
		return nil, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	// It may have become something else since; then opening it does not wait.
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	if info, err = f.Stat(); err == nil {
		err = check(info)
	}
	if err != nil {
		_ = f.Close() // nothing was read
		return nil, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	return f, nil
}

// Read reads a file, or a pipe such as a shell's <(command) if it is written soon.
func Read(path string) ([]byte, error) { return read(path, pipeTimeout) }

func read(path string, patience time.Duration) ([]byte, error) {
	info, err := stat(path)
	if err != nil {
		return nil, err
	}
	if info.Mode()&fs.ModeNamedPipe != 0 {
		return readPipe(path, patience)
	}
	return ReadFile(path)
}

// ReadFile reads a file alone: what is to be read again cannot be a pipe.
func ReadFile(path string) ([]byte, error) {
	f, err := open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	return readAll(f, path)
}

// readAll reads what is not larger than a file may be.
func readAll(r io.Reader, path string) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	if err == nil && len(data) > MaxFile {
		err = &fs.PathError{Op: "read", Path: path, Err: errTooLarge}
	}
	if err != nil {
		return nil, err
	}
	return data, nil
}

// readPipe reads a pipe. Where nobody writes to it, what waits for that is left behind:
// the program ends without it.
func readPipe(path string, patience time.Duration) ([]byte, error) {
	type result struct {
		data []byte
		err  error
	}
	done := make(chan result, 1)
	go func() {
		f, err := os.Open(path)
		if err != nil {
			done <- result{err: err}
			return
		}
		data, err := readAll(f, path)
		_ = f.Close() // it was only read
		done <- result{data, err}
	}()
	select {
	case r := <-done:
		return r.data, r.err
	case <-time.After(patience):
		return nil, &fs.PathError{Op: "read", Path: path, Err: errSilent}
	}
}

// Folder is a folder whose files can be read, and listed, as an fs.FS.
type Folder string

var errTooMany = fmt.Errorf("it holds more than %d files", maxFiles)

// Open opens a file of the folder.
func (d Folder) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	if name == "." {
		return os.Open(string(d))
	}
	return open(filepath.Join(string(d), filepath.FromSlash(name)))
}

// ReadDir lists the folder, or one within. It fails where there is more than is ever read.
func (d Folder) ReadDir(name string) ([]fs.DirEntry, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrInvalid}
	}
	folder := filepath.Join(string(d), filepath.FromSlash(name))
	info, err := os.Stat(folder)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, &fs.PathError{Op: "readdir", Path: folder, Err: errors.New("it is not a folder")}
	}
	f, err := os.Open(folder)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	entries, err := f.ReadDir(maxFiles + 1)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if len(entries) > maxFiles {
		return nil, &fs.PathError{Op: "readdir", Path: folder, Err: errTooMany}
	}
	total := int64(0)
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() && info.Size() <= MaxFile {
			total += info.Size() // the others are refused when they are read
		}
	}
	if total > maxFolder {
		return nil, &fs.PathError{Op: "readdir", Path: folder, Err: fmt.Errorf("its files have more than %d bytes together", maxFolder)}
	}
	return sorted(entries), nil
}

func sorted(entries []fs.DirEntry) []fs.DirEntry {
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries
}
