package knowledge

import (
	"io/fs"
	"path"
	"runtime"
	"sync"
)

// loadedFile is a file that was read, with what it held.
type loadedFile struct {
	folder  *packFolder
	path    string
	file    *file
	article *Article
	// draft is an article that is not finished.
	draft       *Article
	extension   *extension
	explanation *Explanation
	shared      packContent
	// unread tells that the article or the explanation is known from the index alone.
	unread bool
}

// leave leaves the file to be read later, if the index knows it as it is.
func (p *loadedFile) leave(later map[string]entry) {
	name := path.Join(p.folder.within, p.path)
	e, ok := later[name]
	if !ok {
		return
	}
	stat, err := fs.Stat(p.folder.fsys, p.path)
	if err != nil || stat.Size() != e.size {
		return
	}
	p.unread = true
	if kind, explains := kindOfFolder(path.Dir(p.path)); explains {
		p.explanation = &Explanation{ID: e.id, Kind: kind}
		return
	}
	p.article = &Article{ID: e.id, Codes: e.codes}
}

func (p *loadedFile) parse() {
	p.file = readFile(p.folder.fsys, p.path, path.Join(p.folder.label, p.path))
}

func (p *loadedFile) read() {
	p.file.langs, p.file.drafts = p.folder.langs, p.folder.drafts
	kind, explains := kindOfFolder(path.Dir(p.path))
	switch {
	case p.file.root == nil:
	case explains:
		p.explanation = p.file.explanation(kind)
		p.checkName(string(kind), p.explanation.ID)
	case p.path == packFile:
		p.shared = p.file.pack(p.folder.pack.ID)
	case p.file.isDraft():
		p.file.unfinished = true
		p.draft = p.file.article()
		p.checkID(p.draft)
	case p.file.extends():
		p.extension = p.file.extension()
		p.checkName("the extension of", p.extension.article.ID)
	default:
		p.article = p.file.article()
		p.checkID(p.article)
	}
}

// checkID holds an article to its file name and its first code, which is where
// people look for it.
func (p *loadedFile) checkID(a *Article) {
	if a.ID == "" {
		return
	}
	p.checkName("article", a.ID)
	if c, err := ParseCode(a.ID); err == nil && (len(a.Codes) == 0 || a.Codes[0] != c || c.String() != a.ID) {
		p.file.fault(p.file.root, "the id %s must be the first of the article's codes, written in upper case after 0x", a.ID)
	}
}

// checkName holds what has an id to the name of its file.
func (p *loadedFile) checkName(what, id string) {
	if want := id + ".yaml"; id != "" && path.Base(p.path) != want {
		p.file.fault(p.file.root, "%s %q must be in a file called %s", what, id, want)
	}
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
