package knowledge

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// field is one key that a mapping may have.
type field struct {
	key  string
	need need
	read func(*yaml.Node)
	// What the schema says beside what read describes: a description, and a rule.
	description, rule string
	ruled             any
}

// need tells what it means that a key is missing.
type need int

const (
	optional need = iota
	required      // a fault
	draft         // a gap
)

func must(key string, read func(*yaml.Node)) field {
	return field{key: key, need: required, read: read}
}
func may(key string, read func(*yaml.Node)) field { return field{key: key, read: read} }

// about says in the schema what the field is.
func (c field) about(text string) field {
	c.description = text
	return c
}

// with says another rule in the schema, which is checked when the field was read, or by lint.
func (c field) with(rule string, value any) field {
	c.rule, c.ruled = rule, value
	return c
}

// fields reads a mapping with exactly the given keys; what says what it is, for
// faults.
func (f *file) fields(n *yaml.Node, what string, fields ...field) {
	if f.shape != nil {
		f.describeFields(fields)
		return
	}
	seen := make([]bool, len(fields))
	ok := f.pairs(n, what, func(k, v *yaml.Node) {
		i := slices.IndexFunc(fields, func(c field) bool { return c.key == k.Value })
		if i < 0 {
			f.fault(k, "unknown key %q in %s; it can hold %s", k.Value, what, keysOf(fields))
			return
		}
		seen[i] = true
		if isNull(v) {
			switch {
			case fields[i].need != required:
			case f.unfinished:
				f.gaps = append(f.gaps, f.faultAt(k, "%q is empty", k.Value))
			default:
				f.fault(k, "%q is empty", k.Value)
			}
			return
		}
		fields[i].read(v)
	})
	if !ok {
		return
	}
	for i, c := range fields {
		switch {
		case seen[i]:
		case c.need == required && !f.unfinished:
			f.fault(n, "%s lacks %q", what, c.key)
		case c.need != optional:
			f.gaps = append(f.gaps, f.faultAt(n, "%s lacks %q", what, c.key))
		}
	}
}

func keysOf(fields []field) string {
	keys := make([]string, len(fields))
	for i, c := range fields {
		keys[i] = c.key
	}
	return strings.Join(keys, ", ")
}

// pairs calls visit for every key and value of a mapping, aliases followed.
func (f *file) pairs(n *yaml.Node, what string, visit func(k, v *yaml.Node)) bool {
	if f.shape != nil {
		value := f.described(func(n *yaml.Node) { visit(new(yaml.Node), n) })
		f.shape.set("type", "object").set("additionalProperties", value)
		return true
	}
	n = resolveAlias(n)
	if n.Kind != yaml.MappingNode {
		f.fault(n, "%s must be a mapping of keys to values", what)
		return false
	}
	seen := make(map[string]bool, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], resolveAlias(n.Content[i+1])
		if seen[k.Value] {
			f.fault(k, "%q is there twice", k.Value)
			continue
		}
		seen[k.Value] = true
		visit(k, v)
	}
	return true
}

// items calls visit for every item of a list.
func (f *file) items(n *yaml.Node, what string, visit func(i int, item *yaml.Node)) {
	if f.shape != nil {
		f.shape.set("type", "array").set("items", f.described(func(n *yaml.Node) { visit(0, n) }))
		return
	}
	n = resolveAlias(n)
	if n.Kind != yaml.SequenceNode {
		f.fault(n, "%s must be a list", what)
		return
	}
	for i, item := range n.Content {
		visit(i, resolveAlias(item))
	}
}
