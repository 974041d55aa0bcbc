package app_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/rs/zerolog"

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
			if name != "groups in fields" && !json.Valid(out.Bytes()) {
				t.Errorf("no JSON any more: %s", line)
			}
		})
	}
}
