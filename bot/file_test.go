package bot_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"aktivering/bot"
)

const png = "\x89PNG\r\n\x1a\nand so on"

// Pictures are copied both ways; what is not is told of where it lacks, and an agent is
// told what the person does not see.
func TestPictures(t *testing.T) {
	mind := realMind(t)
	mind.Desk = &bot.Desk{At: deskAddress()}
	w := newTown(mind, t.Fatalf)
	chat, desk := w.adapters["chat"], w.adapters["desk"]
	files := map[string]string{
		"good": png, "small": png[:12], "page": "<html>sign in</html>", "large": png + strings.Repeat("x", 100),
		"webp": "RIFFabcdWEBPVP8 ", "sound": "RIFFabcdWAVEfmt ",
	}
	for _, s := range []*stage{chat, desk} {
		s.limits.PictureBytes, s.files = 60, files
	}
	file := func(on bot.Platform, name, kind, at string) bot.File {
		return bot.File{Name: name, Kind: kind, URL: "https://files.example/" + at, On: on, At: at}
	}
	var shots []bot.File
	for _, name := range []string{"1.png", "2.png", "3.png", "4.png", "5.png", "6.png"} {
		shots = append(shots, file("chat", name, "image/png", "small"))
	}
	w.happens(placeOf("Ola"), "Ola", bot.Said{Files: append(shots, file("chat", "a.txt", "text/plain", "small")), Addressed: true})
	w.happens(placeOf("Ola"), "Ola", bot.Said{Text: "snakk med et menneske", Addressed: true})
	thread := w.conversations[bot.Ref{Address: placeOf("Ola"), Person: "Ola"}].Case.Thread
	w.happens(thread, "Bente", bot.Said{Text: "ta:", Threaded: true})

	// Whoever takes over sees what the bot was shown.
	var seen []string
	for _, m := range desk.shown {
		for _, p := range m.Pictures {
			seen = append(seen, p.Name)
		}
	}
	if got := strings.Join(seen, " "); got != "2.png 3.png 4.png 5.png 6.png" {
		t.Errorf("the agent sees %q", got)
	}

	for _, c := range []struct {
		name  string
		files []bot.File
		want  string // the pictures' names and kinds
		says  string
	}{
		{"a picture", []bot.File{file("chat", "skjerm.PNG", "image/png", "good")}, "skjerm.PNG image/png", ""},
		{"its name leads nowhere", []bot.File{file("chat", `..\..\a/evil.exe`, "image/png", "good")}, "evil.exe.png image/png", ""},
		{"it is what it begins with", []bot.File{file("chat", "a.jpg", "image/jpeg", "webp")}, "a.jpg.webp image/webp", ""},
		{"no name", []bot.File{file("chat", "", "image/png", "good")}, "picture.png image/png", ""},
		{"two, of which one is too large", []bot.File{file("chat", "a.png", "image/png", "good"), file("chat", "b.png", "image/png", "large")}, "a.png image/png", "«b.png» vises ikke her: det er for stort"},
		{"together too large", []bot.File{
			file("chat", "a.png", "image/png", "good"), file("chat", "b.png", "image/png", "good"), file("chat", "c.png", "image/png", "good"), file("chat", "d.png", "image/png", "good"),
		}, "a.png image/png, b.png image/png, c.png image/png", "«d.png» vises ikke her: det er for stort"},
		{"a page in its place", []bot.File{file("chat", "a.png", "image/png", "page")}, "", "det er ikke et bilde"},
		{"a sound", []bot.File{file("chat", "a.webp", "image/webp", "sound")}, "", "det er ikke et bilde"},
		{"it is gone", []bot.File{file("chat", "a.png", "image/png", "nowhere")}, "", "det lot seg ikke hente"},
		{"a platform without files", []bot.File{file("terminal", "a.png", "image/png", "good")}, "", "det lot seg ikke hente"},
		{"a text stays a link", []bot.File{file("chat", "keys.txt", "text/plain", "good")}, "", ""},
		{"nobody can fetch it", []bot.File{{Name: "a.png", Kind: "image/png", URL: "https://files.example/a"}}, "", ""},
	} {
		for _, to := range []*stage{desk, chat} {
			before := len(to.shown)
			if to == desk {
				w.happens(placeOf("Ola"), "Ola", bot.Said{Text: "se her", Addressed: true, Files: c.files, Message: bot.MessageID("p" + strconv.Itoa(w.events))})
			} else {
				w.happens(thread, "Bente", bot.Said{Text: "svar: se her", Files: c.files, Threaded: true, Message: bot.MessageID("a" + strconv.Itoa(w.events))})
			}
			if len(to.shown) == before {
				t.Fatalf("%s: nothing is shown on %s", c.name, to.platform)
			}
			m := to.shown[before]
			var names []string
			for _, p := range m.Pictures {
				names = append(names, p.Name+" "+p.Kind)
			}
			text := render(m.Reply)
			if got := strings.Join(names, ", "); got != c.want {
				t.Errorf("%s, on %s: %q, want %q", c.name, to.platform, got, c.want)
			}
			if !strings.Contains(text, "se her") || !strings.Contains(text, "📎") || !strings.Contains(text, c.says) || (c.says == "") != !strings.Contains(text, "vises ikke her") {
				t.Errorf("%s, on %s: %s", c.name, to.platform, text)
			}
			told := strings.Contains(render(desk.shown[len(desk.shown)-1].Reply), "ser ikke bildet")
			if to == chat && told != (c.says != "") {
				t.Errorf("%s: the agent is told %v", c.name, told)
			}
		}
	}

	// The agent is told of each that the person does not see.
	told := len(desk.shown)
	w.happens(thread, "Bente", bot.Said{Text: "svar: to", Threaded: true, Message: "two", Files: []bot.File{
		file("desk", "x.png", "image/png", "nowhere"), file("desk", "y.png", "image/png", "page"),
	}})
	var notes []string
	for _, m := range desk.shown[told:] {
		notes = append(notes, render(m.Reply))
	}
	if all := strings.Join(notes, "\n"); len(notes) != 2 || !strings.Contains(all, "«x.png»") || !strings.Contains(all, "«y.png»") {
		t.Errorf("the agent is told %q", notes)
	}

	// A platform that does not take a picture takes the words.
	chat.fail = func(out bot.Outbound) error {
		if len(out.Pictures) > 0 {
			return fmt.Errorf("too much: %w", bot.ErrNoCopies)
		}
		return nil
	}
	before := len(chat.shown)
	w.happens(thread, "Bente", bot.Said{Text: "svar: uten bilde", Files: []bot.File{file("desk", "x.png", "image/png", "good")}, Threaded: true, Message: "last"})
	if got := chat.shown[before:]; len(got) != 1 || len(got[0].Pictures) > 0 || !strings.Contains(render(got[0].Reply), "«x.png» vises ikke her: det ble ikke tatt imot her") {
		t.Errorf("shown %+v", got)
	}
	if last := render(desk.shown[len(desk.shown)-1].Reply); !strings.Contains(last, "Ola ser ikke bildet «x.png»") {
		t.Errorf("the agent is told %q", last)
	}
}
