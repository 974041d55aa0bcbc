package app

import (
	"bytes"
	"encoding/json"
	"io"

	"aktivering/bot/redact"
)

// MaskedLog returns a writer of log lines that masks secrets in them: an error of a
// platform or of a database can quote what somebody wrote. Lines of JSON stay such.
func MaskedLog(w io.Writer) io.Writer { return maskedLog{w} }

type maskedLog struct{ to io.Writer }

// Write takes one line.
func (l maskedLog) Write(line []byte) (int, error) {
	if _, secret := redact.Redact(string(line)); secret == redact.SecretNone {
		return l.to.Write(line) //nolint:wrapcheck // it stands in for the writer
	}
	masked := maskedLiterals(line)
	if again, secret := redact.Redact(string(masked)); secret != redact.SecretNone {
		masked = []byte(again) // a secret that only the name of its field tells
	}
	if _, err := l.to.Write(masked); err != nil {
		return 0, err //nolint:wrapcheck // it stands in for the writer
	}
	return len(line), nil
}

// maskedLiterals masks the texts in a line of JSON, each by itself.
func maskedLiterals(line []byte) []byte {
	var out []byte
	for {
		start := bytes.IndexByte(line, '"')
		if start < 0 {
			return append(out, line...)
		}
		end := literalEnd(line[start:])
		if end < 0 {
			return append(out, line...)
		}
		out = append(out, line[:start]...)
		out = append(out, maskedLiteral(line[start:start+end])...)
		line = line[start+end:]
	}
}

// literalEnd is the length of the literal at the beginning; -1 where it does not end.
func literalEnd(s []byte) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return -1
}

func maskedLiteral(literal []byte) []byte {
	var text string
	if json.Unmarshal(literal, &text) != nil {
		return literal
	}
	masked, secret := redact.Redact(text)
	if secret == redact.SecretNone {
		return literal
	}
	var out bytes.Buffer
	if writeJSON(&out, masked) != nil {
		return literal // a buffer takes everything
	}
	return bytes.TrimSpace(out.Bytes())
}
