package ownpack_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"aktivering/internal/ownpack"
	"aktivering/knowledge"
)

// example is a folder as `knowledge init` makes it, and an article of it.
func example(t *testing.T) (folder, article string) {
	t.Helper()
	folder = filepath.Join(t.TempDir(), "egen")
	source, err := knowledge.ExampleFolder()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(folder, source); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(folder, "0x8007232B.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return folder, string(data)
}

func load(_ context.Context, packs []fs.FS) (*knowledge.Base, error) {
	return knowledge.LoadWith(knowledge.LoadLanguage, packs...)
}

const article = "0x8007232B.yaml"

// A file is checked with all others, and written as a whole or not at all.
func TestSave(t *testing.T) {
	folder, was := example(t)
	f := ownpack.New([]string{folder}, load)
	names, err := f.List("egen")
	if err != nil || strings.Join(names, " ") != "0x8007232B.yaml ny-jobb-pc.yaml pack.yaml asides/opening-hours.yaml" {
		t.Fatalf("%v, %v", names, err)
	}
	if err := f.Writable("egen"); err != nil {
		t.Error(err)
	}
	text, version, err := f.Read("egen", article)
	if err != nil || text != was {
		t.Fatalf("%v", err)
	}
	_, err = f.Save(t.Context(), "egen", article, strings.Replace(was, "\nextends:", "\nextens:", 1), version)
	faults, ok := errors.AsType[knowledge.Faults](err)
	if !ok || len(faults) == 0 || !strings.HasPrefix(faults[0].File, "egen/") || strings.Contains(err.Error(), folder) {
		t.Errorf("a faulty file: %v", err)
	}
	if now, _, _ := f.Read("egen", article); now != was {
		t.Error("a faulty file was written")
	}
	better := was + "# bedre\n"
	if _, err := f.Save(t.Context(), "egen", article, better, version); err != nil {
		t.Fatal(err)
	}
	if now, _, _ := f.Read("egen", article); now != better {
		t.Errorf("not written: %s", now)
	}
	if _, err := f.Save(t.Context(), "egen", article, was, version); !errors.Is(err, ownpack.ErrChanged) {
		t.Errorf("an old version: %v", err)
	}
	if _, err := f.Save(t.Context(), "egen", article, was, ""); !errors.Is(err, ownpack.ErrChanged) {
		t.Errorf("a new file over an old one: %v", err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			t.Errorf("%s is left", e.Name())
		}
	}
}

// What another file has wrong does not keep one from being mended, but nothing gets worse.
func TestOtherFaults(t *testing.T) {
	folder, was := example(t)
	if err := os.WriteFile(filepath.Join(folder, "other.yaml"), []byte("id: [\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f := ownpack.New([]string{folder}, load)
	_, version, err := f.Read("egen", article)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Save(t.Context(), "egen", article, was+"# bedre\n", version); err != nil {
		t.Errorf("%v", err)
	}
	if _, err := f.Save(t.Context(), "egen", "third.yaml", "id: [\n", ""); err == nil {
		t.Error("a faulty file was written")
	}
}

// A draft is checked as far as it goes, and of two who make the same file one does.
func TestDraft(t *testing.T) {
	folder, _ := example(t)
	f := ownpack.New([]string{folder}, load)
	const draft = "status: draft\nid: \"nytt\"\nkinds: [symptom]\nwindows: [\"11\"]\n"
	lacks, err := f.Check(t.Context(), "egen", "nytt.yaml", draft)
	if err != nil || len(lacks) == 0 {
		t.Errorf("%v, %v", lacks, err)
	}
	var made atomic.Int32
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			_, err := f.Save(t.Context(), "egen", "nytt.yaml", draft, "")
			switch {
			case err == nil:
				made.Add(1)
			case !errors.Is(err, ownpack.ErrChanged):
				t.Error(err)
			}
		})
	}
	both.Wait()
	if made.Load() != 1 {
		t.Errorf("made %d times", made.Load())
	}
	if _, err := f.Save(t.Context(), "egen", "terms/nytt.yaml", "id: [\n", ""); err == nil {
		t.Error("a faulty file was written")
	}
}

// No name leads out of the folder.
func TestNames(t *testing.T) {
	folder, was := example(t)
	outside := filepath.Join(filepath.Dir(folder), "hemmelig.yaml")
	if err := os.WriteFile(outside, []byte("id: x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f := ownpack.New([]string{folder, folder}, load)
	if names := f.Names(); strings.Join(names, " ") != "egen egen-2" {
		t.Errorf("%v", names)
	}
	for _, name := range []string{
		"", ".", "..", "../hemmelig.yaml", "terms/../../hemmelig.yaml", "/etc/passwd", outside, ".hidden.yaml", "x.txt", "x", "a/b.yaml", `..\hemmelig.yaml`,
		"x.yaml\x00", "x.yaml\n", strings.Repeat("a", 200) + ".yaml", "terms/.yaml", "asides//x.yaml", "terms", "æ.yaml",
	} {
		if _, _, err := f.Read("egen", name); !errors.Is(err, ownpack.ErrName) {
			t.Errorf("read %q: %v", name, err)
		}
		if _, err := f.Save(t.Context(), "egen", name, was, ""); !errors.Is(err, ownpack.ErrName) {
			t.Errorf("write %q: %v", name, err)
		}
	}
	for _, pack := range []string{"", "..", folder, "egen/", "egen/../egen", "other"} {
		if _, _, err := f.Read(pack, article); !errors.Is(err, ownpack.ErrNoPack) {
			t.Errorf("pack %q: %v", pack, err)
		}
	}
	// A link that leads out of the folder is not written through.
	if err := os.Symlink(outside, filepath.Join(folder, "lenke.yaml")); err != nil {
		t.Fatal(err)
	}
	_, version, err := f.Read("egen", "lenke.yaml")
	if err == nil {
		_, _ = f.Save(t.Context(), "egen", "lenke.yaml", was, version)
	}
	if data, err := os.ReadFile(outside); err != nil || string(data) != "id: x\n" {
		t.Errorf("%s, %v", data, err)
	}
	if _, err := f.Check(t.Context(), "egen", article, strings.Repeat("a", ownpack.MaxFile+1)); !errors.Is(err, ownpack.ErrLarge) {
		t.Errorf("too large: %v", err)
	}
}

// Where nothing can be written, that is said.
func TestReadOnly(t *testing.T) {
	f := ownpack.New([]string{filepath.Join(t.TempDir(), "none")}, load)
	if err := f.Writable("none"); !errors.Is(err, ownpack.ErrReadOnly) {
		t.Errorf("a folder that is not there: %v", err)
	}
	if os.Getuid() == 0 {
		return // may write everywhere
	}
	folder, _ := example(t)
	if err := os.Chmod(folder, 0o500); err != nil {
		t.Fatal(err)
	}
	f = ownpack.New([]string{folder}, load)
	if err := f.Writable("egen"); !errors.Is(err, ownpack.ErrReadOnly) {
		t.Errorf("a folder that cannot be written: %v", err)
	}
}
