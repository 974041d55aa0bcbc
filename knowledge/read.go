package knowledge

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// maxFile bounds one knowledge file: far above any real one, and small enough
// that a wrong folder does no harm.
const maxFile = 1 << 20

const emptyFileMessage = "is empty; remove it, or write the article"

// maxID bounds an id, so that a fact and its value fit in a ChoiceID.
const maxID = 30

// file is one YAML file while it is read. Its methods read one kind of value
// each, and note a fault with its line instead of failing, so that an editor
// sees everything at once.
type file struct {
	// name is how faults call the file.
	name   string
	root   *yaml.Node
	faults []Fault
	// langs are the languages of its texts, and drafts those in which they may be missing,
	// which is noted in gaps.
	langs, drafts []Lang
	gaps          []Fault
	// unfinished tells that whatever is missing is a gap: see Draft.
	unfinished bool
	// shape is set where a reader describes what it reads: see Schema.
	shape *schema
}

// in sets the languages of the file's texts.
func (f *file) in(l Languages) *file {
	f.langs, f.drafts = l.ids(false), l.ids(true)
	return f
}

// readFile reads and parses a file of fsys; root is nil where that failed.
func readFile(fsys fs.FS, path, name string) *file {
	f := &file{name: name}
	data, err := readBounded(fsys, path)
	if err != nil {
		f.faults = append(f.faults, Fault{File: name, Message: err.Error()})
		return f
	}
	root, err := findCompiled(data)
	if err != nil {
		f.faults = append(f.faults, Fault{File: name, Message: err.Error()})
		return f
	}
	if f.root = root; root == nil {
		f.parse(data)
	}
	return f
}

// parse parses the bytes of the file; root is nil where that failed.
func (f *file) parse(data []byte) {
	var documents []yaml.Node
	if err := yaml.Load(data, &documents, yaml.WithAllDocuments()); err != nil {
		f.faults = append(f.faults, syntaxFault(f.name, err))
		return
	}
	if len(documents) == 0 {
		f.faults = append(f.faults, Fault{File: f.name, Message: emptyFileMessage})
		return
	}
	for i := range documents[1:] {
		f.fault(&documents[1:][i], "a second document begins here; put it in a file of its own")
	}
	f.root = documents[0].Content[0]
}

func readBounded(fsys fs.FS, path string) ([]byte, error) {
	r, err := fsys.Open(path)
	if err != nil {
		return nil, fmt.Errorf("cannot be read: %w", withoutPath(err))
	}
	defer func() { _ = r.Close() }()
	var data bytes.Buffer
	if stat, err := r.Stat(); err == nil {
		data.Grow(int(min(stat.Size(), maxFile)) + bytes.MinRead)
	}
	_, err = data.ReadFrom(io.LimitReader(r, maxFile+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("cannot be read: %w", err)
	case data.Len() > maxFile:
		return nil, errors.New("is over 1 MiB; split it into one file per article")
	case !utf8.Valid(data.Bytes()):
		return nil, errors.New("is not UTF-8; save it as UTF-8")
	case len(bytes.TrimSpace(data.Bytes())) == 0:
		return nil, errors.New(emptyFileMessage)
	}
	return data.Bytes(), nil
}

// withoutPath returns why something of a folder cannot be read: the path is one that the
// operator never wrote.
func withoutPath(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}

func syntaxFault(name string, err error) Fault {
	fault := Fault{File: name, Message: "is not valid YAML: " + err.Error()}
	if syntax, ok := errors.AsType[*yaml.LoadError](err); ok {
		fault.Line = syntax.Mark.Line
		fault.Message = "is not valid YAML: " + syntax.Message
		if strings.Contains(syntax.Message, "mapping values are not allowed") {
			fault.Message += `; put a text that holds ": " in quotes`
		}
	}
	return fault
}

func (f *file) fault(n *yaml.Node, format string, args ...any) {
	f.faults = append(f.faults, f.faultAt(n, format, args...))
}

func (f *file) faultAt(n *yaml.Node, format string, args ...any) Fault {
	return Fault{File: f.name, Line: n.Line, Message: fmt.Sprintf(format, args...)}
}

// str reads a text of one line.
func (f *file) str(n *yaml.Node, what string) string {
	if f.describes("line") {
		return ""
	}
	if s, ok := line(n); ok {
		return s
	}
	if n.Kind != yaml.ScalarNode || isNull(n) {
		f.fault(n, "%s must be a text", what)
		return ""
	}
	s := strings.TrimSpace(n.Value)
	if s == "" {
		f.fault(n, "%s is empty", what)
		return ""
	}
	r, _ := utf8.DecodeRuneInString(s[strings.IndexFunc(s, unprintable):])
	if r == '\n' {
		f.fault(n, "%s runs over several lines; write >- before it, or make it two", what)
	} else {
		f.fault(n, "%s holds the invisible character %U; remove it", what, r)
	}
	return ""
}

// line returns a text of one line; false for anything else.
func line(n *yaml.Node) (string, bool) {
	if n.Kind != yaml.ScalarNode || isNull(n) {
		return "", false
	}
	s := strings.TrimSpace(n.Value)
	return s, s != "" && strings.IndexFunc(s, unprintable) < 0
}

// unprintable reports characters that would change how other text is shown.
func unprintable(r rune) bool {
	if ' ' <= r && r < 0x7f {
		return false
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' || r == '\ufeff'
}

func (f *file) id(n *yaml.Node, what string) string {
	if f.describes("id") {
		return ""
	}
	s := f.str(n, what)
	if s == "" {
		return ""
	}
	valid := len(s) <= maxID && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
	})
	if !valid {
		f.fault(n, "%s %q must be at most %d of the characters a-z, A-Z, 0-9, - and _", what, s, maxID)
		return ""
	}
	return s
}

// idKey reads a key that is an id.
func (f *file) idKey(k *yaml.Node, what string) string {
	if f.shape != nil {
		return ""
	}
	return f.id(k, what)
}

// oneOf reads one of some words.
func (f *file) oneOf(n *yaml.Node, what string, words ...string) string {
	if f.shape != nil {
		f.shape.set("enum", words)
		return ""
	}
	s := f.str(n, what)
	if s != "" && !slices.Contains(words, s) {
		last := len(words) - 1
		f.fault(n, "%s %q must be one of %s and %s", what, s, strings.Join(words[:last], ", "), words[last])
		return ""
	}
	return s
}

// day reads a day; the zero time where there is none.
func (f *file) day(n *yaml.Node, what string) time.Time {
	if f.describes("day") {
		return time.Time{}
	}
	day, err := time.Parse(time.DateOnly, f.str(n, what))
	if err != nil {
		f.fault(n, "%s must be a day such as 2026-11-22", what)
	}
	return day
}

// code reads an error code; false where there is none.
func (f *file) code(n *yaml.Node, what string) (Code, bool) {
	if f.describes("code") {
		return 0, false
	}
	s := f.str(n, what)
	if s == "" {
		return 0, false
	}
	c, err := ParseCode(s)
	if err != nil {
		f.fault(n, "%v", err)
	}
	return c, err == nil
}

// strs reads a list of texts.
func (f *file) strs(n *yaml.Node, what string) []string {
	var list []string
	each := "a text of " + what
	f.items(n, what, func(_ int, item *yaml.Node) {
		if s := f.str(item, each); s != "" {
			list = append(list, s)
		}
	})
	return list
}

// ids reads a list of ids without doubles.
func (f *file) ids(n *yaml.Node, what string) []string {
	var list []string
	if f.shape != nil {
		f.shape.set("uniqueItems", true)
	}
	each := "an id in " + what
	f.items(n, what, func(_ int, item *yaml.Node) {
		s := f.id(item, each)
		if slices.Contains(list, s) {
			f.fault(item, "%q is there twice", s)
		} else if s != "" {
			list = append(list, s)
		}
	})
	return list
}

// text reads one text by language.
func (f *file) text(n *yaml.Node, what string) Text {
	if f.describes("text") {
		return nil
	}
	t := make(Text, len(f.langs))
	f.byLang(n, what, func(l Lang, v *yaml.Node) {
		s, ok := line(v)
		if !ok {
			s = f.str(v, what+" in "+string(l))
		}
		t[l] = s
	})
	return t
}

// lines reads a list of texts by language.
func (f *file) lines(n *yaml.Node, what string) Lines {
	if f.describes("lines") {
		return nil
	}
	lines := make(Lines, len(f.langs))
	f.byLang(n, what, func(l Lang, v *yaml.Node) { lines[l] = f.strs(v, what+" in "+string(l)) })
	return lines
}

// byLang reads a mapping of languages to something, beside what others reads.
func (f *file) byLang(n *yaml.Node, what string, read func(l Lang, v *yaml.Node), others ...field) {
	fields := slices.Grow(others, len(f.langs)+len(f.drafts))
	for i, list := range [...][]Lang{f.langs, f.drafts} {
		for _, l := range list {
			of := must(string(l), func(v *yaml.Node) { read(l, v) })
			if i > 0 {
				of.need = draft
			}
			fields = append(fields, of)
		}
	}
	f.fields(n, what, fields...)
}

// flag reads true or false.
func (f *file) flag(n *yaml.Node, what string) bool {
	if f.shape != nil {
		f.shape.set("enum", []any{true, false, "true", "false"})
		return false
	}
	return f.oneOf(n, what, "true", "false") == "true"
}

// either reads a scalar in one way and a mapping or list in another.
func (f *file) either(n *yaml.Node, scalar, other func(*yaml.Node)) {
	switch {
	case f.shape != nil:
		f.shape.set("anyOf", []*schema{f.described(scalar), f.described(other)})
	case n.Kind == yaml.ScalarNode:
		scalar(n)
	default:
		other(n)
	}
}
