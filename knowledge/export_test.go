package knowledge

import "io/fs"

// LoadTree is Load with a tree in the place of the embedded one.
func LoadTree(own fs.FS) (*Base, error) { return load(own, nil) }

// LintRepliesOf is LintReplies of a tree.
func LintRepliesOf(own fs.FS, l Languages) []Fault {
	_, faults, gaps := loadReplies(own, l, nil)
	return append(faults, gaps...)
}

// EmbeddedReplies are the replies that are built into the program.
func EmbeddedReplies() fs.FS { return embeddedReplies }
