package dialogue

import (
	"hash/crc32"
	"slices"
	"strings"
	"sync"

	"aktivering/bot/content"
	"aktivering/bot/i18n"
	"aktivering/bot/pick"
	"aktivering/bot/reply"
)

// anew keeps a reply from saying what the one before said, word for word: it says then that it
// was said, or what has been said in other words.
func (t *Turn) anew(blocks []content.Block) []content.Block {
	sum := sumOf(blocks)
	if len(blocks) > 0 && sum == t.Conversation.Said {
		blocks = t.inOtherWords(blocks)
		sum = sumOf(blocks)
	}
	t.Conversation.Said = sum
	return blocks
}

func (t *Turn) inOtherWords(blocks []content.Block) []content.Block {
	v := t.Localizer()
	if len(t.intro) > 0 && len(t.ahead) == 0 {
		if other := otherWords(t.intro[0].key); other != "" {
			return append([]content.Block{v.Paragraph(other, t.intro[0].args)}, blocks[1:]...)
		}
	}
	return append([]content.Block{v.Paragraph("as-said", nil)}, blocks...)
}

// otherWords is the key of a phrase that says the same as another; empty where there is none.
func otherWords(key string) string {
	switch key {
	case "thanks":
		return "thanks.anew"
	case "bye":
		return "bye.anew"
	case "hello":
		return "hello.anew"
	case "upset":
		return "upset.anew"
	case "beside":
		return "beside.anew"
	case "as-said":
		return "as-said.anew"
	case "no-hurry", "no-hurry.remind", "no-hurry.reminded", "no-hurry.later":
		return "no-hurry.anew"
	}
	return ""
}

// sumOf tells replies from one another by their words.
func sumOf(blocks []content.Block) int {
	room, _ := sumRooms.Get().(*[]byte)
	*room = reply.AppendWords((*room)[:0], blocks)
	sum := crc32.ChecksumIEEE(*room)
	if cap(*room) <= maxSumRoom {
		sumRooms.Put(room)
	}
	return int(sum)
}

// sumRooms hold the words of replies while they are summed: each turn does.
var sumRooms = sync.Pool{New: func() any { return new([]byte) }} //nolint:gochecknoglobals // holds nothing that anybody could tell from a new one

// maxSumRoom is how long words are whose room is kept.
const maxSumRoom = 16 << 10

// explained notes that something is explained, and reports that it was before.
func (t *Turn) explained(id string) bool {
	c := &t.Conversation
	if slices.Contains(c.Explained, id) {
		return true
	}
	c.Explained = append(c.Explained, id)
	return false
}

// possible are the answers to the open question, as part of a sentence.
func (t *Turn) possible(v i18n.Localizer) string {
	var labels []string
	for _, c := range t.Conversation.Offered {
		if kind, _ := c.ID.Kind(); !c.Standing && kind != pick.Remind {
			labels = append(labels, reply.Plain(v.Say("quoted", i18n.Args{"text": i18n.Text(c.Label)})))
		}
	}
	if n := len(labels); n > 1 {
		return strings.Join(labels[:n-1], ", ") + " " + v.Label("or") + " " + labels[n-1]
	}
	return strings.Join(labels, "")
}
