package app

import (
	"bytes"
	"encoding/json"
	"io"

	"aktivering/bot/redact"
)

// MaskedLog returns a writer of log lines that masks secrets in them: an error of a
// platform or of a database can quote what somebody wrote. Lines of JSON stay such, with
// the same keys, numbers and order.
func MaskedLog(w io.Writer) io.Writer { return maskedLog{w} }

type maskedLog struct{ to io.Writer }

// Write takes one line.
func (l maskedLog) Write(line []byte) (int, error) {
	masked := line
	if json.Valid(line) {
		m := lineMasker{line: line}
		masked = m.run()
	} else if text, secret := redact.Redact(string(line)); secret != redact.SecretNone {
		masked = []byte(text)
	}
	if _, err := l.to.Write(masked); err != nil {
		return 0, err //nolint:wrapcheck // it stands in for the writer
	}
	return len(line), nil
}

// lineMasker copies a line of valid JSON and masks its texts, each by itself: what
// stands between two of them is no part of a sentence.
type lineMasker struct {
	line, out []byte
	at        int
	// nested are the objects and lists that are open, and key the name of the value that
	// comes next.
	nested []byte
	key    string
	isKey  bool
}

func (m *lineMasker) run() []byte {
	for m.at < len(m.line) {
		switch c := m.line[m.at]; c {
		case '"':
			literal := m.literal()
			if m.isKey {
				m.isKey, m.key = false, textOf(literal)
				m.out = append(m.out, literal...)
			} else {
				m.value(literal)
			}
			continue
		case '{':
			m.nested, m.isKey = append(m.nested, c), true
		case '[':
			if m.texts() {
				continue
			}
			m.nested = append(m.nested, c)
		case '}', ']':
			m.nested, m.isKey = m.nested[:len(m.nested)-1], false
		case ',':
			m.isKey = m.nested[len(m.nested)-1] == '{'
		}
		m.out = append(m.out, m.line[m.at])
		m.at++
	}
	return m.out
}

// literal takes the literal that begins here.
func (m *lineMasker) literal() []byte {
	start := m.at
	for m.at++; m.line[m.at] != '"'; m.at++ {
		if m.line[m.at] == '\\' {
			m.at++
		}
	}
	m.at++
	return m.line[start:m.at]
}

// value writes a literal that is a value.
func (m *lineMasker) value(literal []byte) {
	masked, secret := redact.Named(m.key, textOf(literal))
	if secret == redact.SecretNone {
		m.out = append(m.out, literal...)
		return
	}
	m.out = append(m.out, literalOf(masked)...)
}

// texts takes a list of nothing but texts: a secret can be split over them.
func (m *lineMasker) texts() bool {
	rest := lineMasker{line: m.line, at: m.at + 1}
	var literals []string
	for {
		rest.blanks()
		if rest.line[rest.at] != '"' {
			return false
		}
		literals = append(literals, textOf(rest.literal()))
		rest.blanks()
		switch rest.line[rest.at] {
		case ',':
			rest.at++
			continue
		case ']':
		default:
			return false
		}
		break
	}
	for i := range literals {
		literals[i], _ = redact.Named(m.key, literals[i])
	}
	literals, _ = redact.Together(literals)
	m.out = append(m.out, '[')
	for i, text := range literals {
		if i > 0 {
			m.out = append(m.out, ',')
		}
		m.out = append(m.out, literalOf(text)...)
	}
	m.out = append(m.out, ']')
	m.at = rest.at + 1
	return true
}

func (m *lineMasker) blanks() {
	for bytes.IndexByte([]byte(" \t\r\n"), m.line[m.at]) >= 0 {
		m.at++
	}
}

// textOf is the text of a valid literal.
func textOf(literal []byte) string {
	var text string
	if json.Unmarshal(literal, &text) != nil {
		return ""
	}
	return text
}

func literalOf(text string) []byte {
	var out bytes.Buffer
	if writeJSON(&out, text) != nil {
		return []byte(`""`) // a buffer takes everything
	}
	return bytes.TrimSpace(out.Bytes())
}
