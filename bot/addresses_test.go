package bot_test

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestNobodyReadsAddresses holds that no package of the core but this one reads or sets a part
// of an address beside the platform: what the parts mean is for adapters. Tests, and the
// harness that plays the adapters, may.
func TestNobodyReadsAddresses(t *testing.T) {
	packages, exports := listed(t, "./...")
	if len(packages) < 8 {
		t.Fatalf("only %d packages are found", len(packages))
	}
	fset := token.NewFileSet()
	find := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	for _, p := range packages {
		if p.ImportPath == "aktivering/bot" || p.ImportPath == "aktivering/bot/bottest" {
			continue
		}
		var files []*ast.File
		for _, name := range p.GoFiles {
			f, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, f)
		}
		info := &types.Info{Uses: make(map[*ast.Ident]types.Object), Types: make(map[ast.Expr]types.TypeAndValue)}
		config := types.Config{Importer: find}
		if _, err := config.Check(p.ImportPath, fset, files, info); err != nil {
			t.Fatal(err)
		}
		for name, used := range info.Uses {
			if isAddressPart(used) {
				t.Errorf("%s: the core uses %s of an address", fset.Position(name.Pos()), name.Name)
			}
		}
		for e, of := range info.Types {
			literal, ok := e.(*ast.CompositeLit)
			if ok && isAddress(of.Type) && len(literal.Elts) > 0 && !keyed(literal) {
				t.Errorf("%s: the core builds an address", fset.Position(e.Pos()))
			}
		}
	}
}

// isAddressPart reports a field of an address other than its platform.
func isAddressPart(used types.Object) bool {
	field, ok := used.(*types.Var)
	return ok && field.IsField() && field.Pkg() != nil && field.Pkg().Path() == "aktivering/bot" &&
		slices.Contains(addressParts(field.Pkg()), field)
}

// addressParts are the fields of bot.Address but the platform; all of its fields if it has none
// of that name.
func addressParts(bot *types.Package) (parts []*types.Var) {
	of, ok := bot.Scope().Lookup("Address").Type().Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	for field := range of.Fields() {
		if field.Name() != "Platform" {
			parts = append(parts, field)
		}
	}
	return parts
}

func isAddress(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Name() == "Address" && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "aktivering/bot"
}

func keyed(c *ast.CompositeLit) bool {
	_, ok := c.Elts[0].(*ast.KeyValueExpr)
	return ok
}

type listedPackage struct {
	ImportPath, Dir, Export string
	GoFiles                 []string
	DepOnly                 bool
}

// listed returns the packages of a pattern, and where the compiled form is of all that they
// import.
func listed(t *testing.T, pattern string) (packages []listedPackage, exports map[string]string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", "list", "-deps", "-export", "-json=ImportPath,Dir,Export,GoFiles,DepOnly", pattern)
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	exports = make(map[string]string)
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listedPackage
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return packages, exports
		} else if err != nil {
			t.Fatal(err)
		}
		exports[p.ImportPath] = p.Export
		if !p.DepOnly {
			packages = append(packages, p)
		}
	}
}
