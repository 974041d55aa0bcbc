package knowledge

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

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
