package dialogue

import (
	"slices"
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

// codesWithPart lists the documented codes that hold the part that was written.
func (t *Turn) codesWithPart(v i18n.Localizer, near []match.Suggestion) ([]content.Block, []bot.Choice) {
	key, ask := "part", "near.which"
	if len(near) == 1 {
		key, ask = "part.one", "part.which"
	}
	written := content.Span{Text: oneLine(near[0].Written), Kind: content.Mono}
	var items [][]content.Span
	var choices []bot.Choice
	for _, s := range near {
		item := []content.Span{i18n.Code(s.Code)}
		if a, ok := t.Knowledge.Article(s.Entry); ok {
			item = append(append(item, i18n.Text(" – ")), v.In(a.Title)...)
		}
		items = append(items, item)
		choices = append(choices, bot.Choice{ID: pick.Of(pick.Code, s.Code.String()), Label: s.Code.String()})
	}
	blocks := []content.Block{v.Paragraph(key, i18n.Args{"code": written, "n": v.Count(len(near))}), content.Steps{Items: items}, v.Paragraph(ask, nil)}
	return blocks, append(choices, bot.Choice{ID: pick.None, Label: v.Label("choice.none")})
}

// similarCodes lists the documented codes that an undocumented one resembles, the
// character that differs set apart. Of one that has a name it tells the name, as it may well be
// what the screen says, and in the room left also what the name says.
func (t *Turn) similarCodes(v i18n.Localizer, near []match.Suggestion, left int) ([]content.Block, []bot.Choice) {
	if near[0].At == match.AtPart {
		return t.codesWithPart(v, near)
	}
	written := oneLine(near[0].Written)
	args := i18n.Args{"code": {Text: written, Kind: content.Mono}}
	key, one := "near", "near.one"
	var blocks []content.Block
	var says []content.Span
	if code, err := knowledge.ParseCode(written); err == nil {
		if r := match.Decode(code); r.Name != "" {
			args["name"] = i18n.NameOf(r)
			blocks = append(blocks, v.Paragraph("near.named", args))
			says = append([]content.Span{i18n.Text(" ")}, v.DecodedBriefly(r)...)
			key, one = "near.beside", "near.beside.one"
		}
	}
	if len(near) == 1 {
		key = one
	}
	blocks = append(blocks, v.Paragraph(key, args))
	var items, bare [][]content.Span // with the titles of the articles, and without
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
		bare = append(bare, slices.Clone(item))
		if a, ok := t.Knowledge.Article(s.Entry); ok {
			item = append(append(item, i18n.Text(" – ")), v.In(a.Title)...)
		}
		items = append(items, item)
		choices = append(choices, bot.Choice{ID: pick.Of(pick.Code, code), Label: code})
	}
	list := len(blocks)
	blocks = append(blocks, content.Steps{Items: items}, v.Paragraph("near.which", nil))
	if room(blocks) > left {
		blocks[list] = content.Steps{Items: bare}
	}
	if len(says) > 0 {
		longer := append([]content.Block{content.Paragraph{Spans: append(v.Say("near.named", args), says...)}}, blocks[1:]...)
		if room(longer) <= left {
			blocks = longer
		}
	}
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
