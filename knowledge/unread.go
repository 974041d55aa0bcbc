package knowledge

import "sync"

// unread are the files of which no more was read than the index. They are read when what they
// hold is asked for.
type unread struct {
	of  map[any]*unreadFile // by article and explanation
	all func()              // reads all that is left
	ids []string            // of the articles, where all are such
}

// unreadFile is a file that is read once.
type unreadFile struct {
	part *loadedFile
	once sync.Once
}

// later notes the files that were not read.
func (b *Base) later(parts []*loadedFile) {
	of := make(map[any]*unreadFile)
	things := make(map[*loadedFile]any) // reading sets what a file holds, so that it is noted here
	var list []*loadedFile
	for _, p := range parts {
		switch {
		case !p.unread:
			continue
		case p.article != nil:
			things[p] = p.article
		default:
			things[p] = p.explanation
		}
		of[things[p]] = &unreadFile{part: p}
		list = append(list, p)
	}
	b.unread = unread{of: of, all: sync.OnceFunc(func() {
		onAll(list, func(p *loadedFile) { b.have(things[p]) })
	})}
}

// allUnread returns the ids of the articles; nil where one was read.
func (b *Base) allUnread() []string {
	ids := make([]string, len(b.articles))
	for i, a := range b.articles {
		if b.unread.of[a] == nil {
			return nil
		}
		ids[i] = a.ID
	}
	return ids
}

// Unread returns the ids of the articles where they are those that come with the program, all of
// them, in the order of Articles: none needs to be read for it. Else it returns nil.
func (b *Base) Unread() []string { return b.unread.ids }

// have sees to it that an article or an explanation was read.
func (b *Base) have(thing any) {
	if f := b.unread.of[thing]; f != nil {
		f.once.Do(f.part.readLater)
	}
}

// haveAll sees to it that everything was read.
func (b *Base) haveAll() {
	if b.unread.all != nil {
		b.unread.all()
	}
}

// found returns what was wrong with the files that were read later, and what they lack.
func (u *unread) found() (list []Fault) {
	for _, f := range u.of {
		list = append(append(list, f.part.file.faults...), f.part.file.gaps...)
	}
	return list
}

// readLater reads the file, and fills what the index told of it.
func (p *loadedFile) readLater() {
	article, explanation := p.article, p.explanation
	p.parse()
	p.read()
	switch {
	case article != nil && p.article != nil:
		p.article.Pack, p.article.File = article.Pack, article.File
		*article = *p.article
		p.article = article
	case explanation != nil && p.explanation != nil:
		p.explanation.Pack, p.explanation.File = explanation.Pack, explanation.File
		*explanation = *p.explanation
		p.explanation = explanation
	}
}
