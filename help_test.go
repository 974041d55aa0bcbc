package main

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// update is the flag -update: golden files, and the tables of the README, are written anew
// instead of compared.
var update = flag.Bool("update", false, "rewrite the golden files in testdata and the tables of the README")

// The help of every command is what testdata/help says: names of flags and of variables,
// defaults and descriptions are what operators and their scripts rely on.
func TestHelp(t *testing.T) {
	t.Setenv("COLUMNS", "80")
	for _, command := range commandPaths(t) {
		name := strings.Join(append([]string{"aktivering"}, command...), "-")
		t.Run(name, func(t *testing.T) {
			r := start(t, "", append(command, "--help")...)
			if r.code != exitOK || r.err != "" {
				t.Errorf("exit code %d, standard error %q", r.code, r.err)
			}
			golden(t, filepath.Join("testdata", "help", name+".txt"), r.out)
		})
	}
}

// commandPaths returns the words of every command, the program itself first.
func commandPaths(t *testing.T) [][]string {
	t.Helper()
	paths := [][]string{nil}
	var walk func(n *kong.Node, path []string)
	walk = func(n *kong.Node, path []string) {
		for _, child := range n.Children {
			words := append(slices.Clone(path), child.Name)
			paths = append(paths, words)
			walk(child, words)
		}
	}
	walk(model(t), nil)
	return paths
}

// model is the command line as kong knows it.
func model(t *testing.T) *kong.Node {
	t.Helper()
	parser, err := kong.New(&commands{}, kong.Vars{"version": "", "languages": "nb,nn,en", "a_language": "nb, nn or en", "language": "nb", "schemas": "article"}, kong.DefaultEnvars("AKTIVERING"))
	if err != nil {
		t.Fatal(err)
	}
	return parser.Model.Node
}

// golden compares a text with a file, or writes the file.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want := strings.Split(read(t, file), "\n")
	for i, line := range strings.Split(got, "\n") {
		if i >= len(want) || line != want[i] {
			t.Errorf("%s differs in line %d; rewrite it with -update and read it\ngot  %s\nwant %s", file, i+1, line, strings.Join(want[min(i, len(want)):min(i+1, len(want))], ""))
			return
		}
	}
	if n := strings.Count(got, "\n") + 1; n != len(want) {
		t.Errorf("%s has %d lines more than it should; rewrite it with -update and read it", file, len(want)-n)
	}
}
