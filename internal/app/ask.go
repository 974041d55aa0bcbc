package app

import (
	"context"
	"fmt"
	"io"
	"strings"

	"aktivering/adapters/terminal"
	"aktivering/bot/dialogue"
	"aktivering/bot/match"
	"aktivering/bot/redact"
	"aktivering/internal/settings"
	"aktivering/knowledge"
)

// Question is one question and what is known beside its words.
type Question struct {
	// Language is empty for the language of the question.
	Language settings.Lang `name:"lang" enum:"${languages}," default:"" placeholder:"LANG" help:"Answer in ${a_language}; without it, in the language of the question."`
	// Windows is empty where the version is not known.
	Windows string `enum:"10,11," default:"" placeholder:"N" help:"The version of Windows: 10 or 11."`
	Short   bool   `help:"Answer with the first reply of a conversation, not with everything."`
	// JSON asks for an Answer.
	JSON bool     `name:"json" help:"Print a JSON object."`
	Text []string `arg:"" optional:"" help:"The question: an error code or what happens. Without it, the standard input is read."`
}

// Ask answers one question. It returns ErrNotUnderstood when the answer says no
// more than that.
func (a *App) Ask(ctx context.Context, q Question) error {
	text, err := a.question(strings.Join(q.Text, " "))
	if err != nil {
		return err
	}
	defer a.deferGC()()
	prepare := match.Prepare
	if match.IsCode(text) {
		prepare = match.Later
	}
	manager, _, err := a.managerWith(ctx, prepare)
	if err != nil {
		return err
	}
	options := dialogue.AnswerOptions{Language: q.Language, Locale: a.locale(), Short: q.Short}
	if q.Windows != "" {
		options.Told = map[string]string{knowledge.FactWindows: q.Windows}
	}
	reply, result := manager.Answer(text, options)
	if q.JSON {
		masked, _ := redact.Redact(text)
		err = writeJSON(a.Out, newAnswer(masked, reply, result))
	} else {
		_, err = io.WriteString(a.Out, terminal.Render(reply, a.style()))
	}
	if err != nil {
		return fmt.Errorf("ask: %w", err)
	}
	if result.Decision == match.None {
		return ErrNotUnderstood
	}
	return nil
}

// question returns the text, or what is read from the input in its place.
func (a *App) question(text string) (string, error) {
	if strings.TrimSpace(text) != "" {
		return text, nil
	}
	if terminal.Is(a.In) {
		// The command seems to hang otherwise.
		if _, err := io.WriteString(a.Err, "Write the question, then Ctrl-D on a line of its own.\n"); err != nil {
			return "", fmt.Errorf("ask: %w", err)
		}
	}
	read, err := io.ReadAll(io.LimitReader(a.In, maxQuestion+1))
	switch {
	case err != nil:
		return "", fmt.Errorf("read the question: %w", err)
	case len(read) > maxQuestion:
		return "", &UsageError{"the question is longer than 64 KiB"}
	case strings.TrimSpace(string(read)) == "":
		return "", &UsageError{"there is no question: give it as words or on the standard input"}
	}
	return strings.ToValidUTF8(string(read), "\uFFFD"), nil
}
