package dialogue

import (
	"strings"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/i18n"
	"aktivering/bot/match"
	"aktivering/bot/pick"
	"aktivering/bot/reply"
	"aktivering/knowledge"
)

// codeList names several codes with their titles.
func (t *Turn) codeList(v i18n.Localizer, codes []knowledge.Code) []content.Block {
	var items [][]content.Span
	for _, c := range codes {
		if articles := t.Knowledge.ByCode(c); len(articles) > 0 {
			items = append(items, append([]content.Span{i18n.Code(c), i18n.Text(" – ")}, v.In(articles[0].Title)...))
		}
	}
	return []content.Block{v.Paragraph("codes", nil), content.Steps{Items: items}, v.Paragraph("codes.likely", i18n.Args{"code": i18n.Code(t.Situation().Code)})}
}

// oneLine is what a person wrote, without the line breaks.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// similarCodes lists the documented codes that an undocumented one resembles, the
// character that differs set apart.
func (t *Turn) similarCodes(v i18n.Localizer, near []match.Suggestion) ([]content.Block, []bot.Choice) {
	key := "near"
	if len(near) == 1 {
		key = "near.one"
	}
	written := oneLine(near[0].Written)
	blocks := []content.Block{v.Paragraph(key, i18n.Args{"code": {Text: written, Kind: content.Mono}, "n": v.Count(len(near))})}
	var items [][]content.Span
	var choices []bot.Choice
	for _, s := range near {
		code := s.Code.String()
		item := []content.Span{{Text: code, Kind: content.Mono}}
		if at := differsAt(s); at > 0 {
			item = []content.Span{{Text: code[:at], Kind: content.Mono}, {Text: code[at : at+1], Kind: content.Differs}}
			if after := code[at+1:]; after != "" {
				item = append(item, content.Span{Text: after, Kind: content.Mono})
			}
		}
		if a, ok := t.Knowledge.Article(s.Entry); ok {
			item = append(append(item, i18n.Text(" – ")), v.In(a.Title)...)
		}
		items = append(items, item)
		choices = append(choices, bot.Choice{ID: pick.Of(pick.Code, code), Label: code})
	}
	blocks = append(blocks, content.Steps{Items: items}, v.Paragraph("near.which", nil))
	really := reply.Plain(v.Say("choice.really", i18n.Args{"code": i18n.Text(written)}))
	return blocks, append(choices, bot.Choice{ID: pick.Really, Label: really})
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
