package main

import (
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"aktivering/internal/bench/browser"
)

func webRun(t *testing.T, o options) webVerdict {
	t.Helper()
	o.web, o.echoes, o.pause, o.seed, o.limit, o.atOnce = true, 5, 20*time.Millisecond, 5, 6*time.Minute, 10
	v, err := onWeb(t.Context(), o)
	if errors.Is(err, errNoServer) && os.Getenv("TEST_DATABASE_URL") == "" {
		t.Skip("no PostgreSQL at 127.0.0.1:5432, and TEST_DATABASE_URL names none")
	}
	if err != nil {
		t.Fatal(err)
	}
	v.print(t.Output())
	for _, what := range v.broken() {
		t.Error(what)
	}
	return v
}

// A short run on SQLite: the long ones are for the command.
func TestWebSQLite(t *testing.T) {
	v := webRun(t, options{store: "sqlite", cases: 20, kills: 3, stops: 1, replicas: 1})
	if v.Kills != 3 || v.Acknowledged < 20*webEvents {
		t.Errorf("%d requests, %d kills", v.Acknowledged, v.Kills)
	}
}

// The same on PostgreSQL, with two processes.
func TestWebPostgreSQL(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for what a killed process had in hand")
	}
	webRun(t, options{store: "postgres", cases: 10, kills: 1, stops: 1, replicas: 2})
}

// What is looked for is seen: a visit in which all is well, and the same with one thing wrong.
func TestJudgeWeb(t *testing.T) {
	line := func(id, class, text string) string {
		return `<li id="l` + id + `" class="line` + class + `" data-line="` + id + `">` + text + "</li>\n"
	}
	good := func() *webVisit {
		v := &webVisit{owners: 1, streamed: make(map[string]browser.Line), words: []webWord{
			{"ordp0n0e", said, true}, {"ordp0n1e", note, true}, {"ordp0n2e", refused, false}, {"ordp0n3e", answer, true}, {"ordp0n4e", answer, true}, {"ordp0n5e", closing, true},
		}}
		v.page = line("1", " own", "ordp0n0e") + line("2", "", "Windows") + line("3", " agent", "ordp0n3e") + line("4", " agent", "ordp0n4e") + line("5", "", "ordp0n5e")
		v.transcript = "ordp0n0e ordp0n3e ordp0n4e ordp0n5e"
		for _, l := range browser.Lines(v.page) {
			v.streamed[l.ID] = l
		}
		for _, l := range [][2]string{{"person", "ordp0n0e"}, {"note", "ordp0n1e"}, {"agent", "ordp0n3e"}, {"agent", "ordp0n4e"}} {
			v.desk += deskLine + l[0] + `" id="x">` + l[1] + "</div>"
		}
		v.desk += `<p class="typing">`
		return v
	}
	for name, c := range map[string]struct {
		alter func(*webVisit)
		want  webVerdict
	}{
		"all is well":                     {func(*webVisit) {}, webVerdict{}},
		"lost at the desk":                {func(v *webVisit) { v.desk = strings.Replace(v.desk, "ordp0n0e", "", 1) }, webVerdict{Lost: 1}},
		"a note is lost":                  {func(v *webVisit) { v.desk = strings.Replace(v.desk, "ordp0n1e", "", 1) }, webVerdict{Lost: 1}},
		"lost on the page":                {func(v *webVisit) { v.page = strings.Replace(v.page, line("4", " agent", "ordp0n4e"), "", 1) }, webVerdict{Lost: 1}},
		"doubled on the page":             {func(v *webVisit) { l := line("4", " agent", "ordp0n4e"); v.page = strings.Replace(v.page, l, l+l, 1) }, webVerdict{Doubled: 1}},
		"doubled at the desk":             {func(v *webVisit) { v.desk = deskLine + `person">ordp0n0e` + v.desk }, webVerdict{Doubled: 1}},
		"a note leaks":                    {func(v *webVisit) { v.transcript += "ordp0n1e" }, webVerdict{Leaked: 1}},
		"a note on the page for a moment": {func(v *webVisit) { v.streamed["9"] = browser.Line{ID: "9", Text: "ordp0n1e"} }, webVerdict{Leaked: 1}},
		"a refused answer":                {func(v *webVisit) { v.transcript += "ordp0n2e" }, webVerdict{Leaked: 1}},
		"another's word":                  {func(v *webVisit) { v.transcript += "ordp1n3e" }, webVerdict{Leaked: 1}},
		"out of order": {func(v *webVisit) {
			v.page = strings.NewReplacer("ordp0n3e", "ordp0n4e", "ordp0n4e", "ordp0n3e").Replace(v.page)
			for _, l := range browser.Lines(v.page) {
				v.streamed[l.ID] = l
			}
		}, webVerdict{Disordered: 1}},
		"never streamed": {func(v *webVisit) {
			maps.DeleteFunc(v.streamed, func(id string, _ browser.Line) bool { return id == "3" })
		}, webVerdict{Missed: 1}},
		"two owners": {func(v *webVisit) { v.owners = 2 }, webVerdict{Owners: 1}},
		"stuck":      {func(v *webVisit) { v.stuck = errStuck }, webVerdict{Stuck: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			v := good()
			c.alter(v)
			w := &webSite{options: options{cases: 1}, visits: []webVisit{*v}}
			if got := w.judge(); !slices.Equal(got.broken(), c.want.broken()) {
				t.Errorf("got %q, want %q", got.broken(), c.want.broken())
			}
		})
	}
}
