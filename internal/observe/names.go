package observe

import (
	"fmt"
	"strings"
)

// NameOf is the name of an event or an effect, which are bounded sets of types: "message-edited".
func NameOf(v any) string {
	_, name, _ := strings.Cut(fmt.Sprintf("%T", v), ".")
	var b strings.Builder
	for i, r := range name {
		if 'A' <= r && r <= 'Z' {
			if i > 0 {
				b.WriteByte('-')
			}
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}
