package bot_test

import (
	"bytes"
	"reflect"
	"testing"

	"aktivering/bot"
	"aktivering/bot/content"
)

// What a reply says is apart from whom it is said to, and together they are the effect.
func TestEncodeEffectParts(t *testing.T) {
	words := func(s string) content.Blocks {
		return content.Blocks{content.Paragraph{Spans: []content.Span{{Text: s, Kind: content.Strong}}}}
	}
	reply := bot.Reply{Blocks: words("ett"), Choices: []bot.Choice{{ID: "a", Label: "A", Standing: true}}, Turn: 3, Private: true}
	to := bot.Address{Platform: "p", Channel: "c"}
	plain := bot.SendReply{To: to, Reply: reply, ReplyToken: "token"}
	for name, c := range map[string]struct {
		e     bot.Effect
		apart bool
	}{
		"a reply":              {plain, true},
		"a relay":              {bot.SendReply{To: to, Reply: reply, RelayOf: "m"}, false},
		"a reply that quotes":  {bot.SendReply{To: to, Reply: reply, Quotes: "m"}, false},
		"a reply at the desk":  {bot.SendReply{To: to, Reply: reply, ToDesk: true}, false},
		"a reply with a file":  {bot.SendReply{To: to, Reply: bot.Reply{Blocks: words("ett"), Files: []bot.File{{Name: "a"}}}}, false},
		"a reply of no words":  {bot.SendReply{To: to, Reply: bot.Reply{Erased: true}}, false},
		"an edit":              {bot.EditReply{SendReply: bot.SendReply{To: to, Reply: reply}, Remove: true}, false},
		"something else to do": {bot.MarkResolved{To: to}, false},
	} {
		body, said, err := bot.EncodeEffectParts(c.e)
		if err != nil || (said != nil) != c.apart {
			t.Errorf("%s: apart is %q, %v", name, said, err)
		}
		if c.apart && bytes.Contains(body, []byte("ett")) {
			t.Errorf("%s: the words are in %s", name, body)
		}
		if got, err := bot.DecodeEffectParts(body, said); err != nil || !reflect.DeepEqual(got, c.e) {
			t.Errorf("%s: read %+v, %v; want %+v", name, got, err, c.e)
		}
	}
	other := plain
	other.To.Channel, other.Reply.Turn, other.ReplyToken = "d", 4, "another"
	_, first, _ := bot.EncodeEffectParts(plain)
	if _, said, err := bot.EncodeEffectParts(other); err != nil || !bytes.Equal(first, said) {
		t.Errorf("the same words are %s and %s, %v", first, said, err)
	}
	if e, err := bot.DecodeEffectParts([]byte(`{"solved":{"to":{}}}`), []byte(`{}`)); err == nil {
		t.Errorf("read %+v", e)
	}
}
