package knowledge

import (
	"embed"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

//go:embed replies/*.yaml
var embeddedReplies embed.FS

// Reply is a text that agents send often. {name} and {agent} in it stand for the
// names of the person and of the agent.
type Reply struct {
	// ID is the name of the file, by which agents call it.
	ID    string
	Title string
	Text  Text
}

// LoadReplies reads the embedded replies and then those of folders, one a file. A
// later one takes the place of an earlier one with the same id. The error is
// Faults.
func LoadReplies(folders ...fs.FS) ([]Reply, error) {
	languages, faults := loadLanguages(embedded)
	if len(faults) > 0 {
		return nil, Faults(faults)
	}
	replies, faults, _ := loadReplies(embeddedReplies, languages, folders)
	if len(faults) > 0 {
		return nil, Faults(faults)
	}
	return replies, nil
}

// LintReplies returns what is wrong with the embedded replies, and what they lack in languages
// that are drafts.
func LintReplies() []Fault {
	languages, faults := loadLanguages(embedded)
	if len(faults) > 0 {
		return faults
	}
	_, faults, gaps := loadReplies(embeddedReplies, languages, nil)
	return append(faults, gaps...)
}

// loadReplies reads the folder replies of own, and then folders. Gaps are those of own.
func loadReplies(own fs.FS, languages Languages, folders []fs.FS) (replies []Reply, faults, gaps []Fault) {
	first, err := fs.Sub(own, "replies")
	if err != nil {
		return nil, []Fault{{File: "knowledge/replies", Message: err.Error()}}, nil
	}
	for i, fsys := range append([]fs.FS{Folder{FS: first, Name: "knowledge/replies"}}, folders...) {
		label := "replies"
		if folder, ok := fsys.(Folder); ok {
			label = strings.TrimRight(folder.Name, "/")
		}
		s := &packFolder{label: label, fsys: fsys}
		names, wrong := s.list()
		faults = append(faults, wrong...)
		for _, name := range names {
			f := readFile(fsys, name, path.Join(label, name)).in(languages)
			if r := f.reply(strings.TrimSuffix(name, ".yaml")); f.root != nil {
				replies = slices.DeleteFunc(replies, func(old Reply) bool { return old.ID == r.ID })
				replies = append(replies, r)
			}
			faults = append(faults, f.faults...)
			if i == 0 {
				gaps = append(gaps, f.gaps...)
			}
		}
	}
	slices.SortFunc(replies, func(a, b Reply) int { return strings.Compare(a.ID, b.ID) })
	return replies, faults, gaps
}

func (f *file) reply(id string) Reply {
	r := Reply{ID: strings.ToLower(id)}
	if f.root == nil {
		return r
	}
	f.fields(f.root, "the reply",
		must("title", func(n *yaml.Node) { r.Title = f.str(n, "the title") }).about("What agents are shown of it."),
		must("text", func(n *yaml.Node) {
			r.Text = f.text(n, "the text")
			for _, l := range slices.Sorted(maps.Keys(r.Text)) {
				f.placeholders(n, r.Text[l])
			}
		}).about("{name} and {agent} stand for the names of the person and of the agent."))
	return r
}

// placeholders notes those that nothing takes the place of.
func (f *file) placeholders(n *yaml.Node, text string) {
	for rest := text; ; {
		_, id, after, ok := cutName(rest)
		if !ok {
			return
		}
		if id != "name" && id != "agent" {
			f.fault(n, "{%s} stands for nothing; a reply can hold {name} and {agent}", id)
		}
		rest = after
	}
}
