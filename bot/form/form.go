// Package form describes what adapters show for themselves, without a turn: the form in which a
// person writes a problem, or an agent an answer, the command that opens it, and what is said
// while nothing can be saved.
//
// What belongs here: the shapes, and how what was filled in is read as a message. The texts are
// made in bot/dialogue and bot/desk.
package form

import (
	"strings"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/name"
)

// Command is how a platform lists the bot's command, in one language.
type Command struct {
	// Name is what is typed, and About tells what it does.
	Name, About string
	// Problem is the name of the option that holds a problem in the person's own words, and
	// ProblemAbout what to write there.
	Problem, ProblemAbout string
	// Picture is the name of the option that holds a picture, and PictureAbout of what.
	Picture, PictureAbout string
	// OnMessage is the name of the command that takes a message as the problem.
	OnMessage string
	// Closed is said to someone who takes no direct messages.
	Closed string
	// Others is said to someone who presses what belongs to another's conversation, and OthersOf
	// where the other's name is known, which stands for NamePlace in it. See Whose.
	Others, OthersOf string
}

// NamePlace is where the name stands in Command.OthersOf.
const NamePlace = "{name}"

// Whose returns what is said to someone who presses what belongs to the conversation of another,
// who is called by a name; an empty one is not known. It is bare text, which an adapter has to
// show as such.
func (c Command) Whose(called string) string {
	called = name.Clean(called)
	if called == "" || c.OthersOf == "" {
		return c.Others
	}
	return strings.ReplaceAll(c.OthersOf, NamePlace, called)
}

// Form asks for a problem in one window, where a platform has such windows.
type Form struct {
	// Open is the label of what opens the window.
	Open                  string
	Title, Submit, Cancel string
	Inputs                []Input
}

// Input is one row of a form: lines of text, one of several choices, a problem that is searched
// for, or pictures.
type Input struct {
	// ID names the row in the answer.
	ID    string
	Label string
	// Hint is an example of what to write.
	Hint string
	// Choices are what to choose from.
	Choices []bot.Choice
	// Search tells that what to choose from is found by what is typed, as completions of it. A
	// platform whose forms cannot search leaves the row out.
	Search bool
	// Pictures is how many pictures the row takes; 0 is a row for something else.
	Pictures int
	// Most is how many characters of text are taken; 0 is no limit.
	Most int
	// Optional tells that the row may be left empty.
	Optional bool
}

// The ids of rows.
const (
	// Problem is the row that holds the person's own words, and Found the one that holds the
	// problem that was found.
	Problem = "problem"
	Found   = "found"
	// Picture is the row of pictures.
	Picture = "picture"
)

// MaxPictures is how many pictures a form or a command takes.
const MaxPictures = 3

// Answered is what a person did by a form: the rows by id, and what was attached. An empty form
// begins a conversation.
func (Form) Answered(rows map[string]string, files []bot.File) event.Event {
	said := event.Message{Addressed: true, Files: files[:min(len(files), MaxPictures)], Facts: make(map[string]string)}
	found := ""
	for id, value := range rows {
		switch value = strings.TrimSpace(value); {
		case id == Problem:
			said.Text = value
		case id == Found:
			found = value
		case id != Picture && value != "":
			said.Facts[id] = value
		}
	}
	if !strings.Contains(said.Text, found) {
		said.Text = strings.TrimSpace(found + "\n" + said.Text)
	}
	if said.Text == "" && len(said.Files)+len(said.Facts) == 0 {
		return event.Started{}
	}
	return said
}

// Unsaved is what an adapter tells a person, in one language, while nothing can be
// saved. It is given to the adapters beforehand, as no turn can be made then.
type Unsaved struct {
	// Now says that a command or a press was not taken in.
	Now string
	// Message says that a message may not have been.
	Message string
}
