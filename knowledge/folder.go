package knowledge

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Folder is a pack with a name for faults to call it by. Load takes any fs.FS;
// this one tells an operator which folder is meant.
type Folder struct {
	fs.FS
	Name string
}

// ReadDir lists a folder as the FS itself does, within its bounds.
func (f Folder) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(f.FS, name) }

const packFile = "pack.yaml"

// packFolder is one folder of articles and explanations.
type packFolder struct {
	pack Pack
	// label is what faults put before a file's name.
	label string
	fsys  fs.FS
	own   bool // embedded
	// within is its path in what is embedded.
	within string
	// langs are the languages of its texts, drafts those in which they may be missing.
	langs, drafts []Lang
	// bare is a folder that holds explanations alone, and so is no pack.
	bare bool
}

// origin is where a thing was written: a file and the way to it from the root.
type origin struct {
	folder *packFolder
	file   string
	path   nodePath
}

// list returns the files of the folder: pack.yaml first, then the others by name, then those
// of some folders within, which need not be there.
func (s *packFolder) list(within ...string) ([]string, []Fault) {
	names, folders, faults := s.files(".")
	if s.bare {
		names, faults = nil, nil
	}
	found := len(names) + len(faults)
	deeper := ""
	for _, folder := range folders {
		if !slices.Contains(within, folder) {
			deeper = folder
		}
	}
	for _, folder := range within {
		if !slices.Contains(folders, folder) {
			continue
		}
		more, _, wrong := s.files(folder)
		names, faults = append(names, more...), append(faults, wrong...)
		found += len(more) + len(wrong)
	}
	if found == 0 && !s.bare {
		message := "the folder holds no .yaml file; name the folder that holds the articles themselves"
		if deeper != "" {
			message += ", such as " + path.Join(s.label, deeper)
		}
		faults = append(faults, Fault{File: s.label, Message: message})
	}
	return names, faults
}

// files returns what one folder holds: the paths of its files, pack.yaml first, and the names
// of the folders in it.
func (s *packFolder) files(folder string) (names, folders []string, faults []Fault) {
	entries, err := fs.ReadDir(s.fsys, folder)
	if err != nil {
		label := s.label
		if folder != "." {
			label = path.Join(label, folder)
		}
		return nil, nil, []Fault{{File: label, Message: "the folder cannot be read: " + withoutPath(err).Error()}}
	}
	for _, e := range entries {
		name := path.Join(folder, e.Name())
		switch {
		case strings.HasPrefix(e.Name(), "."):
		case e.IsDir():
			folders = append(folders, name)
		case path.Ext(name) == ".yml":
			faults = append(faults, Fault{File: path.Join(s.label, name), Message: "is not read; its name must end in .yaml"})
		case name == packFile:
			names = slices.Insert(names, 0, name)
		case path.Ext(name) == ".yaml":
			names = append(names, name)
		}
	}
	return names, folders, faults
}

// setLanguages sets the languages that a pack.yaml says its texts are in.
func (s *packFolder) setLanguages(f *file, l Languages) {
	_, n := child(resolveAlias(f.root), "languages")
	if n == nil {
		return
	}
	var langs []Lang
	for _, id := range new(file).ids(n, "languages") { // faults are noted when all of the file is read
		if slices.ContainsFunc(l, func(i LangInfo) bool { return i.ID == Lang(id) }) {
			langs = append(langs, Lang(id))
		}
	}
	if len(langs) > 0 {
		s.langs, s.drafts = langs, nil
	}
}

// packFolders lists the folders to read, the embedded ones first.
func packFolders(own fs.FS, packs []fs.FS) ([]*packFolder, []Fault) {
	var sources []*packFolder
	var faults []Fault
	folders, err := fs.ReadDir(own, "articles")
	if err != nil {
		faults = append(faults, Fault{File: "knowledge/articles", Message: err.Error()})
	}
	for _, folder := range folders {
		sub, err := fs.Sub(own, path.Join("articles", folder.Name()))
		if err != nil {
			faults = append(faults, Fault{File: "knowledge/articles", Message: err.Error()})
			continue
		}
		within := path.Join("articles", folder.Name())
		sources = append(sources, &packFolder{pack: Pack{ID: folder.Name()}, label: path.Join("knowledge", within), within: within, fsys: sub, own: true})
	}
	sources = append(sources, &packFolder{label: "knowledge", fsys: own, own: true, bare: true})
	for i, fsys := range packs {
		label := fmt.Sprintf("pack%d", i+1)
		if folder, ok := fsys.(Folder); ok {
			label = strings.TrimRight(folder.Name, "/")
		}
		sources = append(sources, &packFolder{pack: Pack{ID: path.Base(label)}, label: label, fsys: fsys})
	}
	return sources, faults
}
