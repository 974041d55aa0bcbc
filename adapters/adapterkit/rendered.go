package adapterkit

import (
	"crypto/sha256"
	"encoding/binary"
	"sync"

	lru "github.com/hashicorp/golang-lru/v2"

	"aktivering/bot"
	"aktivering/bot/content"
)

// How much Rendered keeps at most: replies, and bytes of the body of each. A reply of 900
// characters has about 8 KB on Slack.
const (
	maxRendered     = 256
	maxRenderedSize = 16 << 10
)

// Rendered keeps the bodies of the replies that were rendered last: most people who write the same
// are told the same. It is safe for concurrent use.
type Rendered struct {
	bodies *lru.Cache[[sha256.Size]byte, []byte]
	keys   sync.Pool // of *[]byte, to make keys in
}

// NewRendered returns an empty one.
func NewRendered() *Rendered {
	bodies, _ := lru.New[[sha256.Size]byte, []byte](maxRendered) // it fails without room only
	return &Rendered{bodies: bodies, keys: sync.Pool{New: func() any { return new(make([]byte, 0, 4096)) }}}
}

// Body returns what render makes of a reply without files and of what else it depends on, which
// are the blocks, the choices, the form, the search and the turn of the reply, and id. The body must not be changed.
func (k *Rendered) Body(r bot.Reply, id string, render func() ([]byte, error)) ([]byte, error) {
	if len(r.Files) > 0 {
		return render()
	}
	buffer, _ := k.keys.Get().(*[]byte)
	text := appendReply((*buffer)[:0], r, id)
	key := sha256.Sum256(text)
	*buffer = text
	k.keys.Put(buffer)
	if body, ok := k.bodies.Get(key); ok {
		return body, nil
	}
	body, err := render()
	if err == nil && len(body) <= maxRenderedSize {
		k.bodies.Add(key, body)
	}
	return body, err
}

// appendReply appends what tells a reply from others: the length of each text comes before it, so
// that no two have the same.
func appendReply(b []byte, r bot.Reply, id string) []byte {
	b = appendText(binary.AppendVarint(b, int64(r.Turn)), id)
	b = appendText(appendText(b, r.Search), r.Form)
	for _, block := range r.Blocks {
		switch block := block.(type) {
		case content.Heading:
			b = appendSpans(append(b, 'h'), block.Spans)
		case content.Paragraph:
			b = appendSpans(append(b, 'p'), block.Spans)
		case content.Note:
			b = appendSpans(append(b, 'n'), block.Spans)
		case content.Code:
			b = appendText(append(b, 'c'), block.Text)
		case content.Steps:
			b = binary.AppendVarint(append(b, 's'), int64(block.Start))
			b = binary.AppendVarint(b, int64(len(block.Items)))
			for _, item := range block.Items {
				b = appendSpans(b, item)
			}
		case content.Fields:
			b = binary.AppendVarint(append(b, 'f'), int64(len(block.Items)))
			for _, f := range block.Items {
				b = appendText(appendText(b, f.Name), f.Value)
			}
		}
	}
	for _, c := range r.Choices {
		b = append(b, 'x', flag(c.Standing), flag(c.Primary))
		b = appendText(appendText(appendText(b, string(c.ID)), c.Label), c.Form)
	}
	return b
}

func appendSpans(b []byte, spans []content.Span) []byte {
	b = binary.AppendVarint(b, int64(len(spans)))
	for _, s := range spans {
		b = binary.AppendVarint(b, int64(s.Kind))
		b = appendText(appendText(b, s.Text), s.URL)
	}
	return b
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendVarint(b, int64(len(s))), s...)
}

func flag(set bool) byte {
	if set {
		return 1
	}
	return 0
}
