package slack

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"

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

// tellAlone tells a person something about what they pressed, which others do not see: by its
// response_url, or where the person is. The text is made meanwhile, as it may have to be asked
// for; an empty one is not told.
func (a *Adapter) tellAlone(ctx context.Context, c callback, words func(context.Context) string) {
	a.later(ctx, "answer a press", func(ctx context.Context) error {
		text := words(ctx)
		if text == "" {
			return nil
		}
		if address, ok := a.responses.usable(a.responses.token(c.ResponseURL)); ok {
			body, err := encode(map[string]any{"response_type": slackapi.ResponseTypeEphemeral, "replace_original": false, "text": withoutMarkup(text)})
			if err != nil {
				return err
			}
			return a.responses.post(ctx, address, []byte(body))
		}
		return a.sender.tell(ctx, c.Channel.ID, cmp.Or(c.Container.ThreadTS, c.Message.ThreadTS), c.User.ID, text)
	})
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

// withoutMarkup returns a text in which nothing calls anybody or is a link, whatever name stands in
// it: for Slack these begin with an angle bracket.
func withoutMarkup(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
}
