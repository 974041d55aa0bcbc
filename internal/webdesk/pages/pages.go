// Package pages makes the desk's pages: templates, styles and scripts, and one type for what each
// page shows.
//
// What belongs here: how something looks. Where it comes from, and who may see it, is for package
// webdesk.
package pages

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strings"
	"time"

	"aktivering/internal/webpage"
)

//go:embed html static
var embedded embed.FS

// StaticPath is where the files of the pages are.
const StaticPath = "/desk/static/"

// Pages makes pages. It is safe for concurrent use.
type Pages struct {
	templates map[string]*template.Template
	assets    *webpage.Assets
}

// New reads the templates.
func New() (*Pages, error) {
	static, err := fs.Sub(embedded, "static")
	if err != nil {
		return nil, fmt.Errorf("pages: %w", err)
	}
	p := &Pages{templates: make(map[string]*template.Template)}
	if p.assets, err = webpage.NewAssets(StaticPath, webpage.Static(), static); err != nil {
		return nil, fmt.Errorf("pages: %w", err)
	}
	shared, err := template.New("").Funcs(template.FuncMap{
		"asset": p.assets.Path, "kind": kind, "join": strings.Join,
		"stamp": func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"list":  func(parts ...any) []any { return parts },
		"scale": func(percent float64) float64 { return 3 * percent }, // the bars of rows are 300 wide
	}).ParseFS(embedded, "html/layout.html", "html/parts.html")
	if err != nil {
		return nil, fmt.Errorf("pages: %w", err)
	}
	names, err := fs.Glob(embedded, "html/*.html")
	if err != nil {
		return nil, fmt.Errorf("pages: %w", err)
	}
	for _, name := range names {
		base := strings.TrimPrefix(name, "html/")
		if base == "layout.html" || base == "parts.html" {
			continue
		}
		t, err := template.Must(shared.Clone()).ParseFS(embedded, name)
		if err != nil {
			return nil, fmt.Errorf("pages: %w", err)
		}
		p.templates[base] = t
	}
	return p, nil
}

// Static serves the files of the pages.
func (p *Pages) Static() http.Handler { return p.assets }

// Render answers with a page.
func (p *Pages) Render(w http.ResponseWriter, status int, v View) error {
	var b bytes.Buffer
	if err := p.templates[v.page()].ExecuteTemplate(&b, "layout", v); err != nil {
		return fmt.Errorf("page %s: %w", v.page(), err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("page %s: %w", v.page(), err)
	}
	return nil
}
