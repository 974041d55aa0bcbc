package manual

import (
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// command is a command of the command line, or the program itself.
type command struct {
	// path are its words, without the program's name.
	path []string
	node *kong.Node
	// commands are those below it, and flags those that it takes, also from above; hidden ones
	// are left out.
	commands []*kong.Node
	flags    []*kong.Flag
}

// commandsOf returns the program and all its commands, each before those below it.
func commandsOf(app *kong.Application) []command {
	var all []command
	var walk func(n *kong.Node, path []string, above []*kong.Flag)
	walk = func(n *kong.Node, path []string, above []*kong.Flag) {
		c := command{path: path, node: n, flags: slices.Clone(above)}
		for _, f := range n.Flags {
			if !f.Hidden && !slices.ContainsFunc(above, func(a *kong.Flag) bool { return a.Name == f.Name }) {
				c.flags = append(c.flags, f)
			}
		}
		for _, child := range n.Children {
			if child.Type == kong.CommandNode && !child.Hidden {
				c.commands = append(c.commands, child)
			}
		}
		all = append(all, c)
		for _, child := range c.commands {
			walk(child, append(slices.Clone(path), child.Name), c.flags)
		}
	}
	walk(app.Node, nil, nil)
	return all
}

// words are what can follow the command: commands and flags.
func (c command) words() (words []string) {
	for _, n := range c.commands {
		words = append(words, n.Name)
	}
	for _, f := range c.flags {
		words = append(words, "--"+f.Name)
	}
	return words
}

// values are what a flag can be; none where that is free.
func values(f *kong.Flag) (all []string) {
	for v := range strings.SplitSeq(f.Enum, ",") {
		if v = strings.TrimSpace(v); v != "" {
			all = append(all, v)
		}
	}
	return all
}

// firstSentence is how a help text begins, on one line.
func firstSentence(help string) string {
	help = strings.Join(strings.Fields(help), " ")
	if begin, _, ok := strings.Cut(help, ". "); ok {
		return begin
	}
	return strings.TrimSuffix(help, ".")
}
