package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	slackapi "github.com/slack-go/slack"

	"aktivering/bot"
)

// maxShown is how many private answers are remembered, to be shown again without
// their buttons: Slack does not say what they held.
const maxShown = 256

// personPrefix begins the id of a block of buttons that one person in a channel is
// asked by.
const personPrefix = "for/"

// shown is a private answer as it was sent, in JSON: blocks are a great many small
// things, which the garbage collector would look at again and again.
type shown []byte

// parts are its blocks and its text.
func (s shown) parts() (blocks []slackapi.Block, text string, err error) {
	var m struct {
		Text   string     `json:"text"`
		Blocks []rawBlock `json:"blocks"`
	}
	if err := json.Unmarshal(s, &m); err != nil {
		return nil, "", fmt.Errorf("slack: a private answer: %w", err)
	}
	return rawBlocks(m.Blocks), m.Text, nil
}

// rawBlocks are blocks as slack-go's.
func rawBlocks(list []rawBlock) []slackapi.Block {
	blocks := make([]slackapi.Block, len(list))
	for i, b := range list {
		blocks[i] = b
	}
	return blocks
}

// shownKey names a private answer.
type shownKey struct {
	channel, person string
	turn            int
}

// used puts what was chosen in the place of the buttons.
func (a *Adapter) used(ctx context.Context, in bot.Inbound, c callback) {
	action := c.Actions[0]
	label := firstOf(action.Text.Text, action.Selected.Text.Text)
	picked, ok := in.Event.(bot.ChoicePicked)
	if !ok || label == "" {
		return
	}
	if asked, ok := strings.CutPrefix(action.BlockID, personPrefix); ok && asked != in.Person.ID {
		return // somebody else's buttons
	}
	if c.Container.IsEphemeral {
		shown, ok := a.shown.Get(shownKey{in.From.Channel, in.Person.ID, picked.Turn})
		address, usable := a.usable(in.ReplyToken)
		if !ok || !usable {
			return
		}
		a.later(ctx, "a used button", func(ctx context.Context) error {
			blocks, text, err := shown.parts()
			if err != nil {
				return err
			}
			body, err := inPrivate(text, replaced(blocks, action.BlockID, label), true)
			if err != nil {
				return err
			}
			return a.webhook(ctx, address, body)
		})
		return
	}
	ts := firstOf(c.Container.MessageTS, c.Message.TS)
	if ts == "" || len(c.Message.Blocks) == 0 {
		return
	}
	blocks := replaced(rawBlocks(c.Message.Blocks), action.BlockID, label)
	a.later(ctx, "a used button", func(ctx context.Context) error {
		return a.call(ctx, "chat.update", c.Channel.ID, func() error {
			_, _, _, err := a.api.UpdateMessageContext(ctx, c.Channel.ID, ts,
				slackapi.MsgOptionBlocks(blocks...), slackapi.MsgOptionText(c.Message.Text, false))
			return err
		})
	})
}

// replaced returns blocks with the choice in the place of the buttons.
func replaced(blocks []slackapi.Block, block, label string) []slackapi.Block {
	list := make([]slackapi.Block, 0, len(blocks))
	for _, b := range blocks {
		if b.BlockType() != slackapi.MBTAction || block != "" && b.ID() != "" && b.ID() != block {
			list = append(list, b)
			continue
		}
		chosen := slackapi.NewTextBlockObject(slackapi.PlainTextType, "✓ "+clean(label), false, false)
		list = append(list, slackapi.NewContextBlock("", chosen))
	}
	return list
}

// rawBlock is a block as Slack sent it, to be sent back as it was.
type rawBlock struct {
	kind slackapi.MessageBlockType
	id   string
	raw  json.RawMessage
}

// BlockType and ID make it one of slack-go's blocks.
func (b rawBlock) BlockType() slackapi.MessageBlockType { return b.kind }

// ID is the block's id.
func (b rawBlock) ID() string { return b.id }

// MarshalJSON returns the block as it came.
func (b rawBlock) MarshalJSON() ([]byte, error) { return b.raw, nil }

// UnmarshalJSON keeps the block.
func (b *rawBlock) UnmarshalJSON(data []byte) error {
	var kind struct {
		Type    slackapi.MessageBlockType `json:"type"`
		BlockID string                    `json:"block_id"`
	}
	if err := json.Unmarshal(data, &kind); err != nil {
		return fmt.Errorf("a block: %w", err)
	}
	b.kind, b.id, b.raw = kind.Type, kind.BlockID, append(json.RawMessage(nil), data...)
	return nil
}
