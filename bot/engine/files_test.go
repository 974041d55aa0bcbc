package engine_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

const png = "\x89PNG\r\n\x1a\nand so on"

// Pictures are copied both ways; what is not is told of where it lacks, and an agent is
// told what the person does not see.
func TestPictures(t *testing.T) {
	manager := bottest.Manager(t)
	manager.Desks = bot.Desks{{At: bottest.DeskAddress()}}
	w := bottest.New(manager, t.Fatalf)
	chat, desk := w.Adapters["chat"], w.Adapters["desk"]
	files := map[string]string{
		"good": png, "small": png[:12], "page": "<html>sign in</html>", "large": png + strings.Repeat("x", 100),
		"webp": "RIFFabcdWEBPVP8 ", "sound": "RIFFabcdWAVEfmt ",
	}
	for _, s := range []*bottest.FakePlatform{chat, desk} {
		s.Limit.PictureBytes, s.Files = 60, files
	}
	file := func(on bot.Platform, name, kind, at string) bot.File {
		return bot.File{Name: name, Kind: kind, URL: "https://files.example/" + at, On: on, At: at}
	}
	var shots []bot.File
	for _, name := range []string{"1.png", "2.png", "3.png", "4.png", "5.png", "6.png"} {
		shots = append(shots, file("chat", name, "image/png", "small"))
	}
	w.Happens(bottest.PlaceOf("Ola"), "Ola", event.Message{Files: append(shots, file("chat", "a.txt", "text/plain", "small")), Addressed: true})
	w.Happens(bottest.PlaceOf("Ola"), "Ola", event.Message{Text: "snakk med et menneske", Addressed: true})
	thread := w.Conversation(bot.Ref{Address: bottest.PlaceOf("Ola"), Person: "Ola"}).Case.Thread
	w.Happens(thread, "Bente", event.Message{Text: "ta:", InThread: true})

	// Whoever takes over sees what the bot was shown.
	var seen []string
	for _, m := range desk.Shown {
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
		for _, to := range []*bottest.FakePlatform{desk, chat} {
			before := len(to.Shown)
			if to == desk {
				w.Happens(bottest.PlaceOf("Ola"), "Ola", event.Message{Text: "se her", Addressed: true, Files: c.files, Message: bot.MessageID("p" + strconv.Itoa(w.Events))})
			} else {
				w.Happens(thread, "Bente", event.Message{Text: "svar: se her", Files: c.files, InThread: true, Message: bot.MessageID("a" + strconv.Itoa(w.Events))})
			}
			if len(to.Shown) == before {
				t.Fatalf("%s: nothing is shown on %s", c.name, to.ID)
			}
			m := to.Shown[before]
			var names []string
			for _, p := range m.Pictures {
				names = append(names, p.Name+" "+p.Kind)
			}
			text := bottest.Render(m.Reply)
			if got := strings.Join(names, ", "); got != c.want {
				t.Errorf("%s, on %s: %q, want %q", c.name, to.ID, got, c.want)
			}
			if !strings.Contains(text, "se her") || !strings.Contains(text, "📎") || !strings.Contains(text, c.says) || (c.says == "") != !strings.Contains(text, "vises ikke her") {
				t.Errorf("%s, on %s: %s", c.name, to.ID, text)
			}
			told := strings.Contains(bottest.Render(desk.Shown[len(desk.Shown)-1].Reply), "ser ikke bildet")
			if to == chat && told != (c.says != "") {
				t.Errorf("%s: the agent is told %v", c.name, told)
			}
		}
	}

	// The agent is told of each that the person does not see.
	told := len(desk.Shown)
	w.Happens(thread, "Bente", event.Message{Text: "svar: to", InThread: true, Message: "two", Files: []bot.File{
		file("desk", "x.png", "image/png", "nowhere"), file("desk", "y.png", "image/png", "page"),
	}})
	var notes []string
	for _, m := range desk.Shown[told:] {
		notes = append(notes, bottest.Render(m.Reply))
	}
	if all := strings.Join(notes, "\n"); len(notes) != 2 || !strings.Contains(all, "«x.png»") || !strings.Contains(all, "«y.png»") {
		t.Errorf("the agent is told %q", notes)
	}

	// A platform that does not take a picture takes the words.
	chat.Fail = func(out port.Outbound) error {
		if len(out.Pictures) > 0 {
			return fmt.Errorf("too much: %w", port.ErrNoCopies)
		}
		return nil
	}
	before := len(chat.Shown)
	w.Happens(thread, "Bente", event.Message{Text: "svar: uten bilde", Files: []bot.File{file("desk", "x.png", "image/png", "good")}, InThread: true, Message: "last"})
	if got := chat.Shown[before:]; len(got) != 1 || len(got[0].Pictures) > 0 || !strings.Contains(bottest.Render(got[0].Reply), "«x.png» vises ikke her: det ble ikke tatt imot her") {
		t.Errorf("shown %+v", got)
	}
	if last := bottest.Render(desk.Shown[len(desk.Shown)-1].Reply); !strings.Contains(last, "Ola ser ikke bildet «x.png»") {
		t.Errorf("the agent is told %q", last)
	}
}

// pictured is a task that says something with a picture to Ola.
func pictured(w *bottest.Harness, key string) port.Task {
	reply := bot.Reply{
		Blocks: []content.Block{content.Paragraph{Spans: []content.Span{{Text: key}}}},
		Files:  []bot.File{{Name: "a.png", Kind: "image/png", URL: "https://files.example/a", On: "desk", At: "good"}, {Name: "b.png", Kind: "image/png", URL: "https://files.example/b", On: "desk", At: "good"}},
	}
	to := bottest.PlaceOf("Ola")
	return port.Task{Key: key, Of: bot.Ref{Address: to, Person: "Ola"}, Effect: bot.SendReply{To: to, Reply: reply, AnyOwner: true}, Saved: w.Now, Now: w.Now}
}

// Pictures that a platform does not hand over in time stay links, and there is time
// left to send what is said.
func TestPicturesTakeTooLong(t *testing.T) {
	manager := bottest.Manager(t)
	manager.Desks = bot.Desks{{At: bottest.DeskAddress()}}
	synctest.Test(t, func(t *testing.T) {
		w := bottest.New(manager, t.Fatalf)
		chat, desk := w.Adapters["chat"], w.Adapters["desk"]
		chat.Limit.PictureBytes, desk.Stuck = 1000, true
		began := time.Now()
		out := w.Engine.Perform(t.Context(), pictured(w, "k"))
		if took := time.Since(began); out.Status != bot.Done || took > 5*time.Second {
			t.Errorf("%+v after %v", out, took)
		}
		if last := chat.Shown[len(chat.Shown)-1]; len(last.Pictures) > 0 || strings.Count(bottest.Render(last.Reply), "vises ikke her: det lot seg ikke hente") != 2 {
			t.Errorf("shown %s", bottest.Render(last.Reply))
		}

		// When the program is to end, nobody is told that a picture is missing.
		ending, end := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, end)
		before := w.Events + len(w.Effects())
		if out := w.Engine.Perform(ending, pictured(w, "ending")); out.Status != bot.Retry || out.CountsAsFailure {
			t.Errorf("the program ends: %+v", out)
		}
		if after := w.Events + len(w.Effects()); after != before {
			t.Error("somebody is told of a picture that there was no time for")
		}
	})
}

// A message with pictures whose turn does not come in time is tried again, as often as
// it takes: others that are slow say nothing of it.
func TestPicturesWaitForOthers(t *testing.T) {
	manager := bottest.Manager(t)
	manager.Desks = bot.Desks{{At: bottest.DeskAddress()}}
	synctest.Test(t, func(t *testing.T) {
		w := bottest.New(manager, t.Fatalf)
		chat, desk := w.Adapters["chat"], w.Adapters["desk"]
		chat.Limit.PictureBytes, desk.Files = 1000, map[string]string{"good": png}
		chat.Fail = func(out port.Outbound) error {
			if strings.HasPrefix(out.Key, "slow") {
				time.Sleep(time.Minute)
				return errors.New("timeout")
			}
			return nil
		}
		for i := range 2 {
			go w.Engine.Perform(t.Context(), pictured(w, "slow"+strconv.Itoa(i)))
		}
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		task := pictured(w, "k")
		task.Tries = 7 // one more would be the last
		if out := w.Engine.Perform(ctx, task); out.Status != bot.Retry || out.CountsAsFailure {
			t.Errorf("%+v", out)
		}
		time.Sleep(time.Minute)
		if out := w.Engine.Perform(t.Context(), task); out.Status != bot.Done {
			t.Errorf("when the others are done: %+v", out)
		}
	})
}
