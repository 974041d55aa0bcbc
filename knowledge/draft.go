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

// Drafts returns the articles that are not finished, ordered by pack and file name.
func (b *Base) Drafts() []Draft { return b.drafts }

// addDraft takes in an article that is not finished.
func (b *Base) addDraft(p *loadedFile) {
	b.drafts = append(b.drafts, Draft{ID: p.draft.ID, File: path.Join(p.folder.label, p.path), Lacks: p.file.gaps})
}
