package knowledge

import (
	"bytes"
	"encoding/json"
	"slices"

	"go.yaml.in/yaml/v4"
)

// schema is a JSON object whose keys are in order.
type schema struct {
	keys   []string
	values []any
}

// set adds a key, or changes its value.
func (s *schema) set(key string, value any) *schema {
	if i := slices.Index(s.keys, key); i >= 0 {
		s.values[i] = value
		return s
	}
	s.keys, s.values = append(s.keys, key), append(s.values, value)
	return s
}

// MarshalJSON writes the object.
func (s *schema) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, key := range s.keys {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(key)
		if err != nil {
			return nil, err //nolint:wrapcheck // Schema does
		}
		value, err := json.Marshal(s.values[i])
		if err != nil {
			return nil, err //nolint:wrapcheck // Schema does
		}
		b.Write(append(append(name, ':'), value...))
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// describes reports that f describes what it reads, in the place of reading it, and notes that
// here it reads what a definition says.
func (f *file) describes(definition string) bool {
	if f.shape == nil {
		return false
	}
	f.shape.set("$ref", "#/definitions/"+definition)
	return true
}

// described returns the schema of what read reads.
func (f *file) described(read func(n *yaml.Node)) *schema {
	whole, part := f.shape, new(schema)
	f.shape = part
	read(new(yaml.Node))
	f.shape = whole
	return part
}

// describeFields describes a mapping with given keys.
func (f *file) describeFields(fields []field) {
	properties := new(schema)
	needed := []string{}
	for _, c := range fields {
		property := f.described(c.read)
		if c.rule == "pattern" {
			property = (&schema{}).set("type", "string") // what stands beside a reference does not count
		}
		if c.description != "" {
			property.set("description", c.description)
		}
		if c.rule != "" {
			property.set(c.rule, c.ruled)
		}
		properties.set(c.key, property)
		if c.need == required {
			needed = append(needed, c.key)
		}
	}
	f.shape.set("type", "object").set("additionalProperties", false).set("required", needed).set("properties", properties)
}
