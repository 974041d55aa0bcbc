package discord

import (
	"strings"
	"testing"

	"aktivering/bot/content"
)

// TestMarkup reads what people write, and reads again what Discord is sent of it: nothing is lost
// on the way there or back.
func TestMarkup(t *testing.T) {
	for text, want := range map[string]struct {
		text  string
		marks content.Marks
	}{
		"**fet** *skrå* ~~strøket~~ `kode`":               {"fet skrå strøket kode", content.Marks{{From: 0, To: 3, Kind: content.Strong}, {From: 4, To: 9, Kind: content.Emphasis}, {From: 10, To: 18, Kind: content.Struck}, {From: 19, To: 23, Kind: content.Mono}}},
		"kjør\n```cmd\nslmgr /dlv\n```\nog si fra":        {"kjør\nslmgr /dlv\nog si fra", content.Marks{{From: 6, To: 16, Kind: content.Mono, Block: true}}},
		"1. først\n2. så\n- punkt\n> sitat":               {"1. først\n2. så\n- punkt\n> sitat", nil},
		"<@5> i <#6>, se [her](https://a.test/x) <:ja:7>": {"@Kari i #hjelp, se her (https://a.test/x) :ja:", nil},
		"</aktivering:8> :tada: SL_x_y_z":                 {"/aktivering 🎉 SL_x_y_z", nil},
	} {
		m := message{Content: text, Mentions: []user{{ID: "5", Username: "kari", GlobalName: "Kari"}}}
		got, marks := plain(m, "1", func(id string) string { return map[string]string{"6": "hjelp"}[id] })
		compareMarks(t, text, got, marks, want.text, want.marks)
		blocks := content.Marked(got, marks)
		lines := make([]string, len(blocks))
		for i, b := range blocks {
			lines[i] = block(b, styles)
		}
		sent := strings.Join(lines, "\n")
		again, marksAgain := plain(message{Content: sent}, "1", nil)
		compareMarks(t, sent, again, marksAgain, want.text, want.marks)
	}
}

func compareMarks(t *testing.T, from, text string, marks content.Marks, wantText string, want content.Marks) {
	t.Helper()
	if text != wantText || len(marks) != len(want) {
		t.Errorf("%q is read as %q %v, want %q %v", from, text, marks, wantText, want)
		return
	}
	for i := range want {
		if marks[i] != want[i] {
			t.Errorf("%q has the mark %+v, want %+v", from, marks[i], want[i])
		}
	}
}
