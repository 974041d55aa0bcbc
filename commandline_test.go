package main

import (
	"reflect"
	"testing"

	"github.com/alecthomas/kong"
)

// A command line that is made for one command reads its arguments as the whole one does.
func TestCommandLineFor(t *testing.T) {
	none := func(string) string { return "" }
	node := func(commandLine any) *kong.Node {
		parser, err := kong.New(commandLine, kong.Vars{"version": "", "languages": "nb,nn,en", "a_language": "nb, nn or en", "language": "nb", "schemas": "article"}, kong.DefaultEnvars("AKTIVERING"))
		if err != nil {
			t.Fatal(err)
		}
		return parser.Model.Node
	}
	// flags describes those of a command and of the commands within it.
	var flags func(n *kong.Node) []string
	flags = func(n *kong.Node) (all []string) {
		all = append(all, n.Name, n.Help, n.Summary())
		for _, f := range n.Flags {
			all = append(all, f.String(), f.Help, f.Default, f.Enum)
			all = append(all, f.Envs...)
		}
		for _, p := range n.Positional {
			all = append(all, p.Name, p.Help, p.Default, p.Enum)
		}
		for _, child := range n.Children {
			all = append(all, flags(child)...)
		}
		return all
	}
	whole := model(t)
	for i, want := range whole.Children {
		commandLine, global := commandLineFor([]string{want.Name}, none)
		got := node(commandLine)
		if len(got.Children) != len(whole.Children) || got.Children[i].Name != want.Name {
			t.Fatalf("%s: the commands are others", want.Name)
		}
		if !reflect.DeepEqual(flags(got.Children[i]), flags(want)) {
			t.Errorf("%s: its flags are others", want.Name)
		}
		if global == nil {
			t.Errorf("%s: no flags of all commands", want.Name)
		}
	}
	for _, c := range []struct {
		args  []string
		whole bool
	}{
		{[]string{"ask", "0xC004F213"}, false},
		{[]string{"--version"}, false},
		{nil, true},
		{[]string{"--help"}, true},
		{[]string{"ask", "--help"}, true},
		{[]string{"ask", "--config=x", "hei"}, true},
		{[]string{"--log-level", "debug", "ask"}, true},
		{[]string{"aks"}, true},
		{[]string{"config"}, true},
		{[]string{"man"}, true},
	} {
		commandLine, _ := commandLineFor(c.args, none)
		if _, whole := commandLine.(*commands); whole != c.whole {
			t.Errorf("%q: the whole command line: %v", c.args, whole)
		}
	}
	configured := func(string) string { return "settings.yaml" }
	if commandLine, _ := commandLineFor([]string{"ask"}, configured); reflect.TypeOf(commandLine) != reflect.TypeFor[*commands]() {
		t.Error("a file of settings is not checked against all flags")
	}
}
