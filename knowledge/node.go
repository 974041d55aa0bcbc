package knowledge

import (
	"slices"

	"go.yaml.in/yaml/v4"
)

// nodePath leads from the root of a thing to one of its parts: keys and indexes.
type nodePath []any

func (w nodePath) then(parts ...any) nodePath { return append(slices.Clip(w), parts...) }

// lineOf follows a way through a file and returns the line of the last part
// that is there.
func lineOf(n *yaml.Node, to nodePath) int {
	if n == nil {
		return 0
	}
	line := n.Line
	for _, part := range to {
		n = resolveAlias(n)
		key, value := child(n, part)
		if value == nil {
			return line
		}
		line, n = key.Line, value
	}
	return line
}

// child returns the part of a node, and the node that a reader sees it begin at.
func child(n *yaml.Node, part any) (at, value *yaml.Node) {
	switch part := part.(type) {
	case int:
		if n.Kind == yaml.SequenceNode && part < len(n.Content) {
			return n.Content[part], n.Content[part]
		}
	case string:
		if n.Kind != yaml.MappingNode {
			return nil, nil
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == part {
				return n.Content[i], n.Content[i+1]
			}
		}
	}
	return nil, nil
}

func resolveAlias(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

// isNull reports a value left out. The word null is none: it is Norwegian for
// zero.
func isNull(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Tag == "!!null" && n.Value != "null"
}
