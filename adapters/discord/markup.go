package discord

import (
	"cmp"
	"strings"

	"aktivering/adapters/adapterkit"
	"aktivering/bot/content"
)

// delimiters are how people mark what they write in Discord. What is underlined is in italics
// elsewhere, since a line below looks like a link.
var delimiters = []adapterkit.Delimiter{
	{Text: "***", Kind: content.Strong},
	{Text: "**", Kind: content.Strong},
	{Text: "*", Kind: content.Emphasis, Words: true}, // 2*3*4 loses nothing
	{Text: "__", Kind: content.Emphasis, Words: true},
	{Text: "_", Kind: content.Emphasis, Words: true},
	{Text: "~~", Kind: content.Struck},
}

// escapable are the characters that a backslash keeps from being marks.
const escapable = "*_~`|<>[]()#-+.:@"

// references are what Discord writes for people, roles, channels and emoji.
var references = lazy(`<(@[!&]?|#|a?:\w{1,32}:|/[\w -]{1,100}:)([0-9]{1,20})>`) //nolint:gochecknoglobals // a pattern, compiled once

// maskedLinks are links whose address is hidden behind a text, [text](https://…), and
// bareLinks those that have no preview, <https://…>.
var (
	maskedLinks = lazy(`\[([^\[\]\n]+)\]\(<?(https?://(?:[^\s<>()]|\([^\s<>()]*\))+)>?(?:\s+"[^"\n]*")?\)`) //nolint:gochecknoglobals // a pattern, compiled once
	bareLinks   = lazy(`<(https?://[^\s<>]+)>`)                                                             //nolint:gochecknoglobals // a pattern, compiled once
)

// unmasked returns a text in which every link shows its address.
func unmasked(text string) string {
	if !strings.Contains(text, "://") {
		return text
	}
	text = maskedLinks().ReplaceAllStringFunc(text, func(link string) string {
		parts := maskedLinks().FindStringSubmatch(link)
		if parts[1] == parts[2] {
			return parts[2]
		}
		return parts[1] + " (" + parts[2] + ")"
	})
	return bareLinks().ReplaceAllString(text, "$1")
}

// plain returns the text that a person wrote, without Discord's markup, and how it was written.
// A function tells the names of channels. A text without markup is not changed.
func plain(m message, self string, channelName func(id string) string) (string, content.Marks) {
	text := m.Content
	for _, f := range m.Forwarded {
		text = cmp.Or(text, f.Message.Content)
	}
	named := false
	text = references().ReplaceAllStringFunc(text, func(mark string) string {
		parts := references().FindStringSubmatch(mark)
		kind, id := parts[1], parts[2]
		switch {
		case strings.HasPrefix(kind, "@") && id == self:
			named = true
			return ""
		case kind == "@" || kind == "@!":
			for _, u := range m.Mentions {
				if u.ID == id {
					return "@" + nameOf(u, "")
				}
			}
			return "@"
		case strings.HasPrefix(kind, "/"):
			return strings.TrimSuffix(kind, ":")
		case strings.HasSuffix(kind, ":"):
			return strings.TrimPrefix(kind, "a")
		case kind == "#":
			return "#" + channelName(id)
		}
		return kind[:1]
	})
	text = unmasked(text)
	if named {
		text = strings.TrimSpace(text)
	}
	return adapterkit.Markup{Delimiters: delimiters, Escapes: escapable, Lines: true}.Read(text)
}
