package bot

import (
	"encoding/json"
	"fmt"

	"aktivering/bot/content"
)

// saying is what a reply says, whoever it is said to.
type saying struct {
	Blocks  []content.Object `json:"blocks,omitempty"`
	Choices []Choice         `json:"choices,omitempty"`
	Search  string           `json:"search,omitempty"`
	Form    string           `json:"form,omitempty"`
}

// EncodeEffectParts is EncodeEffect, with what a reply says apart from the rest where it repeats
// nobody's message: most people who write the same are told the same, so that a store can keep it
// once. said is nil of any other effect.
func EncodeEffectParts(e Effect) (body, said []byte, err error) {
	send, ok := e.(SendReply)
	if !ok || send.RelayOf != "" || send.Quotes != "" || send.ToDesk || len(send.Reply.Files) > 0 || len(send.Reply.Blocks) == 0 {
		body, err = EncodeEffect(e)
		return body, nil, err
	}
	if said, err = json.Marshal(saying{content.Objects(send.Reply.Blocks), send.Reply.Choices, send.Reply.Search, send.Reply.Form}); err != nil {
		return nil, nil, fmt.Errorf("encode effect: %w", err)
	}
	send.Reply.Blocks, send.Reply.Choices, send.Reply.Search, send.Reply.Form = nil, nil, "", ""
	body, err = EncodeEffect(send)
	return body, said, err
}

// DecodeEffectParts reads what EncodeEffectParts wrote, or EncodeEffect where said is nil.
func DecodeEffectParts(body, said []byte) (Effect, error) {
	e, err := DecodeEffect(body)
	if err != nil || said == nil {
		return e, err
	}
	send, ok := e.(SendReply)
	if !ok {
		return nil, fmt.Errorf("decode effect: %T says nothing", e)
	}
	if err := json.Unmarshal(said, &send.Reply); err != nil {
		return nil, fmt.Errorf("decode effect: %w", err)
	}
	return send, nil
}
