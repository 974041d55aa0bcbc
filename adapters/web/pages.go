package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"

	"aktivering/bot/form"
	"aktivering/internal/webpage"
)

//go:embed templates/*.html
var templates embed.FS

//go:embed static
var embedded embed.FS

// static are the files of the pages.
func static() fs.FS {
	files, err := fs.Sub(embedded, "static")
	if err != nil {
		panic(err) // the name is valid
	}
	return files
}

// head is what every page begins with.
type head struct {
	Texts form.Texts
	// Base is what the paths of the page begin with, and Framed tells that it is in a frame.
	Base   string
	Framed bool
	// Theme is light or dark where the person chose; empty where the system says.
	Theme string
	// Here is the path of the page, for what returns to it.
	Here string
	// Live tells that there is a conversation.
	Live bool
}

// chatPage is the conversation.
type chatPage struct {
	head
	Lines []lineView
	// After is the highest number of the lines.
	After int64
	// Key is that of what is sent from the page, Draft what was written and not taken, and Fault
	// why.
	Key, Draft, Fault string
	// Suggestions are shown where nothing was said yet.
	Suggestions []choiceView
	Case        caseView
	// Reached tells that the visitor is told of answers elsewhere too.
	Reached bool
}

// caseView tells of the visitor's case, where there is one.
type caseView struct {
	Texts  form.Texts
	Base   string
	Number int
	Open   bool
	// Reach tells that the visitor can choose to be told of answers elsewhere too.
	Reach bool
}

// linkPage shows a link to the conversation, to keep or to go on with by phone.
type linkPage struct {
	head
	Number  int
	Link    string
	Picture template.HTML
}

// arrivalPage asks whether to go on here with the conversation of a link.
type arrivalPage struct {
	head
	// Path is where that is answered.
	Path string
}

// messagePage says one thing.
type messagePage struct {
	head
	Title, Text string
}

// withTexts is what a template of a part needs: the texts, and the part.
type withTexts struct {
	Texts form.Texts
	Block any
}

func pair(texts form.Texts, part any) withTexts { return withTexts{texts, part} }

// pages executes the templates.
type pages struct{ all *template.Template }

func newPages(assets *webpage.Assets) (*pages, error) {
	all, err := template.New("").Funcs(template.FuncMap{"asset": assets.Path, "pair": pair}).ParseFS(templates, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	return &pages{all}, nil
}

// render executes one template.
func (p *pages) render(name string, view any) (string, error) {
	var b bytes.Buffer
	if err := p.all.ExecuteTemplate(&b, name, view); err != nil {
		return "", fmt.Errorf("web: %w", err)
	}
	return b.String(), nil
}

// page answers with a page.
func (a *Adapter) page(w http.ResponseWriter, r *http.Request, status int, name string, view any) {
	text, err := a.pages.render(name, view)
	if err != nil {
		a.options.Log.Error().Ctx(r.Context()).Err(err).Str("page", name).Msg("web: a page cannot be made")
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text)) // whoever asked may be gone
}
