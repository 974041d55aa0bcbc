package dialogue

import (
	"aktivering/bot/content"
	"aktivering/bot/reply"
)

// maxReply is how many characters a reply has at most, with its source and its question: about
// what a phone shows at once. What is left out is shown on demand.
const maxReply = 900

// maxTerse is how many steps a reply can be made shorter by beyond its remedies.
const maxTerse = 3

// room is how many characters blocks take among others.
func room(blocks []content.Block) int {
	if len(blocks) == 0 {
		return 0
	}
	return reply.BlocksLength(blocks) + reply.BetweenBlocks
}

func sum(numbers []int) int {
	total := 0
	for _, n := range numbers {
		total += n
	}
	return total
}
