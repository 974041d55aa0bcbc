package app

import (
	"runtime/debug"
	"strings"
)

// Version tells which build of the program this is, as far as the Go command noted it.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = new(debug.BuildInfo)
	}
	return versionOf(info)
}

// versionOf writes the version, commit, date of the commit and Go version of a build;
// a build from changed files is marked as modified.
func versionOf(info *debug.BuildInfo) string {
	settings := make(map[string]string, len(info.Settings))
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	version := info.Main.Version
	if version == "" {
		version = "(devel)"
	}
	parts := []string{version}
	if commit := settings["vcs.revision"]; commit != "" {
		parts = append(parts, "commit "+commit)
	}
	if date := settings["vcs.time"]; date != "" {
		parts = append(parts, "of "+date)
	}
	if settings["vcs.modified"] == "true" {
		parts = append(parts, "modified")
	}
	if info.GoVersion != "" {
		parts = append(parts, info.GoVersion)
	}
	return strings.Join(parts, ", ")
}
