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
)

// Command is how a platform lists the bot's command, in one language.
type Command struct {
	// Name is what is typed, and About tells what it does.
	Name, About string
	// Problem is the name of its one option, which holds a problem in the person's
	// own words, and ProblemAbout what to write there.
	Problem, ProblemAbout string
	// OnMessage is the name of the command that takes a message as the problem.
	OnMessage string
	// Others is said to someone who presses what belongs to another's conversation.
	Others string
}

// Form asks for a problem in one window, where a platform has such windows.
type Form struct {
	// Open is the label of what opens the window.
	Open                  string
	Title, Submit, Cancel string
	Inputs                []Input
}

// Input is one row of a form: lines of text, or one of several choices.
type Input struct {
	// ID names the row in the answer.
	ID    string
	Label string
	// Hint is an example of what to write.
	Hint string
	// Choices are what to choose from; an input without any is for text.
	Choices []bot.Choice
	// Most is how many characters of text are taken; 0 is no limit.
	Most int
	// Optional tells that the row may be left empty.
	Optional bool
}

// Problem is the id of the row that holds the person's own words.
const Problem = "problem"

// Answered is what a person said by a form: the rows by id.
func (Form) Answered(rows map[string]string) bot.Message {
	said := bot.Message{Addressed: true, Facts: make(map[string]string)}
	for id, value := range rows {
		switch value = strings.TrimSpace(value); {
		case id == Problem:
			said.Text = value
		case value != "":
			said.Facts[id] = value
		}
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
