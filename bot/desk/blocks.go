package desk

import (
	"slices"
	"strconv"
	"strings"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/i18n"
	"aktivering/bot/outcome"
	"aktivering/bot/pick"
)

// IsOfBlocks reports an action that belongs to the conversation that keeps the blocks.
func IsOfBlocks(a bot.Action) bool { return a == bot.ActBlocks || a == bot.ActUnblock }

// changeBlock takes a block into the list, or out of it. It returns false where that is no news.
func (t *turn) changeBlock(b bot.Block) bool {
	c, now := &t.Conversation, t.Inbound.At
	t.dropEnded()
	i := slices.IndexFunc(c.Blocks, func(o bot.Block) bool {
		if b.Number > 0 {
			return o.Number == b.Number
		}
		return o.Concerns(b.Place.Platform, b.Person) && t.desks.Same(o.Place, b.Place)
	})
	switch {
	case i >= 0 && b.Since.Before(c.Blocks[i].Since):
		return false // it tells of what was before
	case b.Lifted:
		if i >= 0 {
			t.lift(i)
		}
		return i >= 0
	case !b.InForce(now):
		return false
	case i >= 0:
		b.Number = c.Blocks[i].Number
		c.Blocks = slices.Delete(c.Blocks, i, i+1)
	default:
		c.BlockCount++
		b.Number = c.BlockCount
		t.makeRoom()
	}
	c.Blocks = append(c.Blocks, b)
	t.Decide(outcome.BlockSet)
	t.Effects = append(t.Effects,
		bot.SetTimer{At: b.Until, Turn: c.Turn, By: b.Place},
		bot.SetBlock{To: b.Place, Block: b})
	return true
}

// makeRoom ends the block that ends soonest where there are as many as are kept, and tells the
// agents so.
func (t *turn) makeRoom() {
	if len(t.Conversation.Blocks) < bot.MaxBlocks {
		return
	}
	b := t.Conversation.DropSoonest()
	t.tellLifted(b)
	if d := t.desks.For(b.Place); d != nil {
		t.Desk, t.serving = d, d // it is that desk's
	}
	t.answerAgent(event.AgentAction{}, "", "desk.block.full", t.blockArgs(b, b.By))
}

// lift ends the block of an index.
func (t *turn) lift(i int) {
	b := t.Conversation.Blocks[i]
	t.Conversation.Blocks = slices.Delete(t.Conversation.Blocks, i, i+1)
	t.Decide(outcome.BlockOver)
	t.tellLifted(b)
}

// tellLifted tells the conversations of the person that a block has ended.
func (t *turn) tellLifted(b bot.Block) {
	b = b.WithoutWords()
	b.Lifted = true
	t.Effects = append(t.Effects, bot.SetBlock{To: b.Place, Block: b})
}

// dropEnded forgets the blocks whose time is over, and returns whether there were some.
func (t *turn) dropEnded() bool {
	c := &t.Conversation
	before := len(c.Blocks)
	c.Blocks = slices.DeleteFunc(c.Blocks, func(b bot.Block) bool { return !b.InForce(t.Inbound.At) })
	return len(c.Blocks) < before
}

// expireBlocks forgets the blocks whose time is over when a timer says so.
func (t *turn) expireBlocks() bool {
	if !t.dropEnded() {
		return false
	}
	t.Decide(outcome.BlockOver)
	return true
}

// forgetBlocked forgets who is blocked and why, as the person is to be forgotten. The block holds
// until its end all the same, by their id: else a person could end it by that.
func (t *turn) forgetBlocked(e event.PersonForgotten) bool {
	c := &t.Conversation
	if c.Turn == 1 {
		return false
	}
	t.dropEnded()
	for i, b := range c.Blocks {
		if b.Concerns(e.Platform, e.Person) {
			c.Blocks[i] = b.WithoutWords()
		}
	}
	t.Decide(outcome.Forgotten)
	return true
}

// listBlocks shows the agents who is blocked, each in a message of its own, with the way to end
// the block; key says what they are shown for.
func (t *turn) listBlocks(e event.AgentAction, key string) {
	t.Decide(outcome.DeskShown)
	list := t.blocksHere()
	if len(list) == 0 {
		t.answerAgent(e, "", "desk.block.none", nil)
		return
	}
	t.answerAgent(e, "", key, nil)
	if left := len(list) - maxListed; left > 0 {
		t.answerAgent(e, "", "desk.block.more", i18n.Args{"n": i18n.Number(left)})
		list = list[left:]
	}
	for _, b := range list {
		t.answerAgent(e, "", "desk.block.one", t.blockArgs(b, b.By), t.unblockChoice(b))
	}
}

// blocksHere are the blocks in force of the desk that an agent acts at.
func (t *turn) blocksHere() []bot.Block {
	return slices.DeleteFunc(t.Conversation.BlocksInForce(t.Inbound.At), func(b bot.Block) bool {
		of := t.desks.For(b.Place)
		return t.acting != nil && of != nil && of != t.acting
	})
}

func (t *turn) unblockChoice(b bot.Block) bot.Choice {
	return bot.Choice{ID: pick.Of(pick.Unblock, strconv.Itoa(b.Number)), Label: t.agentLocalizer().Label("act.unblock"), Standing: true}
}

// liftBlock ends a block that an agent names by its number.
func (t *turn) liftBlock(e event.AgentAction) {
	t.dropEnded()
	i := slices.IndexFunc(t.Conversation.Blocks, func(b bot.Block) bool { return b.Number == numberOf(t.blocksHere(), e.Text) })
	if i < 0 {
		key := "desk.block.no-such"
		if strings.TrimSpace(e.Text) == "" {
			key = "desk.block.which"
		}
		t.listBlocks(e, key)
		return
	}
	b := t.Conversation.Blocks[i]
	if b.Concerns(e.At.Platform, e.Agent.ID) {
		t.Decide(outcome.DeskDeclined)
		t.sendAgent(e, bot.SendReply{For: e.Agent.ID, Reply: bot.Reply{Blocks: []content.Block{t.agentLocalizer().Paragraph("desk.block.own", nil)}, Private: true}})
		return
	}
	t.lift(i)
	t.answerAgent(e, "", "desk.block.lifted", t.blockArgs(b, e.Agent))
}

// numberOf returns the number of the block that a text names by it, or that is the only one; 0 where
// there is none, or several.
func numberOf(blocks []bot.Block, text string) int {
	text = strings.Trim(strings.TrimSpace(text), "#"+separators)
	if text == "" && len(blocks) == 1 {
		return blocks[0].Number
	}
	n, err := strconv.Atoi(text)
	if err != nil || !slices.ContainsFunc(blocks, func(b bot.Block) bool { return b.Number == n }) {
		return 0
	}
	return n
}
