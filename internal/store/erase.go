package store

import (
	"strings"

	"aktivering/bot"
)

// Erase returns an effect that Item.Decode reads without the words that an eraser takes, as
// bot.EncodeEffect writes it; false where it holds none of them, or cannot be read. status is the
// effect's.
func Erase(eraser *Eraser, body, said []byte, status bot.Status) ([]byte, bool, error) {
	effect, err := bot.DecodeEffectParts(body, said)
	if err != nil {
		return nil, false, nil //nolint:nilerr // one that cannot be read is nobody's
	}
	effect, held := eraser.Effect(effect, status == "")
	if !held {
		return nil, false, nil
	}
	erased, err := bot.EncodeEffect(effect)
	return erased, err == nil, err
}

// InBody returns a text that every saved effect of a message contains: its id, or nothing
// where JSON may write the id otherwise.
func InBody(id bot.MessageID) string {
	if strings.ContainsFunc(string(id), func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`"\<>&`, r) }) {
		return ""
	}
	return string(id)
}
