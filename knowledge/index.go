package knowledge

import (
	_ "embed" // the index
	"strconv"
	"strings"
)

// index tells of the embedded articles and explanations what must be known before any of them
// is read: a line each with the file, its size in bytes, its id, and the codes.
//
//go:embed index.txt
var index string

// entry is a line of the index.
type entry struct {
	size  int64
	id    string
	codes []Code
}

// indexed returns the index by file; nil of a line that cannot be read, and of all after it, so
// that these files are read at once.
func indexed() map[string]entry {
	entries := make(map[string]entry, strings.Count(index, "\n"))
	for line := range strings.Lines(index) {
		words := strings.Fields(line)
		if len(words) < 3 {
			break
		}
		size, err := strconv.ParseInt(words[1], 10, 64)
		if err != nil {
			break
		}
		e := entry{size: size, id: words[2]}
		for _, word := range words[3:] {
			c, err := ParseCode(word)
			if err != nil {
				return entries
			}
			e.codes = append(e.codes, c)
		}
		entries[words[0]] = e
	}
	return entries
}
