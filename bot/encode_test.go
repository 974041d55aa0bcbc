package bot_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/notice"
	"aktivering/knowledge"
)

// effects draws every kind of effect, block and span.
func effects() *rapid.Generator[bot.Effect] {
	text := rapid.String()
	span := rapid.Custom(func(t *rapid.T) content.Span {
		return content.Span{
			Text: text.Draw(t, "text"),
			Kind: content.SpanKind(rapid.IntRange(int(content.Plain), int(content.Link)).Draw(t, "kind")),
			URL:  text.Draw(t, "url"),
		}
	})
	spans := rapid.SliceOfN(span, 1, 3)
	block := rapid.Custom(func(t *rapid.T) content.Block {
		switch rapid.IntRange(0, 5).Draw(t, "block") {
		case 0:
			return content.Heading{Spans: spans.Draw(t, "spans")}
		case 1:
			return content.Paragraph{Spans: spans.Draw(t, "spans")}
		case 2:
			return content.Steps{Items: rapid.SliceOfN(spans, 1, 3).Draw(t, "items"), Start: rapid.IntRange(1, 9).Draw(t, "start")}
		case 3:
			return content.Code{Text: text.Draw(t, "code")}
		case 4:
			return content.Fields{Items: []content.Field{{Name: text.Draw(t, "name"), Value: text.Draw(t, "value")}}}
		}
		return content.Note{Spans: spans.Draw(t, "spans")}
	})
	return rapid.Custom(func(t *rapid.T) bot.Effect {
		to := bot.Address{Platform: bot.Platform(text.Draw(t, "platform")), Space: text.Draw(t, "space"), Channel: text.Draw(t, "channel"), Thread: text.Draw(t, "thread")}
		kind := rapid.IntRange(0, 9).Draw(t, "kind")
		switch kind {
		case 0:
			return bot.SetTimer{At: time.UnixMicro(rapid.Int64Range(0, 1<<50).Draw(t, "at")).UTC(), Turn: rapid.Int().Draw(t, "turn"), By: to}
		case 1:
			return bot.UpdateCard{To: to}
		case 2:
			return bot.PostTranscript{To: to}
		case 3:
			return bot.AnnounceQueue{To: to}
		case 8:
			return bot.AnnounceProblem{To: to, Number: rapid.Int().Draw(t, "number")}
		case 9:
			return bot.CountReports{To: to, Code: knowledge.Code(rapid.Uint32().Draw(t, "code"))}
		case 6:
			return bot.MarkResolved{To: to, Asking: rapid.Bool().Draw(t, "asking")}
		case 5:
			at := time.UnixMicro(rapid.Int64Range(0, 1<<50).Draw(t, "at")).UTC()
			return bot.NotifyWebhook{To: to, Notice: notice.Notice{Type: notice.Message, At: at, Data: notice.Data{Case: rapid.Int().Draw(t, "case"), Text: text.Draw(t, "words")}}}
		}
		say := bot.SendReply{
			To:         to,
			ReplyToken: text.Draw(t, "via"),
			PlainText:  rapid.Bool().Draw(t, "bare"),
			AnyOwner:   rapid.Bool().Draw(t, "firm"),
			ToDesk:     rapid.Bool().Draw(t, "desk"),
			RelayOf:    bot.MessageID(text.Draw(t, "source")),
			Reply: bot.Reply{
				Blocks:  rapid.SliceOfN(block, 1, 4).Draw(t, "blocks"),
				Choices: []bot.Choice{{ID: bot.ChoiceID(text.Draw(t, "id")), Label: text.Draw(t, "label"), Standing: rapid.Bool().Draw(t, "standing"), Form: text.Draw(t, "form")}},
				Turn:    rapid.Int().Draw(t, "turn"),
				Private: rapid.Bool().Draw(t, "private"),
				Alert:   rapid.Bool().Draw(t, "alert"),
			},
		}
		if kind == 4 {
			return bot.EditReply{SendReply: say, Remove: rapid.Bool().Draw(t, "gone"), IfExists: rapid.Bool().Draw(t, "only")}
		}
		return say
	})
}

func TestEffectsSurviveEncoding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := effects().Draw(t, "effect")
		encoded, err := bot.EncodeEffect(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := bot.DecodeEffect(encoded)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
	})
}

// What EncodeEffect writes has every field that the types have.
func TestEffectsAreEncodedInFull(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		effect := effects().Draw(t, "effect")
		say, ok := effect.(bot.SendReply)
		if !ok {
			return
		}
		got, err := bot.EncodeEffect(effect)
		if err != nil {
			t.Fatal(err)
		}
		want, err := json.Marshal(map[string]bot.SendReply{"say": say})
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Errorf("got %s, want %s", got, want)
		}
	})
}

// What is stored today must be readable by every later version.
func TestStoredForm(t *testing.T) {
	const stored = `{"say":{"to":{"platform":"slack","channel":"C1"},"reply":{"blocks":[` +
		`{"type":"heading","spans":[{"text":"a"},{"text":"b","kind":"mono"}]},` +
		`{"type":"steps","start":2,"steps":[[{"text":"c","kind":"label","url":"ms-settings:activation"}]]},` +
		`{"type":"code","text":"d"},{"type":"fields","fields":[{"name":"e","value":"f"}]}],` +
		`"choices":[{"id":"helped","label":"Ja"},{"id":"human","label":"Snakk","standing":true}],"turn":3,"private":true}}}`
	effect, err := bot.DecodeEffect([]byte(stored))
	if err != nil {
		t.Fatal(err)
	}
	again, err := bot.EncodeEffect(effect)
	if err != nil || string(again) != stored {
		t.Errorf("got\n%s, error %v, want\n%s", again, err, stored)
	}
}

func TestDecodeRefuses(t *testing.T) {
	for stored, want := range map[string]string{
		"":                           "decode effect",
		"{}":                         "no known kind",
		`{"shout":{}}`:               "no known kind",
		`{"say":{"to":1}}`:           "decode effect",
		`{"wake":{"at":"tomorrow"}}`: "decode effect",
	} {
		if _, err := bot.DecodeEffect([]byte(stored)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", stored, err, want)
		}
	}
	unknown := bot.SendReply{Reply: bot.Reply{Blocks: []content.Block{content.Note{Spans: []content.Span{{Kind: 99}}}}}}
	if _, err := bot.EncodeEffect(unknown); err == nil {
		t.Error("a span of no kind is written")
	}
}

// What a later version has saved, with which the database is shared during an upgrade, is shown with all
// its words.
func TestDecodeLaterVersion(t *testing.T) {
	for blocks, want := range map[string]content.Block{
		`{"type":"note","spans":[{"text":"a","kind":"loud"}]}`: content.Note{Spans: []content.Span{{Text: "a"}}},
		`{"type":"video"}`: content.Paragraph{},
		`{"type":"quote","spans":[{"text":"a","kind":"strong"}]}`:           content.Paragraph{Spans: []content.Span{{Text: "a", Kind: content.Strong}}},
		`{"type":"table","text":"b","fields":[{"name":"c","value":"d"}]}`:   content.Paragraph{Spans: []content.Span{{Text: "b"}, {Text: " "}, {Text: "c: d"}}},
		`{"type":"tree","steps":[[{"text":"e"}],[{"text":"f"}]],"depth":3}`: content.Paragraph{Spans: []content.Span{{Text: "e"}, {Text: " "}, {Text: "f"}}},
	} {
		effect, err := bot.DecodeEffect([]byte(`{"say":{"reply":{"blocks":[` + blocks + `]}}}`))
		if err != nil {
			t.Errorf("%s: %v", blocks, err)
			continue
		}
		if send, ok := effect.(bot.SendReply); !ok || len(send.Reply.Blocks) != 1 || !reflect.DeepEqual(send.Reply.Blocks[0], want) {
			t.Errorf("%s is read as %+v, want %+v", blocks, effect, want)
		}
	}
}

func FuzzDecodeEffect(f *testing.F) {
	f.Add([]byte(`{"say":{"to":{"platform":"p"},"reply":{"blocks":[{"type":"code","text":"a"}]}}}`))
	f.Add([]byte(`{"wake":{"at":"2026-11-24T12:00:00Z","turn":1}}`))
	f.Fuzz(func(t *testing.T, stored []byte) {
		effect, err := bot.DecodeEffect(stored)
		if err != nil {
			return
		}
		encoded, err := bot.EncodeEffect(effect)
		if err != nil {
			t.Fatalf("%s was read and cannot be written: %v", stored, err)
		}
		again, err := bot.DecodeEffect(encoded)
		if err != nil {
			t.Fatal(err)
		}
		twice, err := bot.EncodeEffect(again)
		if err != nil || string(twice) != string(encoded) {
			t.Errorf("%s becomes %s", encoded, twice)
		}
	})
}
