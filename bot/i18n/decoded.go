package i18n

import (
	"aktivering/bot/content"
	"aktivering/bot/match"
)

// Decoded says in plain words what the bits of a code tell.
func (v Localizer) Decoded(r match.Reading) []content.Span {
	var sentences [][]content.Span
	add := func(key string, a Args) { sentences = append(sentences, v.Say(key, a)) }
	number := Args{"number": Number(int(r.Number))}
	switch {
	case r.Family == match.FamilyWin32 && r.Win32 != "":
		add("decode.win32."+r.Win32, number)
	case r.Family == match.FamilyOther:
		add("decode.facility."+r.Facility, nil)
	case r.Answered != "":
		add("decode.answered."+r.Answered, nil)
	default:
		add("decode.family."+string(r.Family), number)
	}
	if r.Topic != "" {
		add("decode.topic."+r.Topic, nil)
	}
	switch {
	case r.Informational:
		add("decode.informational", nil)
	case r.Warning:
		add("decode.warning", nil)
	}
	var spans []content.Span
	for i, s := range sentences {
		if i > 0 {
			spans = append(spans, Text(" "))
		}
		spans = append(spans, s...)
	}
	return spans
}
