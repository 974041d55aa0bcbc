package slack

import (
	"net/url"
	"strings"

	"aktivering/adapters/adapterkit"
)

// clean replaces what would change how other characters are shown.
func clean(text string) string { return adapterkit.CleanText(text) }

// inert returns a text that Slack's mrkdwn shows as it is: with an invisible character beside
// them, the marks of bold, italics, quotations and the like have no effect.
func inert(text string) string {
	return marks.Replace(escape(text))
}

var marks = strings.NewReplacer("*", "\u2060*\u2060", "_", "\u2060_\u2060", "~", "\u2060~\u2060", "`", "\u2060`\u2060", ":", "\u2060:\u2060", "&gt;", "\u2060&gt;")

// isWeb reports an address that a person may be sent to.
func isWeb(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && !strings.ContainsAny(address, "<>| \n")
}

// escape returns a text with Slack's three control characters escaped.
func escape(text string) string {
	return entities.Replace(clean(text))
}

var entities = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// withoutMarkup returns a text in which nothing calls anybody or is a link, whatever name stands in
// it: for Slack these begin with an angle bracket.
func withoutMarkup(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
}
