package bottest

import (
	"fmt"
	"strconv"
	"strings"

	"aktivering/bot"
)

// RenderOutcome writes an outcome as a line of the golden files, without the language and the
// confidence, which are the matcher's.
func RenderOutcome(o bot.Outcome) string {
	var b strings.Builder
	b.WriteString(string(o.Kind))
	add := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, " %s=%s", name, value)
		}
	}
	add("article", o.Article)
	if o.Code != 0 {
		add("code", o.Code.String())
	}
	add("helped", string(o.Helped))
	add("remedies", strings.Join(o.Remedies, ","))
	add("told", strings.Join(o.Told, ","))
	add("asked", o.Asked)
	add("closing", string(o.Closing))
	if o.Rating != 0 {
		add("rating", strconv.Itoa(o.Rating))
	}
	return b.String()
}
