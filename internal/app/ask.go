package app

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"aktivering/adapters/terminal"
	"aktivering/bot/dialogue"
	"aktivering/bot/match"
	"aktivering/bot/redact"
	"aktivering/knowledge"
)

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

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}
