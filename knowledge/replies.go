package knowledge

import (
	"embed"
	"io/fs"
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
	own, err := fs.Sub(embeddedReplies, "replies")
	if err != nil {
		return nil, err
	}
	var faults Faults
	var replies []Reply
	for _, fsys := range append([]fs.FS{Folder{FS: own, Name: "knowledge/replies"}}, folders...) {
		label := "replies"
		if folder, ok := fsys.(Folder); ok {
			label = strings.TrimRight(folder.Name, "/")
		}
		s := &source{label: label, fsys: fsys}
		names, wrong := s.list()
		faults = append(faults, wrong...)
		for _, name := range names {
			f := readFile(fsys, name, path.Join(label, name))
			if r := f.reply(strings.TrimSuffix(name, ".yaml")); f.root != nil {
				replies = slices.DeleteFunc(replies, func(old Reply) bool { return old.ID == r.ID })
				replies = append(replies, r)
			}
			faults = append(faults, f.faults...)
		}
	}
	if len(faults) > 0 {
		return nil, faults
	}
	slices.SortFunc(replies, func(a, b Reply) int { return strings.Compare(a.ID, b.ID) })
	return replies, nil
}

func (f *file) reply(id string) Reply {
	r := Reply{ID: strings.ToLower(id)}
	if f.root == nil {
		return r
	}
	f.fields(f.root, "the reply",
		must("title", func(n *yaml.Node) { r.Title = f.str(n, "the title") }),
		must("text", func(n *yaml.Node) {
			r.Text = f.text(n, "the text")
			for _, l := range Langs() {
				f.placeholders(n, r.Text.In(l))
			}
		}))
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
