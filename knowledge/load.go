package knowledge

import (
	"errors"
	"io/fs"
	"slices"
	"sync"
)

// Default returns the embedded knowledge.
func Default() (*Base, error) { return Load() }

// Load reads the embedded knowledge and then the packs: folders with articles
// (*.yaml) and, if they like, a pack.yaml and folders of explanations
// (terms/*.yaml, asides/*.yaml). A pack adds to what was there before
// it, or takes the place of what has the same id. The error is Faults, with
// everything that is wrong; packs are also linted, so that nothing faulty from
// outside is ever shown to anyone.
func Load(packs ...fs.FS) (*Base, error) { return load(embedded, packs) }

// LoadWith is Load with the language data that a function returns, for a caller
// that needs it before the articles are read: see LoadLanguage.
func LoadWith(language func() (*Language, error), packs ...fs.FS) (*Base, error) {
	return loadWith(embedded, func() (*Language, []Fault) {
		l, err := language()
		if faults, ok := errors.AsType[Faults](err); ok {
			return l, faults
		} else if err != nil {
			return l, []Fault{{File: "language", Message: err.Error()}}
		}
		return l, nil
	}, packs)
}

// LoadLanguage reads the embedded language data alone, for a matcher that gets
// ready while LoadWith reads the articles.
func LoadLanguage() (*Language, error) {
	l, faults := loadLanguage(embedded)
	if len(faults) > 0 {
		return nil, Faults(faults)
	}
	return l, nil
}

// loadNow is Load of a tree that reads every file at once.
func loadNow(own fs.FS) (*Base, error) {
	return loadFrom(own, func() (*Language, []Fault) { return loadLanguage(own) }, nil, nil)
}

func load(own fs.FS, packs []fs.FS) (*Base, error) {
	return loadWith(own, func() (*Language, []Fault) { return loadLanguage(own) }, packs)
}

func loadWith(own fs.FS, language func() (*Language, []Fault), packs []fs.FS) (*Base, error) {
	// What comes from outside may change any article, so that all of them are read.
	var later map[string]entry
	if own == fs.FS(embedded) && len(packs) == 0 {
		later = indexed()
	}
	return loadFrom(own, language, packs, later)
}

// loadFrom is loadWith that leaves files to be read later.
func loadFrom(own fs.FS, language func() (*Language, []Fault), packs []fs.FS, later map[string]entry) (*Base, error) {
	b := &Base{origins: make(map[any]origin)}
	var languageFaults, phraseFaults, phraseGaps []Fault
	if b.languages, languageFaults = loadLanguages(own); len(languageFaults) > 0 {
		return nil, Faults(languageFaults) // without them nothing can be said of the others
	}
	var beside sync.WaitGroup
	beside.Go(func() { b.language, languageFaults = language() })
	beside.Go(func() { b.phrases, phraseFaults, phraseGaps = loadPhrases(own, b.languages) })

	sources, faults := packFolders(own, packs)
	readFaults, whole := b.read(sources, later)
	beside.Wait()
	faults = slices.Concat(faults, readFaults, languageFaults, phraseFaults)
	b.gaps = append(b.gaps, phraseGaps...)
	if b.language != nil {
		b.gaps = append(b.gaps, b.language.gaps...)
	}
	if whole && (len(packs) > 0 || len(faults) > 0) {
		faults = append(faults, b.lintRest(faults)...)
	}
	if len(faults) > 0 {
		return nil, Faults(faults)
	}
	return b, nil
}

// lintRest lints what was read, apart from the files that are known to have
// faults: what is half read would only seem to have more of them.
func (b *Base) lintRest(faults []Fault) []Fault {
	faulty := make(map[string]bool)
	for _, f := range faults {
		faulty[f.File] = true
	}
	return slices.DeleteFunc(b.Lint(), func(f Fault) bool { return faulty[f.File] })
}

// read reads folders, later ones over earlier ones, but for the files that are left to be read
// later. Where it could not read a whole file, what the others refer to may be missing.
func (b *Base) read(sources []*packFolder, later map[string]entry) (faults []Fault, whole bool) {
	whole = true
	parts := readAll(sources, b.languages, later)
	b.later(parts)
	checkTwice(parts)
	for _, part := range parts {
		if part.unread {
			b.add(part)
			continue
		}
		faults = append(faults, part.file.faults...)
		if part.folder.own && part.draft == nil {
			b.gaps = append(b.gaps, part.file.gaps...)
		}
		if part.file.root == nil {
			whole = false
			continue
		}
		b.add(part)
	}
	for _, s := range sources {
		if s.bare {
			continue
		}
		b.packs = append(b.packs, &s.pack)
		b.origins[&s.pack] = origin{folder: s, file: packFile}
	}
	b.articles = lastOfEach(b.articles, (*Article).id)
	b.explanations = lastOfEach(b.explanations, (*Explanation).id)
	b.documents = lastOfEach(b.documents, (*Document).id)
	b.facts = lastOfEach(b.facts, (*Fact).id)
	b.names = lastOfEach(b.names, (*Name).id)
	var extensions []*extension
	for _, part := range parts {
		if part.extension != nil && len(part.file.faults) == 0 {
			extensions = append(extensions, part.extension)
		}
	}
	if whole {
		faults = append(faults, b.extend(extensions)...)
	}
	b.index()
	b.unread.ids = b.allUnread()
	return faults, whole
}

// readAll reads every file of every folder: a pack.yaml says in which languages the texts of
// its folder are, so that all files are parsed before any is read.
func readAll(sources []*packFolder, l Languages, later map[string]entry) []*loadedFile {
	var parts []*loadedFile
	for _, s := range sources {
		s.langs, s.drafts = l.ids(false), l.ids(true)
		names, faults := s.list(KindTerm.folder(), KindAside.folder())
		if len(faults) > 0 {
			parts = append(parts, &loadedFile{folder: s, file: &file{faults: faults}})
		}
		for _, name := range names {
			p := &loadedFile{folder: s, path: name}
			p.leave(later)
			parts = append(parts, p)
		}
	}
	now := slices.DeleteFunc(slices.Clone(parts), func(p *loadedFile) bool { return p.unread })
	onAll(now, (*loadedFile).parse)
	for _, p := range now {
		if p.path == packFile && p.file.root != nil {
			p.folder.setLanguages(p.file, l)
		}
	}
	onAll(now, (*loadedFile).read)
	return parts
}

// add takes in what a file held.
func (b *Base) add(p *loadedFile) {
	if a := p.article; a != nil {
		a.Pack, a.File = p.folder.pack.ID, p.path
		b.origins[a] = origin{folder: p.folder, file: p.path}
		b.articles = append(b.articles, a)
		return
	}
	if p.draft != nil {
		b.addDraft(p)
		return
	}
	if x := p.extension; x != nil {
		x.article.Pack, x.article.File = p.folder.pack.ID, p.path
		b.origins[x.article] = origin{folder: p.folder, file: p.path}
		return
	}
	if e := p.explanation; e != nil {
		e.Pack, e.File = p.folder.pack.ID, p.path
		b.origins[e] = origin{folder: p.folder, file: p.path}
		b.explanations = append(b.explanations, e)
		return
	}
	p.folder.pack = p.shared.pack
	for _, d := range p.shared.documents {
		d.Pack = p.folder.pack.ID
	}
	b.documents = append(b.documents, from(b, p, "documents", p.shared.documents)...)
	b.facts = append(b.facts, from(b, p, "facts", p.shared.facts)...)
	b.names = append(b.names, from(b, p, "names", p.shared.names)...)
}

// checkTwice finds explanations of both kinds that have the same id in one folder.
func checkTwice(parts []*loadedFile) {
	type claim struct {
		src *packFolder
		id  string
	}
	files := make(map[claim]string)
	for _, p := range parts {
		if p.explanation == nil || p.explanation.ID == "" {
			continue
		}
		c := claim{p.folder, p.explanation.ID}
		if other, taken := files[c]; taken {
			p.file.fault(p.file.root, "%s has the id %q too", other, c.id)
			continue
		}
		files[c] = p.path
	}
}

// from notes where things were written: in a list under a key of a file.
func from[T any](b *Base, p *loadedFile, key string, things []*T) []*T {
	for i, t := range things {
		b.origins[t] = origin{folder: p.folder, file: p.path, path: nodePath{key, i}}
	}
	return things
}

// lastOfEach puts, of things with the same id, the one that was read last in the
// place of the first.
func lastOfEach[T any](things []*T, id func(*T) string) []*T {
	kept := things[:0]
	places := make(map[string]int, len(things))
	for _, t := range things {
		if at, again := places[id(t)]; again {
			kept[at] = t
			continue
		}
		places[id(t)] = len(kept)
		kept = append(kept, t)
	}
	return kept
}
