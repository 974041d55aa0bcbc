package bot

import (
	"strconv"
	"strings"

	"aktivering/bot/match"
	"aktivering/knowledge"
)

// listed names several codes with their titles.
func (t *turn) listed(v voice, codes []knowledge.Code) []Block {
	var items [][]Span
	for _, c := range codes {
		if articles := t.Knowledge.ByCode(c); len(articles) > 0 {
			items = append(items, append([]Span{mono(c), text(" – ")}, v.in(articles[0].Title)...))
		}
	}
	return []Block{v.para("codes", nil), Steps{Items: items}, v.para("codes.likely", args{"code": mono(t.s().Code)})}
}

// oneLine is what a person wrote, without the line breaks.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// resembling lists the documented codes that an undocumented one resembles, the
// character that differs set apart.
func (t *turn) resembling(v voice, near []match.Suggestion) ([]Block, []Choice) {
	key := "near"
	if len(near) == 1 {
		key = "near.one"
	}
	written := oneLine(near[0].Written)
	blocks := []Block{v.para(key, args{"code": {Text: written, Kind: Mono}, "n": text(v.label("number." + strconv.Itoa(len(near))))})}
	var items [][]Span
	var choices []Choice
	for _, s := range near {
		code := s.Code.String()
		item := []Span{{Text: code, Kind: Mono}}
		if at := differsAt(s); at > 0 {
			item = []Span{{Text: code[:at], Kind: Mono}, {Text: code[at : at+1], Kind: Differs}}
			if after := code[at+1:]; after != "" {
				item = append(item, Span{Text: after, Kind: Mono})
			}
		}
		if a, ok := t.Knowledge.Article(s.Entry); ok {
			item = append(append(item, text(" – ")), v.in(a.Title)...)
		}
		items = append(items, item)
		choices = append(choices, Choice{ID: pick(pickCode, code), Label: code})
	}
	blocks = append(blocks, Steps{Items: items}, v.para("near.which", nil))
	really := plain(v.say("choice.really", args{"code": text(written)}))
	return blocks, append(choices, Choice{ID: pickReally, Label: really})
}

// differsAt returns the index of the character that differs, or -1 where there
// is none to show. A letter that was read as the digit it looks like differs too.
func differsAt(s match.Suggestion) int {
	code := s.Code.String()
	if s.At >= 0 && s.At < len(code) {
		return s.At
	}
	at := -1
	if len(s.Written) != len(code) {
		return at
	}
	for i := range code {
		if !strings.EqualFold(code[i:i+1], s.Written[i:i+1]) {
			if at >= 0 {
				return -1
			}
			at = i
		}
	}
	return at
}

// decoded says in plain words what the bits of a code tell.
func (v voice) decoded(r match.Reading) []Span {
	var sentences [][]Span
	add := func(key string, a args) { sentences = append(sentences, v.say(key, a)) }
	number := args{"number": count(int(r.Number))}
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
	var spans []Span
	for i, s := range sentences {
		if i > 0 {
			spans = append(spans, text(" "))
		}
		spans = append(spans, s...)
	}
	return spans
}
