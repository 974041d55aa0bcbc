package app_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rs/zerolog"
	"pgregory.net/rapid"

	"aktivering/internal/app"
)

func TestLogLinesAreMasked(t *testing.T) {
	tests := map[string]struct {
		say    func(l zerolog.Logger)
		secret string
	}{
		"an error": {func(l zerolog.Logger) {
			l.Error().Err(errors.New(`rejected: "nøkkelen er VK7JG-NPHTM-C97JM-9MPGT-3V66T"`)).Msg("event not saved")
		}, "NPHTM"},
		"groups in fields": {func(l zerolog.Logger) {
			l.Error().Strs("words", []string{"VK7JG", "NPHTM", "C97JM", "9MPGT", "3V66T"}).Msg("x")
		}, "NPHTM"},
		"a named field": {func(l zerolog.Logger) { l.Warn().Str("password", "k4tt3pus").Msg("x") }, "k4tt3pus"},
		"an address":    {func(l zerolog.Logger) { l.Warn().Str("database", "postgres://ola:k4tt3pus@db/x").Msg("x") }, "k4tt3pus"},
		"nothing":       {func(l zerolog.Logger) { l.Info().Str("code", "0xC004F213").Msg("turn") }, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			test.say(zerolog.New(app.MaskedLog(&out)))
			line := out.String()
			if test.secret != "" && strings.Contains(line, test.secret) {
				t.Errorf("%s is in the log: %s", test.secret, line)
			}
			if test.secret == "" && !strings.Contains(line, "0xC004F213") {
				t.Errorf("the code is gone: %s", line)
			}
			if !json.Valid(out.Bytes()) {
				t.Errorf("no JSON any more: %s", line)
			}
		})
	}
}

// readable are messages that say something about a secret and hold none.
func readable() []string {
	return []string{"no password", "the password", "wrong token", "token", "sign in with a token", "ugyldig token:", "FATAL: no password supplied", "passord", "PIN", "API key", "event not saved", `a "quoted" word`, "two\nlines", `back\slash`}
}

// TestLogLinesStayJSON holds that a line stays one, with the same keys, whatever is
// logged, and that no secret is left in it.
func TestLogLinesStayJSON(t *testing.T) {
	const key = "VK7JG-NPHTM-C97JM-9MPGT-3V66T"
	rapid.Check(t, func(t *rapid.T) {
		secrets := map[string]string{
			"%s": key, "nøkkelen er %s": key, "passord: %s": "k4tt3pus", "password %s\nand so on": "k4tt3pus", `{"password":"%s"}`: "k4tt3pus", "postgres://ola:%s@db/x": "k4tt3pus",
			`rejected: "token: %s"`: "xoxb-123456789012-abcdef", "passordet er %s": "Sommer2026!",
		}
		forms := slices.Sorted(maps.Keys(secrets))
		names := rapid.SampledFrom([]string{"error", "platform", "token", "password", "words", `a"b`, "né", "n", "message2", "code", "pin", "api_key"})
		var out, plain bytes.Buffer
		both := []*zerolog.Event{}
		for _, w := range []io.Writer{app.MaskedLog(&out), &plain} {
			l := zerolog.New(w)
			both = append(both, l.Warn())
		}
		each := func(f func(e *zerolog.Event)) {
			for _, e := range both {
				f(e)
			}
		}
		kept := make(map[string]string)
		for i := range rapid.IntRange(0, 6).Draw(t, "fields") {
			name := names.Draw(t, "name") + strconv.Itoa(i)
			switch rapid.IntRange(0, 5).Draw(t, "kind") {
			case 0:
				form := rapid.SampledFrom(forms).Draw(t, "form")
				each(func(e *zerolog.Event) { e.Str(name, strings.Replace(form, "%s", secrets[form], 1)) })
			case 1:
				text := rapid.SampledFrom(readable()).Draw(t, "text")
				kept[name] = text
				each(func(e *zerolog.Event) { e.Str(name, text) })
			case 2:
				n := rapid.Int64().Draw(t, "number")
				each(func(e *zerolog.Event) { e.Int64(name, n).Float64(name+"f", 1.50).Bool(name+"b", true) })
			case 3:
				list := rapid.SliceOfN(rapid.SampledFrom(append(readable(), key)), 0, 3).Draw(t, "list")
				each(func(e *zerolog.Event) { e.Strs(name, list) })
			case 4:
				text := rapid.String().Draw(t, "any")
				each(func(e *zerolog.Event) { e.Str(name, text) })
			default:
				each(func(e *zerolog.Event) {
					e.Dict(name, zerolog.Dict().Str("token", "slack").Str("password", "k4tt3pus").Ints("n", []int{1, 2}).Strs("words", strings.Split(key, "-")[:4]))
				})
			}
		}
		message := rapid.SampledFrom(readable()).Draw(t, "message")
		each(func(e *zerolog.Event) { e.Str("platform", "slack").Msg(message) })
		line := out.Bytes()
		if !json.Valid(line) || bytes.Count(line, []byte("\n")) != 1 {
			t.Fatalf("no JSON any more: %s\nbefore: %s", line, plain.Bytes())
		}
		if got, want := shape(t, line), shape(t, plain.Bytes()); got != want {
			t.Fatalf("the keys are %s; want %s", got, want)
		}
		for _, secret := range []string{"NPHTM", "C97JM", "k4tt3pus", "xoxb-123456", "Sommer2026"} {
			if bytes.Contains(line, []byte(secret)) {
				t.Fatalf("%s is in the log: %s", secret, line)
			}
		}
		var fields map[string]any
		if err := json.Unmarshal(line, &fields); err != nil {
			t.Fatal(err)
		}
		if fields["message"] != message || fields["platform"] != "slack" {
			t.Fatalf("%q is not readable: %s", message, line)
		}
		for name, text := range kept {
			if labelled := strings.TrimRight(name, "0123456789"); labelled != "password" && fields[name] != text {
				t.Fatalf("%q under %s is not readable: %s", text, name, line)
			}
		}
	})
}

// shape is a line of JSON with nothing but its keys, numbers and signs.
func shape(t *rapid.T, line []byte) string {
	var out strings.Builder
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out.String()
		}
		if err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		if s, ok := token.(string); ok && !strings.ContainsAny(s[len(s)-min(1, len(s)):], "0123456789fb") && s != "level" && s != "message" && s != "platform" {
			token = "…"
		}
		fmt.Fprintf(&out, "%v ", token)
	}
}
