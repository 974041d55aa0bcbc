package expect

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"go.yaml.in/yaml/v4"
)

// kind tells what stands in a place of a file.
type kind int

const (
	empty   kind = iota // null, or nothing
	text                // also a number, or true and false
	list                // of values
	mapping             // of keys to values
)

// value is what stands in a place of a file, whether that is JSON or YAML.
type value struct {
	kind kind
	// line counts from 1.
	line int
	text string
	// items are those of a list, or the values of a mapping, by keys.
	items []value
	keys  []string
}

// maxDepth bounds how deep values stand within each other; a row has three levels.
const maxDepth = 8

var (
	errDepth = fmt.Errorf("the values stand more than %d levels deep", maxDepth)
	errMore  = errors.New("more follows after the row; each row has a line of its own")
)

// ofJSON reads one line of JSON.
func ofJSON(data []byte, line int) (value, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	v, err := nextJSON(d, line, 0)
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return value{}, errors.New("the line ends before the row does")
	case err != nil:
		return value{}, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return value{}, errMore
	}
	return v, nil
}

// nextJSON reads the next value. Token by token, as a key that stands twice is a fault.
func nextJSON(d *json.Decoder, line, depth int) (value, error) {
	if depth > maxDepth {
		return value{}, errDepth
	}
	token, err := d.Token()
	if err != nil {
		return value{}, fmt.Errorf("no JSON: %w", err)
	}
	switch token := token.(type) {
	case nil:
		return value{line: line}, nil
	case json.Delim:
		v := value{kind: list, line: line}
		if token == '{' {
			v.kind = mapping
		}
		for d.More() {
			if v.kind == mapping {
				key, err := d.Token()
				if err != nil {
					return value{}, fmt.Errorf("no JSON: %w", err)
				}
				v.keys = append(v.keys, fmt.Sprint(key))
			}
			item, err := nextJSON(d, line, depth+1)
			if err != nil {
				return value{}, err
			}
			v.items = append(v.items, item)
		}
		if _, err := d.Token(); err != nil { // the end of the list or mapping
			return value{}, fmt.Errorf("no JSON: %w", err)
		}
		return v, nil
	default:
		return value{kind: text, line: line, text: fmt.Sprint(token)}, nil
	}
}

// fault is an error with the line that it stands on; 0 means the file as a whole.
type fault struct {
	line    int
	message string
}

func (f *fault) Error() string { return f.message }

// ofYAML returns the items of a YAML list. Its errors are faults.
func ofYAML(data []byte) ([]*yaml.Node, error) {
	var documents []yaml.Node
	if err := yaml.Load(data, &documents, yaml.WithAllDocuments()); err != nil {
		if syntax, ok := errors.AsType[*yaml.LoadError](err); ok {
			return nil, &fault{syntax.Mark.Line, "no YAML: " + syntax.Message}
		}
		return nil, &fault{0, "no YAML: " + err.Error()}
	}
	if len(documents) == 0 || len(documents[0].Content) == 0 {
		return nil, nil
	}
	if len(documents) > 1 {
		return nil, &fault{documents[1].Line, "a second document begins here; put it in a file of its own"}
	}
	root := documents[0].Content[0]
	switch {
	case root.Kind == yaml.SequenceNode:
		return root.Content, nil
	case root.ShortTag() == "!!null":
		return nil, nil
	}
	return nil, &fault{root.Line, "the file must be a list of rows, each beginning with -"}
}

// ofNode reads a node. Its errors are faults.
func ofNode(n *yaml.Node, depth int) (value, error) {
	v := value{line: n.Line, text: n.Value}
	switch {
	case depth > maxDepth:
		return value{}, &fault{n.Line, errDepth.Error()}
	case n.Kind == yaml.AliasNode, n.Anchor != "":
		return value{}, &fault{n.Line, "anchors and aliases (&x, *x) are not read"}
	case n.Kind == yaml.ScalarNode:
		if n.ShortTag() != "!!null" {
			v.kind = text
		}
		return v, nil
	}
	v.kind = list
	if n.Kind == yaml.MappingNode {
		v.kind = mapping
	}
	for i, c := range n.Content {
		if v.kind == mapping && i%2 == 0 {
			if c.Kind != yaml.ScalarNode || c.Anchor != "" {
				return value{}, &fault{c.Line, "a key must be a plain text"}
			}
			v.keys = append(v.keys, c.Value)
			continue
		}
		item, err := ofNode(c, depth+1)
		if err != nil {
			return value{}, err
		}
		v.items = append(v.items, item)
	}
	return v, nil
}
