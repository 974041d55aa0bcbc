package knowledge

import (
	"embed"
	"io/fs"
)

//go:embed articles/*/*.yaml terms/*.yaml asides/*.yaml phrases/*.yaml language/*.yaml
var embedded embed.FS

// Embedded returns the knowledge that is built into the program.
func Embedded() fs.FS { return embedded }
