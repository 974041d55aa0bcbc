package webpage

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:embed static
var embedded embed.FS

// Static returns the files that all pages share: base.css.
func Static() fs.FS {
	files, err := fs.Sub(embedded, "static")
	if err != nil {
		panic(err) // the name is valid
	}
	return files
}

// Assets serves files under names that hold a hash of their contents, so that browsers keep them
// for a year and still never show an old one.
type Assets struct {
	prefix string
	// names are the paths by the names of the files, and files the files by path.
	names map[string]string
	files map[string]asset
}

type asset struct {
	name, kind string
	data       []byte
}

// NewAssets returns the files of folders, to be served below a prefix such as /static/. No two of
// the folders may have a file of one name.
func NewAssets(prefix string, folders ...fs.FS) (*Assets, error) {
	a := &Assets{prefix: prefix, names: make(map[string]string), files: make(map[string]asset)}
	for _, folder := range folders {
		err := fs.WalkDir(folder, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := fs.ReadFile(folder, name)
			if err != nil {
				return err
			}
			return a.add(name, data)
		})
		if err != nil {
			return nil, fmt.Errorf("assets: %w", err)
		}
	}
	return a, nil
}

func (a *Assets) add(name string, data []byte) error {
	if _, ok := a.names[name]; ok {
		return fmt.Errorf("two files have the name %s", name)
	}
	sum := sha256.Sum256(data)
	ext := path.Ext(name)
	at := a.prefix + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
	kind := mime.TypeByExtension(ext)
	if ext == ".js" { // which some systems name otherwise
		kind = "text/javascript; charset=utf-8"
	}
	if kind == "" {
		kind = "application/octet-stream"
	}
	a.names[name], a.files[at] = at, asset{name, kind, data}
	return nil
}

// Path returns the path of a file for pages. It panics where there is no such file, as only a
// page of the program can ask for it.
func (a *Assets) Path(name string) string {
	at, ok := a.names[name]
	if !ok {
		panic("webpage: there is no file " + name)
	}
	return at
}

// ServeHTTP serves the file of a path that Path returned.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, ok := a.files[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", f.kind)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeContent(w, r, f.name, time.Time{}, bytes.NewReader(f.data))
}
