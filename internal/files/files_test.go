//go:build unix

package files

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"
)

// stand makes one of everything that can stand in a folder, and returns what is wrong
// with each; "" is nothing.
func stand(t *testing.T, folder string) map[string]string {
	t.Helper()
	at := func(name string) string { return filepath.Join(folder, name) }
	socket, err := net.ListenUnix("unix", &net.UnixAddr{Name: at("socket.yaml")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = socket.Close() })
	for _, err := range []error{
		os.WriteFile(at("good.yaml"), []byte("x: 1\n"), 0o600),
		os.WriteFile(at("largest.yaml"), make([]byte, MaxFile), 0o600),
		os.WriteFile(at("larger.yaml"), make([]byte, MaxFile+1), 0o600),
		os.Truncate(at("larger.yaml"), 1<<40),
		os.Mkdir(at("folder.yaml"), 0o700),
		syscall.Mkfifo(at("pipe.yaml"), 0o600),
		os.Symlink("good.yaml", at("link.yaml")),
		os.Symlink("pipe.yaml", at("to-pipe.yaml")),
		os.Symlink("loop.yaml", at("loop.yaml")),
		os.Symlink("nowhere.yaml", at("nowhere.yaml.yaml")),
		os.Symlink("/dev/zero", at("device.yaml")),
		os.Symlink(folder, at("round.yaml")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return map[string]string{
		"good.yaml": "", "largest.yaml": "", "link.yaml": "", "larger.yaml": "larger than", "folder.yaml": "folder", "pipe.yaml": "pipe",
		"to-pipe.yaml": "pipe", "loop.yaml": "symbolic links", "nowhere.yaml.yaml": "no such file", "device.yaml": "device", "round.yaml": "folder",
		"socket.yaml": "socket", "none.yaml": "no such file",
	}
}

// Nothing but files is read of a folder, and nothing is waited for.
func TestFolder(t *testing.T) {
	dir := t.TempDir()
	for name, want := range stand(t, dir) {
		data, err := fs.ReadFile(Folder(dir), name)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) || len(data) > MaxFile {
			t.Errorf("%s: %d bytes, %v; want %q", name, len(data), err, want)
		}
	}
	if entries, err := fs.ReadDir(Folder(dir), "."); err != nil || len(entries) != 12 || entries[0].Name() != "device.yaml" {
		t.Errorf("%v, %v", entries, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "folder.yaml", "within.yaml"), []byte("x: 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if entries, err := fs.ReadDir(Folder(dir), "folder.yaml"); err != nil || len(entries) != 1 || entries[0].Name() != "within.yaml" {
		t.Errorf("the folder within: %v, %v", entries, err)
	}
	if data, err := fs.ReadFile(Folder(dir), "folder.yaml/within.yaml"); err != nil || string(data) != "x: 1\n" {
		t.Errorf("a file within: %q, %v", data, err)
	}
	if _, err := fs.ReadDir(Folder(dir), "../x"); !errors.Is(err, fs.ErrInvalid) {
		t.Errorf("a folder outside: %v", err)
	}
	for _, name := range []string{"../x", "/etc/passwd", ""} {
		if _, err := Folder(dir).Open(name); !errors.Is(err, fs.ErrInvalid) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestFolderIsAFileSystem(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a.yaml", "b.yaml"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := fstest.TestFS(Folder(dir), "a.yaml", "b.yaml"); err != nil {
		t.Error(err)
	}
}

func TestFolderTooFull(t *testing.T) {
	dir := t.TempDir()
	for i := range maxFiles + 1 {
		if err := os.WriteFile(filepath.Join(dir, strconv.Itoa(i)), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := fs.ReadDir(Folder(dir), "."); !errors.Is(err, errTooMany) {
		t.Errorf("many files: %v", err)
	}
	dir = t.TempDir()
	for i := range maxFolder/MaxFile + 1 {
		name := filepath.Join(dir, strconv.Itoa(i))
		if err := errors.Join(os.WriteFile(name, nil, 0o600), os.Truncate(name, MaxFile)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := fs.ReadDir(Folder(dir), "."); err == nil || !strings.Contains(err.Error(), "together") {
		t.Errorf("many bytes: %v", err)
	}
	for name, want := range map[string]string{"0": "not a folder", "none": "no such file"} {
		if _, err := fs.ReadDir(Folder(filepath.Join(dir, name)), "."); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A file of settings may be a pipe, but not for ever.
func TestRead(t *testing.T) {
	dir := t.TempDir()
	wants := stand(t, dir)
	for _, name := range []string{"pipe.yaml", "to-pipe.yaml"} {
		wants[name] = "nobody has written it"
	}
	for name, want := range wants {
		data, err := read(filepath.Join(dir, name), time.Millisecond)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) || len(data) > MaxFile {
			t.Errorf("%s: %d bytes, %v; want %q", name, len(data), err, want)
		}
	}
	for size, want := range map[int]error{3: nil, MaxFile: nil, MaxFile + 1: errTooLarge} {
		path := filepath.Join(dir, fmt.Sprint("pipe", size))
		if err := syscall.Mkfifo(path, 0o600); err != nil {
			t.Fatal(err)
		}
		go func() { _ = os.WriteFile(path, bytes.Repeat([]byte("x"), size), 0o600) }() // the reader may have had enough
		if data, err := Read(path); !errors.Is(err, want) || want == nil && len(data) != size {
			t.Errorf("a pipe of %d bytes: %d, %v", size, len(data), err)
		}
	}
}
