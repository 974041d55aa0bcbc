package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"aktivering/internal/manual"
)

// flagNames returns the flags of a command that are shown.
func flagNames(n *kong.Node) (names []string) {
	for _, f := range n.Flags {
		if !f.Hidden {
			names = append(names, f.Name)
		}
	}
	return names
}

// The man page and the completions hold every command and every flag that the help holds.
func TestManualIsWhole(t *testing.T) {
	t.Parallel()
	page := strings.ReplaceAll(start(t, "", "man").out, `\-`, "-")
	scripts := make(map[string]string)
	for _, shell := range manual.Shells() {
		r := start(t, "", "completion", shell)
		if r.code != exitOK || r.err != "" {
			t.Fatalf("%s: exit code %d, %s", shell, r.code, r.err)
		}
		scripts[shell] = r.out
	}
	var walk func(n *kong.Node, path string)
	walk = func(n *kong.Node, path string) {
		for _, flag := range flagNames(n) {
			if !strings.Contains(page, `\fB--`+flag+`\fR`) && !strings.Contains(page, `, --`+flag+`\fR`) {
				t.Errorf("the man page lacks --%s of %q", flag, path)
			}
			for shell, script := range scripts {
				if !strings.Contains(script, "--"+flag) && !strings.Contains(script, "-l "+flag+" ") {
					t.Errorf("%s lacks --%s of %q", shell, flag, path)
				}
			}
		}
		for _, child := range n.Children {
			words := strings.TrimSpace(path + " " + child.Name)
			if len(child.Children) == 0 && !strings.Contains(page, "\n.SS "+words) {
				t.Errorf("the man page lacks the command %s", words)
			}
			for shell, script := range scripts {
				if !strings.Contains(script, words) {
					t.Errorf("%s lacks the command %s", shell, words)
				}
			}
			walk(child, words)
		}
	}
	walk(model(t), "")
	if r := start(t, "", "completion", "tcsh"); r.code != exitUsage {
		t.Errorf("tcsh: exit code %d", r.code)
	}
}

// The script for bash completes what is typed, in a real bash.
func TestCompletionInBash(t *testing.T) {
	t.Parallel()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash")
	}
	file := filepath.Join(t.TempDir(), "completion.bash")
	if err := os.WriteFile(file, []byte(start(t, "", "completion", "bash").out), 0o600); err != nil {
		t.Fatal(err)
	}
	const ask = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _aktivering; printf '%s\n' "${COMPREPLY[@]}"`
	for typed, want := range map[string][]string{
		"ser":                        {"serve"},
		"data ca":                    {"cases"},
		"data cases ":                {"list", "move", "return", "close", "--config"},
		"data cases close --rea":     {"--reason"},
		"data cases close --reason ": {"article", "agent", "duplicate", "not-ours", "no-answer"},
		"--log-level deb":            {"debug"},
		"serve --desk = w":           {"web"},
		"serve --slack-desk-ch":      {"--slack-desk-channel"},
		"nothing such":               nil,
	} {
		words := append([]string{"-c", ask, "bash", file, "aktivering"}, strings.Split(typed, " ")...)
		out, err := exec.CommandContext(t.Context(), bash, words...).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v %s", typed, err, out)
		}
		got := strings.Fields(string(out))
		if len(want) == 0 && len(got) > 0 || len(want) == 1 && !slices.Equal(got, want) {
			t.Errorf("%q is completed to %q, want %q", typed, got, want)
		}
		for _, w := range want {
			if !slices.Contains(got, w) {
				t.Errorf("%q is completed to %q, without %q", typed, got, w)
			}
		}
	}
}

// The man page is one that groff reads without a warning.
func TestManPageIsRead(t *testing.T) {
	t.Parallel()
	groff, err := exec.LookPath("groff")
	if err != nil {
		t.Skip("there is no groff")
	}
	read := exec.CommandContext(t.Context(), groff, "-man", "-wmac", "-wsyntax", "-wmissing", "-Tutf8", "-z")
	read.Stdin = strings.NewReader(start(t, "", "man").out)
	if out, err := read.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v %s", err, out)
	}
}
