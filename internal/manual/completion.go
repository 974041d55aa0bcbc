package manual

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// Shells are those that Completion knows.
func Shells() []string { return []string{"bash", "zsh", "fish", "powershell"} }

// Completion writes a script by which a shell completes commands, flags, and the values of flags that
// can have few. Files are completed where nothing else is. The script runs nothing of the program.
func Completion(w io.Writer, shell string, app *kong.Application) error {
	all := commandsOf(app)
	var b strings.Builder
	switch shell {
	case "bash":
		bash(&b, app.Name, all)
	case "zsh":
		zsh(&b, app.Name, all)
	case "fish":
		fish(&b, app.Name, all)
	case "powershell":
		powershell(&b, app.Name, all)
	default:
		return fmt.Errorf("there is no completion for %q; there is one for %s", shell, strings.Join(Shells(), ", "))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// enums returns the flags with few values, each once, with those of all commands.
func enums(all []command) (flags []*kong.Flag) {
	for _, c := range all {
		for _, f := range c.flags {
			if len(values(f)) > 0 && !slices.ContainsFunc(flags, func(g *kong.Flag) bool { return g.Name == f.Name }) {
				flags = append(flags, f)
			}
		}
	}
	return flags
}

// walkPath is how bash and zsh find the command that is typed: the words so far that are commands.
func walkPath(b *strings.Builder, all []command, indent string) {
	fmt.Fprintf(b, "%scase \"$at $word\" in\n%s  ", indent, indent)
	for i, c := range all[1:] {
		if i > 0 {
			b.WriteString("|")
		}
		fmt.Fprintf(b, "\" %s\"", strings.Join(c.path, " "))
	}
	fmt.Fprintf(b, ") at=\"$at $word\" ;;\n%sesac\n", indent)
}

func bash(b *strings.Builder, name string, all []command) {
	fmt.Fprintf(b, "# bash: source <(%s completion bash)\n_%s() {\n  local at=\"\" word words=\"\" i current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n", name, name)
	b.WriteString("  [ \"$current\" = \"=\" ] && current=\"\"\n  [ \"$before\" = \"=\" ] && before=${COMP_WORDS[COMP_CWORD-2]}\n")
	b.WriteString("  for ((i = 1; i < COMP_CWORD; i++)); do\n    word=${COMP_WORDS[i]}\n")
	walkPath(b, all, "    ")
	b.WriteString("  done\n  case \"$before\" in\n")
	for _, f := range enums(all) {
		fmt.Fprintf(b, "    --%s) words=%q ;;\n", f.Name, strings.Join(values(f), " "))
	}
	b.WriteString("    *) case \"$at\" in\n")
	for _, c := range all {
		fmt.Fprintf(b, "      %q) words=%q ;;\n", prefixed(c.path), strings.Join(c.words(), " "))
	}
	fmt.Fprintf(b, "    esac ;;\n  esac\n  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n}\ncomplete -o default -F _%s %s\n", name, name)
}

// prefixed is a path as walkPath makes it.
func prefixed(path []string) string {
	if len(path) == 0 {
		return ""
	}
	return " " + strings.Join(path, " ")
}

// quoted is a text in single quotes, as sh and zsh read it.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

func zsh(b *strings.Builder, name string, all []command) {
	fmt.Fprintf(b, "#compdef %s\n# zsh: put this in a folder of $fpath, as _%s\n_%s() {\n  local at=\"\" word i\n  local -a list\n  for ((i = 2; i < CURRENT; i++)); do\n    word=${words[i]}\n", name, name, name)
	walkPath(b, all, "    ")
	b.WriteString("  done\n  case \"${words[CURRENT-1]}\" in\n")
	for _, f := range enums(all) {
		fmt.Fprintf(b, "    --%s) compadd -- %s; return ;;\n", f.Name, strings.Join(values(f), " "))
	}
	b.WriteString("  esac\n  case \"$at\" in\n")
	for _, c := range all {
		fmt.Fprintf(b, "    %s) list=(\n", quoted(prefixed(c.path)))
		for _, n := range c.commands {
			fmt.Fprintf(b, "      %s\n", quoted(n.Name+":"+firstSentence(n.Help)))
		}
		for _, f := range c.flags {
			fmt.Fprintf(b, "      %s\n", quoted("--"+f.Name+":"+firstSentence(f.Help)))
		}
		b.WriteString("    ) ;;\n")
	}
	fmt.Fprintf(b, "  esac\n  _describe 'what follows' list || _files\n}\nif [ \"$funcstack[1]\" = \"_%s\" ]; then _%s \"$@\"; else compdef _%s %s; fi\n", name, name, name, name)
}

func fish(b *strings.Builder, name string, all []command) {
	escape := strings.NewReplacer(`\`, `\\`, `'`, `\'`)
	fmt.Fprintf(b, "# fish: %s completion fish > ~/.config/fish/completions/%s.fish\nfunction __%s_at\n  set -l at\n  for word in (commandline -opc)[2..]\n    switch (string join -- ' ' $at $word)\n      case", name, name, name)
	for _, c := range all[1:] {
		fmt.Fprintf(b, " '%s'", strings.Join(c.path, " "))
	}
	b.WriteString("\n        set -a at $word\n    end\n  end\n  test \"$at\" = \"$argv\"\nend\n")
	for _, c := range all {
		at := fmt.Sprintf("complete -c %s -n '__%s_at %s'", name, name, strings.Join(c.path, " "))
		for _, n := range c.commands {
			fmt.Fprintf(b, "%s -f -a %s -d '%s'\n", at, n.Name, escape.Replace(firstSentence(n.Help)))
		}
		for _, f := range c.flags {
			takes := " -r"
			switch v := values(f); {
			case f.IsBool():
				takes = ""
			case len(v) > 0:
				takes = fmt.Sprintf(" -x -a '%s'", strings.Join(v, " "))
			}
			fmt.Fprintf(b, "%s -l %s%s -d '%s'\n", at, f.Name, takes, escape.Replace(firstSentence(f.Help)))
		}
	}
}

func powershell(b *strings.Builder, name string, all []command) {
	escape := strings.NewReplacer("'", "''")
	fmt.Fprintf(b, "# PowerShell: %s completion powershell | Out-String | Invoke-Expression\nRegister-ArgumentCompleter -Native -CommandName %s -ScriptBlock {\n  param($current, $line, $position)\n  $follows = @{\n", name, name)
	for _, c := range all {
		fmt.Fprintf(b, "    '%s' = @(", strings.Join(c.path, " "))
		var list []string
		for _, n := range c.commands {
			list = append(list, fmt.Sprintf("@('%s', '%s')", n.Name, escape.Replace(firstSentence(n.Help))))
		}
		for _, f := range c.flags {
			list = append(list, fmt.Sprintf("@('--%s', '%s')", f.Name, escape.Replace(firstSentence(f.Help))))
		}
		b.WriteString(strings.Join(list, ", ") + ")\n")
	}
	b.WriteString("  }\n  $values = @{\n")
	for _, f := range enums(all) {
		fmt.Fprintf(b, "    '--%s' = @('%s')\n", f.Name, strings.Join(values(f), "', '"))
	}
	b.WriteString(`  }
  $at = ''
  $before = ''
  foreach ($element in @($line.CommandElements | Select-Object -Skip 1)) {
    if ($element.Extent.EndOffset -ge $position -and $current -ne '') { break }
    $before = $element.ToString()
    $next = ($at + ' ' + $before).Trim()
    if ($follows.ContainsKey($next)) { $at = $next }
  }
  if ($values.ContainsKey($before)) {
    $values[$before] | Where-Object { $_ -like "$current*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
    return
  }
  $follows[$at] | Where-Object { $_[0] -like "$current*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_[0], $_[0], 'ParameterValue', $_[1])
  }
}
`)
}
