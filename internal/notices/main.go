// Notices writes the licenses of everything that the program is built from, for
// whoever passes it on: make notices.
package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

func main() {
	if err := write(context.Background(), os.Stdout, "."); err != nil {
		fmt.Fprintln(os.Stderr, "notices:", err)
		os.Exit(1)
	}
}

// module is a module as go list tells of it.
type module struct {
	Path, Version, Dir string
	Main               bool
	Replace            *module
}

// licenses are the names of files that say under what terms something may be used.
var licenses = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|copyright|unlicense)s?([-._].*)?$`)

// line stands above each name.
const line = "================================================================================"

// write writes the licenses of what the program in a folder is built from, for every
// system that it runs on.
func write(ctx context.Context, w io.Writer, folder string) error {
	modules, err := modulesOf(ctx, folder)
	if err != nil {
		return err
	}
	root, err := output(ctx, folder, nil, "env", "GOROOT")
	if err != nil {
		return err
	}
	modules = append([]module{{Path: "Go, its runtime and standard library", Dir: strings.TrimSpace(string(root))}}, modules...)
	var b bytes.Buffer
	b.WriteString("Aktivering is built from the following, each under the license that stands below its\nname. The source of each is at its name, in the version that stands there.\n")
	for _, m := range modules {
		texts, err := textsOf(m.Dir)
		if err != nil {
			return fmt.Errorf("%s: %w", m.Path, err)
		}
		fmt.Fprintf(&b, "\n%s\n%s\n", line, strings.TrimSpace(m.Path+" "+m.Version))
		for _, text := range texts {
			fmt.Fprintf(&b, "%s\n%s\n", strings.Repeat("-", 80), text)
		}
	}
	if _, err = w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

// systems are those that the program is built for; each may need other modules.
var systems = []string{"linux", "darwin", "windows"}

// modulesOf lists the modules that the program is built from, by name.
func modulesOf(ctx context.Context, folder string) ([]module, error) {
	found := make(map[string]module)
	for _, system := range systems {
		list, err := output(ctx, folder, []string{"GOOS=" + system, "GOARCH=amd64", "CGO_ENABLED=0"}, "list", "-deps", "-json=Module", ".")
		if err != nil {
			return nil, err
		}
		for packages := json.NewDecoder(bytes.NewReader(list)); ; {
			var p struct{ Module *module }
			if err := packages.Decode(&p); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return nil, fmt.Errorf("go list: %w", err)
			}
			if m := p.Module; m != nil && !m.Main {
				if m.Replace != nil {
					m.Dir = m.Replace.Dir
				}
				found[m.Path] = *m
			}
		}
	}
	modules := make([]module, 0, len(found))
	for _, m := range found {
		modules = append(modules, m)
	}
	slices.SortFunc(modules, func(a, b module) int { return cmp.Compare(a.Path, b.Path) })
	return modules, nil
}

// textsOf reads the licenses in a folder; there must be one.
func textsOf(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var texts []string
	for _, e := range entries {
		if e.IsDir() || !licenses.MatchString(e.Name()) || filepath.Ext(e.Name()) == ".go" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			return nil, err
		}
		texts = append(texts, strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n")))
	}
	if len(texts) == 0 {
		return nil, errors.New("there is no license")
	}
	return texts, nil
}

// output runs a command of go's in a folder and returns what it writes.
func output(ctx context.Context, folder string, env []string, args ...string) ([]byte, error) {
	command := exec.CommandContext(ctx, "go", args...) //nolint:gosec // the arguments are constants above
	command.Dir, command.Env, command.Stderr = folder, append(os.Environ(), env...), os.Stderr
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go %s: %w", strings.Join(args, " "), err)
	}
	return out, nil
}
