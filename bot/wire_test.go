package bot_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
)

// The files in testdata/wire are what databases hold. Later versions must go on reading them:
// a changed line needs code that still reads the line of before.

// TestEffectsAsStored compares every type of effect, with all fields set and with none, with
// its golden file, in both directions. A new type or field is in no file yet and fails.
func TestEffectsAsStored(t *testing.T) {
	for name, zero := range bottest.AllEffects() {
		for kind, effect := range map[string]bot.Effect{"zero": zero, "full": bottest.Filled(zero)} {
			t.Run(name+"/"+kind, func(t *testing.T) {
				encoded, err := bot.EncodeEffect(effect)
				if err != nil {
					t.Fatal(err)
				}
				file := readable(t, encoded)
				bottest.GoldenFile(t, "wire/effects/"+name+"."+kind+".json", file)
				decoded, err := bot.DecodeEffect([]byte(file))
				if err != nil {
					t.Fatal(err)
				}
				if !reflect.DeepEqual(decoded, effect) {
					t.Errorf("decoded as\n%+v, want\n%+v", decoded, effect)
				}
				if kind := fmt.Sprintf("{%q:", name); !bytes.HasPrefix(encoded, []byte(kind)) {
					t.Errorf("does not begin with %s", kind)
				}
			})
		}
	}
}

// TestConversationAsStored does the same for the state of a conversation.
func TestConversationAsStored(t *testing.T) {
	for kind, c := range map[string]bot.Conversation{"zero": {}, "full": bottest.Filled(bot.Conversation{})} {
		t.Run(kind, func(t *testing.T) {
			file := readable(t, bottest.Encode(t, c))
			bottest.GoldenFile(t, "wire/conversation."+kind+".json", file)
			var decoded bot.Conversation
			if err := json.Unmarshal([]byte(file), &decoded); err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(decoded, c) {
				t.Errorf("decoded as\n%+v, want\n%+v", decoded, c)
			}
		})
	}
}

// readable is JSON with an element on each line. Without the white space it is what is stored:
// that is checked, so that a golden file of it pins every byte.
func readable(t *testing.T, encoded []byte) string {
	t.Helper()
	var indented, compact bytes.Buffer
	if err := json.Indent(&indented, encoded, "", "  "); err != nil {
		t.Fatal(err)
	}
	if err := json.Compact(&compact, indented.Bytes()); err != nil || !bytes.Equal(compact.Bytes(), encoded) {
		t.Fatalf("%s is stored with white space, %v", encoded, err)
	}
	indented.WriteByte('\n')
	return indented.String()
}

// TestConstantsAsStored compares the values of the string constants that stand in databases,
// and the ids and kinds of choices, with a golden file.
func TestConstantsAsStored(t *testing.T) {
	stored := map[string]string{ // by type; a choice's kinds have none
		"bot.ChoiceID": "choice", "": "kind of choice", "Stage": "stage", "View": "view", "LanguageSource": "language from", "CaseState": "case",
		"Closing": "closing", "Status": "fate", "EntryKind": "entry", "Action": "act", "Type": "notice", "Fault": "fault", "CopyFault": "copy fault",
		"Kind": "outcome", "Verdict": "helped",
	}
	var lines []string
	for typ, values := range constants(t) {
		if name, ok := stored[typ]; ok {
			for _, v := range values {
				lines = append(lines, strings.TrimSpace(name+": "+v)+"\n")
			}
		}
	}
	slices.Sort(lines)
	bottest.GoldenFile(t, "wire/constants.txt", strings.Join(lines, ""))
}

// constants returns the exported string constants of this package and of those that hold events,
// choices, notices and outcomes, by their type; of those without a type, the kinds of choices alone.
func constants(t *testing.T) map[string][]string {
	t.Helper()
	byType := make(map[string][]string)
	for _, file := range slices.Concat(sources(t, "."), sources(t, "event"), sources(t, "pick"), sources(t, "notice"), sources(t, "outcome")) {
		for _, d := range file.Decls {
			group, ok := d.(*ast.GenDecl)
			if !ok || group.Tok != token.CONST {
				continue
			}
			for _, s := range group.Specs {
				spec, _ := s.(*ast.ValueSpec)
				typ := ""
				if spec.Type != nil {
					typ = types.ExprString(spec.Type)
				} else if file.Name.Name != "pick" {
					continue
				}
				for _, v := range spec.Values {
					if lit, ok := v.(*ast.BasicLit); ok && lit.Kind == token.STRING {
						byType[typ] = append(byType[typ], strings.Trim(lit.Value, `"`))
					}
				}
			}
		}
	}
	return byType
}

// TestAllTypesAreKnown holds that the lists of effects and blocks that the other tests go
// through are complete.
func TestAllTypesAreKnown(t *testing.T) {
	var blocks []string
	for _, b := range bottest.AllBlocks() {
		blocks = append(blocks, reflect.TypeOf(b).Name())
	}
	var effects []string
	for e := range maps.Values(bottest.AllEffects()) {
		effects = append(effects, reflect.TypeOf(e).Name())
	}
	for method, known := range map[string][]string{"effect": effects, "block": blocks} {
		var declared []string
		for _, file := range append(sources(t, "."), sources(t, "content")...) {
			for _, d := range file.Decls {
				if f, ok := d.(*ast.FuncDecl); ok && f.Recv != nil && f.Name.Name == method {
					declared = append(declared, fmt.Sprint(f.Recv.List[0].Type))
				}
			}
		}
		slices.Sort(declared)
		slices.Sort(known)
		if !slices.Equal(declared, known) {
			t.Errorf("the types with the method %s are %v, known are %v", method, declared, known)
		}
	}
}

// sources are the files of the package in a folder, parsed.
func sources(t *testing.T, folder string) []*ast.File {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, text, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}
