package slack

import (
	"encoding/json"
	"fmt"

	slackapi "github.com/slack-go/slack"
)

// replaceButtons returns blocks with the choice in place of the buttons of a block; an
// empty id is any.
func replaceButtons(blocks []slackapi.Block, id, label string) []slackapi.Block {
	list := make([]slackapi.Block, 0, len(blocks))
	for _, b := range blocks {
		if b.BlockType() != slackapi.MBTAction || id != "" && b.ID() != "" && b.ID() != id {
			list = append(list, b)
			continue
		}
		chosen := slackapi.NewTextBlockObject(slackapi.PlainTextType, "✓ "+clean(label), false, false)
		list = append(list, slackapi.NewContextBlock("", chosen))
	}
	return list
}

// rawBlocks returns blocks as slack-go's.
func rawBlocks(list []rawBlock) []slackapi.Block {
	blocks := make([]slackapi.Block, len(list))
	for i, b := range list {
		blocks[i] = b
	}
	return blocks
}

// rawBlock is a block as Slack sent it, to be sent back unchanged. It is one of slack-go's
// blocks.
type rawBlock struct {
	kind slackapi.MessageBlockType
	id   string
	raw  json.RawMessage
}

// BlockType returns the block's type.
func (b rawBlock) BlockType() slackapi.MessageBlockType { return b.kind }

// ID returns the block's id.
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
