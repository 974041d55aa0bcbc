package app

import (
	"runtime/debug"
	"testing"
)

func TestVersionOf(t *testing.T) {
	vcs := func(modified string) []debug.BuildSetting {
		return []debug.BuildSetting{
			{Key: "vcs", Value: "git"},
			{Key: "vcs.revision", Value: "0abbf49"},
			{Key: "vcs.time", Value: "2026-11-26T02:00:00Z"},
			{Key: "vcs.modified", Value: modified},
		}
	}
	cases := []struct {
		name string
		info debug.BuildInfo
		want string
	}{
		{"nothing known", debug.BuildInfo{}, "(devel)"},
		{"without a repository", debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: "(devel)"}}, "(devel), go1.26.8"},
		{
			"a release",
			debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: "v1.2.0"}, Settings: vcs("false")},
			"v1.2.0, commit 0abbf49, of 2026-11-26T02:00:00Z, go1.26.8",
		},
		{
			"changed files",
			debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: "v1.2.1-0.20261126020000-0abbf49+dirty"}, Settings: vcs("true")},
			"v1.2.1-0.20261126020000-0abbf49+dirty, commit 0abbf49, of 2026-11-26T02:00:00Z, modified, go1.26.8",
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := versionOf(&c.info); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
