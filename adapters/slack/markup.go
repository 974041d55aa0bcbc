package slack

import (
	"html"
	"regexp"
	"strings"

	"aktivering/adapters/adapterkit"
	"aktivering/bot/content"
)

// delimiters are how people mark what they write in Slack.
var delimiters = []adapterkit.Delimiter{
	{Text: "*", Kind: content.Strong, Words: true},
	{Text: "_", Kind: content.Emphasis, Words: true},
	{Text: "~", Kind: content.Struck, Words: true},
}

// references are what Slack writes for links, people and channels: <https://…|text>,
// <@U123>, <#C123|name>, <!here>.
var references = regexp.MustCompile(`<([^<>|]*)(?:\|([^<>]*))?>`)

// plain returns the text that a person wrote, without Slack's markup, and how it was written. A
// link keeps its address, and whoever is mentioned has the name that a function tells; empty
// where it is not known.
func plain(text string, nameOf func(id string) string) (string, content.Marks) {
	text = references.ReplaceAllStringFunc(text, func(m string) string {
		parts := references.FindStringSubmatch(m)
		target, label := parts[1], parts[2]
		if strings.HasPrefix(target, "@") && label == "" {
			label = nameOf(target[1:])
		}
		address := strings.TrimPrefix(strings.TrimPrefix(target, "mailto:"), "tel:")
		switch {
		case label == "" && strings.HasPrefix(target, "!"):
			return "@" + target[1:]
		case label == "":
			return address
		case strings.HasPrefix(target, "@"), strings.HasPrefix(target, "#"):
			return target[:1] + strings.TrimPrefix(label, target[:1])
		case !strings.Contains(target, ":") || strings.HasPrefix(target, "!") || sameAddress(label, address):
			return label
		}
		return label + " (" + address + ")"
	})
	return adapterkit.Markup{Delimiters: delimiters}.Read(html.UnescapeString(text))
}

// sameAddress reports a label that is the address of its link: Slack makes links of
// addresses that people write.
func sameAddress(label, address string) bool {
	for _, begins := range []string{"", "http://", "https://"} {
		if rest, ok := strings.CutPrefix(address, begins); ok && strings.TrimSuffix(rest, "/") == strings.TrimSuffix(label, "/") {
			return true
		}
	}
	return false
}
