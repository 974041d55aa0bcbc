package form_test

import (
	"reflect"
	"testing"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/form"
)

// What was found stands before the person's own words, pictures are bounded, and an empty form
// begins a conversation.
func TestAnswered(t *testing.T) {
	picture := bot.File{Name: "skjerm.png", Kind: "image/png"}
	said := func(text string, files []bot.File, facts map[string]string) event.Event {
		return event.Message{Text: text, Addressed: true, Files: files, Facts: facts}
	}
	none := map[string]string{}
	for name, c := range map[string]struct {
		rows  map[string]string
		files []bot.File
		want  event.Event
	}{
		"words":              {map[string]string{form.Problem: " ny PC ", "windows": "11"}, nil, said("ny PC", nil, map[string]string{"windows": "11"})},
		"found":              {map[string]string{form.Found: "0xC004F213"}, nil, said("0xC004F213", nil, none)},
		"found, and words":   {map[string]string{form.Found: "0xC004F213", form.Problem: "ny PC"}, nil, said("0xC004F213\nny PC", nil, none)},
		"found, and written": {map[string]string{form.Found: "0xC004F213", form.Problem: "det er 0xC004F213"}, nil, said("det er 0xC004F213", nil, none)},
		"a picture":          {map[string]string{form.Problem: " ", form.Picture: "7"}, []bot.File{picture}, said("", []bot.File{picture}, none)},
		"many":               {nil, []bot.File{picture, picture, picture, picture}, said("", []bot.File{picture, picture, picture}, none)},
		"a choice alone":     {map[string]string{"windows": "11"}, nil, said("", nil, map[string]string{"windows": "11"})},
		"nothing":            {map[string]string{form.Problem: "\n", "windows": ""}, nil, event.Started{}},
	} {
		if got := (form.Form{}).Answered(c.rows, c.files); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %+v, want %+v", name, got, c.want)
		}
	}
}
