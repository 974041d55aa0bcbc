package knowledge

import (
	"reflect"
	"sync"
	"testing"
)

// What comes with the program is read when it is asked for, and then is what it is when all of
// it is read at once.
func TestReadLater(t *testing.T) {
	now, err := loadNow(embedded)
	if err != nil {
		t.Fatal(err)
	}
	later, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	read := func() (n int) {
		for _, a := range later.articles {
			if len(a.Title) > 0 {
				n++
			}
		}
		for _, e := range later.explanations {
			if len(e.Title) > 0 {
				n++
			}
		}
		return n
	}
	if !reflect.DeepEqual(later.Codes(), now.Codes()) || read() > 0 {
		t.Errorf("%d codes, %d files were read for them", len(later.Codes()), read())
	}
	ids := make([]string, len(now.articles))
	for i, a := range now.articles {
		ids[i] = a.ID
	}
	if got := later.Unread(); !reflect.DeepEqual(got, ids) || read() > 0 || now.Unread() != nil {
		t.Errorf("%d files were read to know the articles %v; read at once they are %v", read(), got, now.Unread())
	}
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			if got, want := later.ByCode(0xC004F213), now.ByCode(0xC004F213); !reflect.DeepEqual(got, want) {
				t.Errorf("articles of a code: %+v, want %+v", got, want)
			}
		})
	}
	both.Wait()
	if n := len(now.ByCode(0xC004F213)); read() != n {
		t.Errorf("%d files were read for a code with %d articles", read(), n)
	}
	if got, want := later.Articles(), now.Articles(); !reflect.DeepEqual(got, want) {
		t.Error("the articles are not those that are read at once")
	}
	if got, want := later.Explanations(), now.Explanations(); !reflect.DeepEqual(got, want) {
		t.Error("the explanations are not those that are read at once")
	}
	if got, want := later.Lint(), now.Lint(); len(got)+len(want) > 0 && !reflect.DeepEqual(got, want) {
		t.Errorf("lint finds %v, want %v", got, want)
	}
}

// A file that has changed since the index was made is read at once.
func TestIndexOfAnotherFile(t *testing.T) {
	folder := &packFolder{fsys: Embedded()}
	p := &loadedFile{folder: folder, path: "articles/consumer/0xC004F213.yaml"}
	entries := indexed()
	if p.leave(entries); !p.unread {
		t.Fatal("a file of the index is not left")
	}
	name := p.path
	e := entries[name]
	e.size++
	entries[name] = e
	p = &loadedFile{folder: folder, path: name}
	if p.leave(entries); p.unread {
		t.Error("a file of another size is left")
	}
}
