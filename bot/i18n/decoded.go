package i18n

import (
	"aktivering/bot/content"
	"aktivering/bot/match"
)

// Decoded says in plain words what a code tells by its bits and its name.
func (v Localizer) Decoded(r match.Reading) []content.Span {
	sentences := [][]content.Span{v.origin(r)}
	add := func(key string, a Args) { sentences = append(sentences, v.Say(key, a)) }
	if r.Problem != "" {
		sentences = append(sentences, v.problem(r))
	}
	switch {
	case r.Informational:
		add("decode.informational", nil)
	case r.Warning:
		add("decode.warning", nil)
	}
	if r.Name != "" {
		add("decode.name", Args{"name": NameOf(r), "header": Text(r.Header)})
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

// DecodedBriefly is what Decoded says of the problem alone, or of where the code comes from.
func (v Localizer) DecodedBriefly(r match.Reading) []content.Span {
	if r.Problem != "" {
		return v.problem(r)
	}
	return v.origin(r)
}

// NameOf is the name of a code as the value of a placeholder.
func NameOf(r match.Reading) content.Span {
	return content.Span{Text: r.Name, Kind: content.Mono}
}

func (v Localizer) problem(r match.Reading) []content.Span {
	return v.Say("decode.problem."+string(r.Problem), nil)
}

// origin says where a code comes from, or what a Win32 error is.
func (v Localizer) origin(r match.Reading) []content.Span {
	number := Args{"number": Number(int(r.Number))}
	switch {
	case r.Family == match.FamilyWin32 && r.Win32 != "":
		return v.Say("decode.win32."+r.Win32, number)
	case r.Family == match.FamilyOther:
		return v.Say("decode.facility."+r.Facility, nil)
	case r.Answered != "":
		return v.Say("decode.answered."+r.Answered, nil)
	}
	return v.Say("decode.family."+string(r.Family), number)
}
