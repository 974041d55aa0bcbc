package webdesk

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"aktivering/bot"
	"aktivering/bot/name"
	"aktivering/bot/reply"
	"aktivering/internal/webdesk/pages"
	"aktivering/internal/workspaces"
	"aktivering/knowledge"
)

// workspacesPage lists the workspaces.
func (d *Desk) workspacesPage(v *visit) error {
	if !d.hasWorkspaces() {
		return failure{http.StatusNotFound, "missing"}
	}
	all, fault := d.Workspaces.All(v.ctx())
	wrong, inFile := errors.AsType[*workspaces.FileError](fault)
	if fault != nil && !inFile {
		return fault //nolint:wrapcheck // it says what it is about
	}
	page := pages.Workspaces{Base: d.base(v, v.words.Say("workspaces.title"), "workspaces")}
	page.Path = workspacesPath
	if inFile {
		page.Problem = v.words.Say("workspaces.file.faulty", "what", strings.Join(wrong.Faults, " · "))
	}
	if did := v.r.URL.Query().Get("did"); did == "saved" || did == "removed" {
		page.Notice = v.words.Say("did.workspace." + did)
	}
	for _, e := range all {
		page.List = append(page.List, d.workspaceRow(v, e))
	}
	unset, err := d.Workspaces.Unset(v.ctx())
	if err != nil {
		return err //nolint:wrapcheck // it says what it is about
	}
	for _, s := range unset {
		page.Unset = append(page.Unset, pages.Workspace{Name: cmp.Or(s.Name, s.ID), Platform: titled(string(s.Platform)), ID: s.ID, URL: workspaceURL(s.Key())})
	}
	for _, p := range d.Workspaces.Platforms() {
		page.Platforms = append(page.Platforms, pages.Option{Value: string(p), Label: titled(string(p))})
	}
	d.render(v, http.StatusOK, page)
	return nil
}

// workspaceRow is a workspace in the list.
func (d *Desk) workspaceRow(v *visit, e workspaces.Entry) pages.Workspace {
	m := d.Manager()
	w := pages.Workspace{Name: cmp.Or(e.Name, e.ID), Platform: titled(string(e.Platform)), ID: e.ID, URL: workspaceURL(e.Key()), InFile: e.InFile}
	if e.Language != "" {
		w.About = append(w.About, m.Knowledge.Languages().Name(e.Language))
	}
	if n := len(e.Channels); n > 0 {
		w.About = append(w.About, v.words.Count("workspaces.channels", n))
	}
	if n := len(e.Packs); n > 0 {
		w.About = append(w.About, v.words.Count("workspaces.packs", n))
	}
	if e.Desk != nil {
		w.About = append(w.About, v.words.Say("workspaces.desk", "channel", e.Desk.Channel))
	} else {
		w.About = append(w.About, v.words.Say("workspaces.no-desk"))
	}
	if !e.Changed.IsZero() && e.By != "" {
		w.By = v.words.Say("workspaces.by", "agent", e.By, "when", d.localizer(v, m.Knowledge).When(d.Now().In(zoneOfDesks(m)), e.Changed.In(zoneOfDesks(m))))
	}
	for _, f := range e.Faults {
		w.Faults = append(w.Faults, d.sayFault(v, f))
	}
	return w
}

// newWorkspace leads to the page of a workspace that an administrator names.
func (d *Desk) newWorkspace(v *visit) error {
	k := workspaces.Key{Platform: bot.Platform(v.r.URL.Query().Get("platform")), ID: strings.TrimSpace(v.r.URL.Query().Get("id"))}
	if !d.hasWorkspaces() || k.ID == "" || len(k.ID) > maxWorkspaceID || !slices.Contains(d.Workspaces.Platforms(), k.Platform) {
		return failure{http.StatusNotFound, "missing"}
	}
	http.Redirect(v.w, v.r, workspaceURL(k), http.StatusSeeOther)
	return nil
}

// maxWorkspaceID bounds the id of a workspace, in bytes.
const maxWorkspaceID = 64

// workspacePage shows the settings of a workspace.
func (d *Desk) workspacePage(v *visit) error {
	e, err := d.workspaceOf(v)
	if err != nil {
		return err
	}
	return d.showWorkspace(v, http.StatusOK, e, e.Faults, "")
}

// workspaceOf finds the workspace of a request: its settings, or empty ones.
func (d *Desk) workspaceOf(v *visit) (workspaces.Entry, error) {
	k := workspaces.Key{Platform: bot.Platform(v.r.PathValue("platform")), ID: v.r.PathValue("id")}
	if !d.hasWorkspaces() || len(k.ID) > maxWorkspaceID || !slices.Contains(d.Workspaces.Platforms(), k.Platform) {
		return workspaces.Entry{}, failure{http.StatusNotFound, "missing"}
	}
	all, err := d.Workspaces.All(v.ctx())
	if _, inFile := errors.AsType[*workspaces.FileError](err); err != nil && !inFile {
		return workspaces.Entry{}, err //nolint:wrapcheck // it says what it is about
	}
	if i := slices.IndexFunc(all, func(e workspaces.Entry) bool { return e.Key() == k }); i >= 0 {
		return all[i], nil
	}
	e := workspaces.Entry{Settings: workspaces.Settings{Platform: k.Platform, ID: k.ID}}
	unset, err := d.Workspaces.Unset(v.ctx())
	for _, s := range unset {
		if s.Key() == k {
			e.Name = s.Name
		}
	}
	return e, err //nolint:wrapcheck // it says what it is about
}

func (d *Desk) showWorkspace(v *visit, status int, e workspaces.Entry, faults []workspaces.Fault, problem string) error {
	m := d.Manager()
	own := workspaces.Desk{}
	if e.Desk != nil {
		own = *e.Desk
	}
	page := pages.WorkspaceForm{
		Base: d.base(v, cmp.Or(e.Name, e.ID), "workspaces"), Platform: titled(string(e.Platform)), PlatformID: string(e.Platform), ID: e.ID, URL: workspaceURL(e.Key()), InFile: e.InFile,
		Name: e.Name, Channels: strings.Join(e.Channels, "\n"), AdministratorChannels: strings.Join(e.AdministratorChannels, "\n"), MaxName: workspaces.MaxName,
		DeskChannel: own.Channel, Agents: own.Agents, Alert: own.Alert, Hours: own.Hours, Timezone: own.Timezone, Team: own.Team,
		Faults: make(map[string]string),
	}
	page.Path, page.Problem = page.URL, problem
	if !e.Changed.IsZero() {
		page.Before = strconv.FormatInt(e.Changed.UnixMicro(), 10)
	}
	for _, f := range faults {
		if page.Faults[f.Field] == "" {
			page.Faults[f.Field] = d.sayFault(v, f)
		}
	}
	if problem == "" && len(faults) > 0 {
		page.Problem = v.words.Say("workspaces.faulty")
	}
	languages := func(chosen knowledge.Lang, none string) []pages.Option {
		list := []pages.Option{{Label: v.words.Say(none), Chosen: chosen == ""}}
		for _, id := range m.Knowledge.Languages().IDs() {
			list = append(list, pages.Option{Value: string(id), Label: m.Knowledge.Languages().Name(id), Chosen: id == chosen})
		}
		return list
	}
	page.Spoken = languages(e.Language, "workspaces.language.none")
	page.DeskLanguages = languages(own.Language, "workspaces.as-program")
	for _, rule := range []string{"", "marked", "all"} {
		key := "workspaces.as-program"
		if rule != "" {
			key = "workspaces.replies." + rule
		}
		page.Replies = append(page.Replies, pages.Option{Value: rule, Label: v.words.Say(key), Chosen: rule == own.Replies})
	}
	localizer := d.localizer(v, m.Knowledge)
	for _, p := range m.Knowledge.Packs() {
		page.Packs = append(page.Packs, pages.Option{Value: p.ID, Label: cmp.Or(reply.Plain(localizer.In(p.Title)), p.ID), Chosen: slices.Contains(e.Packs, p.ID)})
	}
	d.render(v, status, page)
	return nil
}

// sayFault says what is wrong with a setting.
func (d *Desk) sayFault(v *visit, f workspaces.Fault) string {
	key := "workspaces.fault." + string(f.Kind)
	if f.Value == "" && v.words.Has(key+".none") {
		key += ".none"
	}
	return v.words.Say(key, "value", f.Value)
}

// saveWorkspace keeps the settings of a form.
func (d *Desk) saveWorkspace(v *visit) error {
	e, err := d.workspaceOf(v)
	if err != nil {
		return err
	}
	form := v.r.PostForm
	get := func(field string) string { return strings.TrimSpace(strings.ToValidUTF8(form.Get(field), "\uFFFD")) }
	e.Settings = workspaces.Settings{
		Platform: e.Platform, ID: e.ID, Name: name.Clean(get("name")), Language: knowledge.Lang(get("language")),
		Channels: idsIn(get("channels")), AdministratorChannels: idsIn(get("administrator_channels")), Packs: form["packs"],
	}
	own := workspaces.Desk{
		Channel: strings.TrimPrefix(get("desk.channel"), "#"), Agents: get("desk.agents"), Alert: get("desk.alert"), Language: knowledge.Lang(get("desk.language")),
		Hours: get("desk.hours"), Timezone: get("desk.timezone"), Team: name.Clean(get("desk.team")), Replies: get("desk.replies"),
	}
	if own != (workspaces.Desk{}) {
		e.Desk = &own
	}
	before, err := beforeOf(form.Get("before"))
	if err != nil {
		return failure{http.StatusBadRequest, "form"}
	}
	now := e.Changed
	e.Changed = before
	faults, err := d.Workspaces.Save(v.ctx(), e.Settings, v.agent().Shown(), before)
	_, inFile := errors.AsType[*workspaces.FileError](err)
	switch {
	case inFile:
		return d.showWorkspace(v, http.StatusConflict, e, nil, v.words.Say("workspaces.file.first"))
	case errors.Is(err, workspaces.ErrChanged), err == nil && before.IsZero() && slices.ContainsFunc(faults, func(f workspaces.Fault) bool { return f.Field == "id" && f.Kind == workspaces.FaultTwice }):
		e.Changed = now // so that it can be saved over the change
		return d.showWorkspace(v, http.StatusConflict, e, nil, v.words.Say("workspaces.changed"))
	case errors.Is(err, workspaces.ErrFull), errors.Is(err, workspaces.ErrInFile):
		return d.showWorkspace(v, http.StatusConflict, e, nil, v.words.Say("workspaces.refused"))
	case err != nil:
		return fmt.Errorf("save the settings of a workspace: %w", err)
	case len(faults) > 0:
		return d.showWorkspace(v, http.StatusUnprocessableEntity, e, faults, "")
	}
	d.Log.Info().Ctx(v.ctx()).Str("workspace", e.Key().String()).Str("by", v.user.ID).Msg("settings of a workspace were changed")
	http.Redirect(v.w, v.r, workspacesPath+"?did=saved", http.StatusSeeOther)
	return nil
}

// removeWorkspace removes the settings of a workspace.
func (d *Desk) removeWorkspace(v *visit) error {
	e, err := d.workspaceOf(v)
	if err != nil {
		return err
	}
	before, err := beforeOf(v.r.PostForm.Get("before"))
	if err != nil {
		return failure{http.StatusBadRequest, "form"}
	}
	switch err := d.Workspaces.Remove(v.ctx(), e.Key(), before); {
	case errors.Is(err, workspaces.ErrChanged):
		return d.showWorkspace(v, http.StatusConflict, e, nil, v.words.Say("workspaces.changed"))
	case err != nil:
		return fmt.Errorf("remove the settings of a workspace: %w", err)
	}
	d.Log.Info().Ctx(v.ctx()).Str("workspace", e.Key().String()).Str("by", v.user.ID).Msg("settings of a workspace were removed")
	http.Redirect(v.w, v.r, workspacesPath+"?did=removed", http.StatusSeeOther)
	return nil
}

// idsIn reads ids that stand in lines, or between commas or blanks.
func idsIn(text string) []string {
	list := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '\n' || r == '\r' || r == '\t' })
	for i := range list {
		list[i] = strings.TrimPrefix(list[i], "#")
	}
	return list
}

// beforeOf is the time of a form's change before; the zero time where there was none.
func beforeOf(field string) (time.Time, error) {
	if field == "" {
		return time.Time{}, nil
	}
	micros, err := strconv.ParseInt(field, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("a time of a form: %w", err)
	}
	return time.UnixMicro(micros).UTC(), nil
}
