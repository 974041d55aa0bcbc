package webdesk

import (
	"errors"
	"net/http"
	"strings"

	"aktivering/bot/reply"
	"aktivering/internal/ownpack"
	"aktivering/internal/webdesk/pages"
	"aktivering/knowledge"
)

// ownPage lists the files of own folders.
func (d *Desk) ownPage(v *visit) error {
	kb := d.Manager().Knowledge
	localizer := d.localizer(v, kb)
	drafts, titles := make(map[string]bool), make(map[string]string)
	for _, draft := range kb.Drafts() {
		if pack, file, ok := d.Packs.Locate(draft.File); ok {
			drafts[pack+"/"+file] = true
		}
	}
	for _, a := range kb.Articles() {
		if pack, file, ok := d.Packs.Locate(kb.FileOf(a)); ok {
			titles[pack+"/"+file] = reply.Plain(localizer.In(a.Title))
		}
	}
	page := pages.Own{Base: d.base(v, v.words.Say("own.title"), "knowledge")}
	for _, name := range d.Packs.Names() {
		pack := pages.Pack{Name: name, Problem: d.writable(v, name)}
		files, err := d.Packs.List(name)
		if err != nil {
			d.Log.Warn().Ctx(v.ctx()).Err(err).Msg("a folder with knowledge cannot be listed")
			pack.Problem = v.words.Say("own.unreadable")
		}
		for _, file := range files {
			at := name + "/" + file
			pack.Files = append(pack.Files, pages.File{Name: file, URL: ownURL(name, file), Title: titles[at], Draft: drafts[at]})
		}
		page.Packs = append(page.Packs, pack)
	}
	d.render(v, http.StatusOK, page)
	return nil
}

// writable tells why nothing can be written in a folder; empty where it can.
func (d *Desk) writable(v *visit, pack string) string {
	if err := d.Packs.Writable(pack); err != nil {
		d.Log.Warn().Ctx(v.ctx()).Err(err).Str("pack", pack).Msg("a folder with knowledge cannot be written")
		return v.words.Say("own.read-only", "pack", pack)
	}
	return ""
}

// edited is what an editor's page shows beside the file.
type edited struct {
	status          int
	text, version   string
	notice, problem string
	faults, lacks   []knowledge.Fault
	// now is what the file holds where it is not what the editor has seen.
	now string
}

// editPage shows a file to be changed.
func (d *Desk) editPage(v *visit) error {
	s := edited{status: http.StatusOK}
	var err error
	if s.text, s.version, err = d.Packs.Read(v.r.PathValue("pack"), v.r.PathValue("file")); err != nil {
		return notKept(err)
	}
	if v.r.URL.Query().Get("did") == "saved" {
		s.notice = v.words.Say("own.saved")
	}
	if s.lacks, err = d.Packs.Check(v.ctx(), v.r.PathValue("pack"), v.r.PathValue("file"), s.text); err != nil {
		s.faults, _ = errors.AsType[knowledge.Faults](err)
	}
	d.showEdited(v, s)
	return nil
}

// edit checks a file, or writes it.
func (d *Desk) edit(v *visit) error {
	pack, file, form := v.r.PathValue("pack"), v.r.PathValue("file"), v.r.PostForm
	s := edited{status: http.StatusOK, text: strings.ReplaceAll(form.Get("text"), "\r\n", "\n"), version: form.Get("version")}
	if s.text != "" && !strings.HasSuffix(s.text, "\n") {
		s.text += "\n"
	}
	var err error
	if form.Get("act") == "check" {
		if s.lacks, err = d.Packs.Check(v.ctx(), pack, file, s.text); err == nil {
			s.notice = v.words.Say("own.checked")
		}
	} else if s.lacks, err = d.Packs.Save(v.ctx(), pack, file, s.text, s.version); err == nil {
		d.Log.Info().Ctx(v.ctx()).Str("pack", pack).Str("file", file).Msg("an editor has written a file of knowledge")
		http.Redirect(v.w, v.r, ownURL(pack, file)+"?did=saved", http.StatusSeeOther)
		return nil
	}
	faults, faulty := errors.AsType[knowledge.Faults](err)
	switch {
	case err == nil:
	case faulty:
		s.status, s.problem, s.faults = http.StatusUnprocessableEntity, v.words.Say("own.faulty"), faults
	case errors.Is(err, ownpack.ErrChanged):
		s.status, s.problem = http.StatusConflict, v.words.Say("own.changed")
		if s.now, _, err = d.Packs.Read(pack, file); err != nil && !errors.Is(err, ownpack.ErrNoFile) {
			return notKept(err)
		}
	case errors.Is(err, ownpack.ErrReadOnly):
		d.Log.Warn().Ctx(v.ctx()).Err(err).Str("pack", pack).Msg("a folder with knowledge cannot be written")
		s.status, s.problem = http.StatusConflict, v.words.Say("own.read-only", "pack", pack)
	default:
		return notKept(err)
	}
	d.showEdited(v, s)
	return nil
}

// notKept is the failure of a page for a file that is none.
func notKept(err error) error {
	switch {
	case errors.Is(err, ownpack.ErrNoPack), errors.Is(err, ownpack.ErrNoFile), errors.Is(err, ownpack.ErrName):
		return failure{http.StatusNotFound, "missing"}
	case errors.Is(err, ownpack.ErrLarge):
		return failure{http.StatusRequestEntityTooLarge, "large"}
	}
	return err
}

func (d *Desk) showEdited(v *visit, s edited) {
	pack, file := v.r.PathValue("pack"), v.r.PathValue("file")
	page := pages.Edit{
		Base: d.base(v, file, "knowledge"), Pack: pack, Text: s.text, Version: s.version, URL: ownURL(pack, file), Now: s.now,
		Faults: faultsOf(s.faults, pack+"/"+file), Lacks: faultsOf(s.lacks, pack+"/"+file), IsNew: s.version == "",
	}
	page.Path, page.Notice, page.Problem = page.URL, s.notice, s.problem
	if page.Problem == "" && len(page.Faults) > 0 {
		page.Problem = v.words.Say("own.faulty")
	}
	kb := d.Manager().Knowledge
	for _, a := range kb.Articles() {
		if in, name, ok := d.Packs.Locate(kb.FileOf(a)); ok && in == pack && name == file {
			page.Article = articleURL(a.ID)
		}
	}
	if page.IsNew {
		page.Path = "/desk/knowledge/own"
	}
	d.render(v, s.status, page)
}

// faultsOf are faults as a page shows them; of the file itself without its name.
func faultsOf(faults []knowledge.Fault, own string) (list []pages.FileFault) {
	for _, f := range faults {
		shown := pages.FileFault{Words: f.Message, Line: f.Line}
		if f.File != own && !strings.HasSuffix(own, "/"+f.File) {
			shown.File = f.File
		}
		list = append(list, shown)
	}
	return list
}

// into are the folders that a draft can be saved in, and why in none where there is none.
func (d *Desk) into(v *visit, file string) (list []pages.Option, problem string) {
	problem = v.words.Say("own.none")
	for _, name := range d.Packs.Names() {
		if problem = d.writable(v, name); problem == "" {
			list = append(list, pages.Option{Value: ownURL(name, file), Label: name})
		}
	}
	if len(list) > 0 {
		return list, ""
	}
	return nil, problem
}
