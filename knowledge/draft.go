package knowledge

import "path"

// Draft is an article that is not finished: it is checked as far as it goes, and answers nobody.
type Draft struct {
	ID string
	// File is where it stands, as faults call it.
	File string
	// Lacks is what it needs before it can answer people.
	Lacks []Fault
}

// statusKey is the key by which an article says that it is a draft.
const statusKey = "status"

// The states of an article.
const (
	statusDraft = "draft"
	statusReady = "ready"
)

// isDraft reports that a file holds an article that is not finished.
func (f *file) isDraft() bool {
	_, n := child(resolveAlias(f.root), statusKey)
	return n != nil && n.Value == statusDraft
}

// Drafts returns the articles that are not finished, ordered by pack and file name.
func (b *Base) Drafts() []Draft { return b.drafts }

// addDraft takes in an article that is not finished.
func (b *Base) addDraft(p *loadedFile) {
	b.drafts = append(b.drafts, Draft{ID: p.draft.ID, File: path.Join(p.folder.label, p.path), Lacks: p.file.gaps})
}
