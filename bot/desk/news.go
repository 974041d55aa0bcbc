package desk

import (
	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/internal/cut"
	"aktivering/bot/redact"
)

// Bounds of what a desk is told of faults in the knowledge; the log has all of it.
const (
	maxFaultsTold = 3
	maxFaultTold  = 300 // bytes of one
)

// KnowledgeFaults tells a desk that a change of the knowledge is not taken over, and why.
func (m Manager) KnowledgeFaults(d *bot.Desk, faults []string) bot.Reply {
	v := agentLocalizer(d, m.Knowledge)
	blocks := []content.Block{v.Paragraph("desk.knowledge.faults", nil)}
	for i, f := range faults {
		if i == maxFaultsTold {
			blocks = append(blocks, content.Note{Spans: []content.Span{{Text: "…"}}})
			break
		}
		f, _ = redact.Redact(f)
		f = cut.Bytes(f, maxFaultTold)
		blocks = append(blocks, content.Note{Spans: []content.Span{{Text: f, Kind: content.Mono}}})
	}
	return bot.Reply{Blocks: blocks}
}

// KnowledgeSound tells a desk that the knowledge has no faults any more.
func (m Manager) KnowledgeSound(d *bot.Desk) bot.Reply {
	return bot.Reply{Blocks: []content.Block{agentLocalizer(d, m.Knowledge).Paragraph("desk.knowledge.sound", nil)}}
}
