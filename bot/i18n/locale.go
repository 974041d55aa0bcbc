package i18n

import (
	"slices"
	"strings"

	"aktivering/bot"
	"aktivering/knowledge"
)

// NameOf is a language's own name.
func NameOf(l bot.Lang) string {
	switch l {
	case knowledge.Bokmal:
		return "Bokmål"
	case knowledge.Nynorsk:
		return "Nynorsk"
	case knowledge.English:
		return "English"
	}
	return string(l)
}

// Known reports a language that the knowledge is written in.
func Known(l knowledge.Lang) bool {
	return slices.Contains(knowledge.Langs(), l)
}

// OfLocale returns the language for a locale such as nb-NO: Scandinavians read
// bokmål, the rest of the world English.
func OfLocale(locale string) knowledge.Lang {
	tag := strings.ToLower(locale)
	if i := strings.IndexAny(tag, "-_."); i >= 0 {
		tag = tag[:i]
	}
	switch tag {
	case "", "c", "posix":
		return ""
	case "nn":
		return knowledge.Nynorsk
	case "nb", "no", "da", "sv", "se", "sma", "smj", "fo", "is":
		return knowledge.Bokmal
	default:
		return knowledge.English
	}
}
