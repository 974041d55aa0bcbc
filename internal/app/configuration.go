package app

import (
	"fmt"
	"slices"
	"text/tabwriter"

	"aktivering/internal/config"
	"aktivering/internal/settings"
)

// ConfigOptions are the settings of serve, which are printed.
type ConfigOptions struct {
	settings.Serve `embed:""`
	JSON           bool `name:"json" help:"Print a JSON object for each setting."`
}

// Config prints settings, which hold no secrets, as Setting of package config tells: a line each, or
// a JSON object with --json. What the program decides where nothing is set is filled in.
func (a *App) Config(settings []config.Setting, o ConfigOptions) error {
	settings = slices.DeleteFunc(settings, func(s config.Setting) bool { return s.Name == "json" }) // is none of serve's
	for i, s := range settings {
		switch {
		case s.Value != "":
		case s.Name == "desk":
			settings[i].Value = string(o.DeskOrDefault().Platform)
		case s.Name == "log-level":
			settings[i].Value = "info"
		}
	}
	if o.JSON {
		for _, s := range settings {
			if err := writeJSON(a.Out, s); err != nil {
				return err
			}
		}
		return nil
	}
	w := tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "SETTING\tVALUE\tFROM") // Flush tells
	for _, s := range settings {
		value, from := s.Value, string(s.From)
		if value == "" {
			value = "-"
		}
		if s.Where != "" {
			from += ", " + s.Where
		}
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\n", s.Variable, cell(value), cell(from))
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("config: %w", err)
	}
	return nil
}
