package knowledge

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
)

//go:embed articles/*/*.yaml terms/*.yaml asides/*.yaml phrases/*.yaml language/*.yaml
var embedded embed.FS

// Embedded returns the knowledge that is built into the program.
func Embedded() fs.FS { return embedded }

// Default returns the embedded knowledge.
func Default() (*Base, error) { return Load() }

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

// onAll does something with every file that there is, on all processors: parsing is most of
// the time that a command takes to start.
func onAll(parts []*loadedFile, do func(*loadedFile)) {
	next := make(chan *loadedFile)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for p := range next {
				do(p)
			}
		})
	}
	for _, p := range parts {
		if p.path != "" {
			next <- p
		}
	}
	close(next)
	workers.Wait()
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
