package knowledge

import (
	"embed"
	"io/fs"
)

//go:embed example
var example embed.FS

// ExampleFolder returns a commented pack that an operator can begin with.
func ExampleFolder() (fs.FS, error) {
	return fs.Sub(example, "example") //nolint:wrapcheck // the name is a constant
}

// ExampleSchemas are the kinds of files that such a pack may hold, for their schemas.
func ExampleSchemas() []string { return []string{"article", "extension", "pack", "term", "aside"} }
