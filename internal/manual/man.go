package manual

import (
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"
)

// Exit is a code that the program ends with, and what it means.
type Exit struct {
	Code int
	Help string
}

// Man writes the man page of the program, of section 1, in the macros of man(7).
func Man(w io.Writer, app *kong.Application, exits []Exit) error {
	all := commandsOf(app)
	var b strings.Builder
	title := strings.ToUpper(app.Name)
	fmt.Fprintf(&b, ".TH %s 1\n.ad l\n.SH NAME\n%s \\- %s\n", title, app.Name, roff(firstSentence(app.Help)))
	fmt.Fprintf(&b, ".SH SYNOPSIS\n.B %s\n.I COMMAND\n[\\fIflags\\fR]\n.SH DESCRIPTION\n%s\n", app.Name, roff(app.Help))
	b.WriteString(".PP\nEach flag can also be set by the variable that is named with it, or in the file of \\fB\\-\\-config\\fR. A flag counts before a variable, and a variable before the file.\n")
	b.WriteString(".SH OPTIONS OF ALL COMMANDS\n")
	flags(&b, all[0].flags)
	b.WriteString(".SH COMMANDS\n")
	for _, c := range all[1:] {
		if len(c.commands) > 0 {
			continue
		}
		fmt.Fprintf(&b, ".SS %s\n%s\n", roff(strings.TrimPrefix(c.node.Summary(), app.Name+" ")), roff(c.node.Help))
		for _, a := range c.node.Positional {
			fmt.Fprintf(&b, ".TP\n.I %s\n%s\n", roff(a.Summary()), roff(a.Help))
		}
		flags(&b, c.flags[len(all[0].flags):])
	}
	b.WriteString(".SH EXIT STATUS\n")
	for _, e := range exits {
		fmt.Fprintf(&b, ".TP\n.B %d\n%s\n", e.Code, roff(e.Help))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func flags(b *strings.Builder, list []*kong.Flag) {
	for _, f := range list {
		name := "--" + f.Name
		if f.Short != 0 {
			name = "-" + string(f.Short) + ", " + name
		}
		fmt.Fprintf(b, ".TP\n\\fB%s\\fR", roff(name))
		if !f.IsBool() {
			fmt.Fprintf(b, " \\fI%s\\fR", roff(f.FormatPlaceHolder()))
		}
		fmt.Fprintf(b, "\n%s\n", roff(f.Help))
		if len(f.Envs) > 0 {
			fmt.Fprintf(b, "Variable: \\fB%s\\fR.\n", roff(strings.Join(f.Envs, ", ")))
		}
	}
}

// roff is a text that says the same in a man page: on one line, and no part of it is a request.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`, "…", "...").Replace(strings.Join(strings.Fields(s), " "))
	if strings.HasPrefix(s, ".") || strings.HasPrefix(s, "'") {
		s = `\&` + s
	}
	return s
}
