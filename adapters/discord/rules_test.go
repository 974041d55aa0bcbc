package discord_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// Discord's rules of what the adapter sends, as https://docs.discord.com/developers/reference
// has them. The numbers are characters or elements. A field or kind of component that the
// adapter never sends is refused as unknown.
const (
	ruleContent     = 2000
	ruleEmbeds      = 10
	ruleTitle       = 256
	ruleDescription = 4096
	ruleAllEmbeds   = 6000 // all texts of all embeds
	ruleRows        = 5
	ruleRowButtons  = 5
	ruleLabel       = 80
	ruleOptions     = 25
	ruleOption      = 100
	ruleCustomID    = 100
	ruleNonce       = 25
	ruleThreadName  = 100
	ruleFormTitle   = 45
	ruleFormLabel   = 45
	ruleHint        = 100
	ruleInput       = 4000
	ruleFiles       = 10
	ruleUpload      = 10 << 20 // bytes, where nobody has paid for more
)

// The types of components, and the flag of a message that one person sees.
const (
	typeRow       = 1
	typeButton    = 2
	typeMenu      = 3
	typeInput     = 4
	typeLabel     = 18
	typeFiles     = 19
	flagEphemeral = 64
	flagSilent    = 4096
)

// ruleMessage is a message as it may be sent.
type ruleMessage struct {
	Content    string          `json:"content"`
	Embeds     []ruleEmbed     `json:"embeds"`
	Components []ruleComponent `json:"components"`
	Mentions   *struct {
		Parse   []string `json:"parse"`
		Users   []string `json:"users"`
		Roles   []string `json:"roles"`
		Replied bool     `json:"replied_user"`
	} `json:"allowed_mentions"`
	Flags        int    `json:"flags"`
	Nonce        string `json:"nonce"`
	EnforceNonce bool   `json:"enforce_nonce"`
	Answers      *struct {
		Message string `json:"message_id"`
		Channel string `json:"channel_id"`
		MustBe  bool   `json:"fail_if_not_exists"`
	} `json:"message_reference"`
}

type ruleEmbed struct {
	Title       string `json:"title"`
	Description string `json:"description"`
	Color       int    `json:"color"`
}

type ruleComponent struct {
	Type        int             `json:"type"`
	CustomID    string          `json:"custom_id"`
	Components  []ruleComponent `json:"components"`
	Component   *ruleComponent  `json:"component"`
	Label       string          `json:"label"`
	Style       int             `json:"style"`
	Disabled    bool            `json:"disabled"`
	Emoji       json.RawMessage `json:"emoji"`
	Options     []ruleChoice    `json:"options"`
	Placeholder string          `json:"placeholder"`
	MinValues   *int            `json:"min_values"`
	MaxValues   int             `json:"max_values"`
	MinLength   int             `json:"min_length"`
	MaxLength   int             `json:"max_length"`
	Required    *bool           `json:"required"`
}

type ruleChoice struct {
	Label       string          `json:"label"`
	Value       string          `json:"value"`
	Description string          `json:"description"`
	Emoji       json.RawMessage `json:"emoji"`
	Default     bool            `json:"default"`
}

// strictly reads JSON that holds no field that is not known.
func strictly(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// judge gathers what is wrong.
type judge struct {
	faults []error
	ids    map[string]bool
}

func (j *judge) must(ok bool, format string, args ...any) {
	if !ok {
		j.faults = append(j.faults, fmt.Errorf(format, args...))
	}
}

func (j *judge) length(what, text string, least, most int) int {
	n := utf8.RuneCountInString(text)
	j.must(n >= least && n <= most, "%s has %d characters, must be %d to %d", what, n, least, most)
	return n
}

// messageFaults returns what Discord refuses of a message; nil where it takes it. An empty
// one is taken where it changes another.
func messageFaults(data []byte, files int, changes bool) (m ruleMessage, err error) {
	j := judge{ids: make(map[string]bool)}
	if err := strictly(data, &m); err != nil {
		return m, fmt.Errorf("the message cannot be read: %w", err)
	}
	j.length("the content", m.Content, 0, ruleContent)
	j.must(len(m.Embeds) <= ruleEmbeds, "%d embeds", len(m.Embeds))
	all := 0
	for _, e := range m.Embeds {
		all += j.length("a title", e.Title, 0, ruleTitle) + j.length("a description", e.Description, 0, ruleDescription)
		j.must(e.Title != "" || e.Description != "", "an empty embed")
	}
	j.must(all <= ruleAllEmbeds, "embeds of %d characters, must be at most %d", all, ruleAllEmbeds)
	j.must(changes || m.Content != "" || len(m.Embeds) > 0 || len(m.Components) > 0 || files > 0, "an empty message")
	j.must(m.Mentions != nil && len(m.Mentions.Parse) == 0, "mentions may come alive")
	if m.Mentions != nil { // those that are meant stand beside the text, which is in the embeds
		meant := len(m.Mentions.Users) == 0 || len(m.Mentions.Users) == 1 && strings.HasPrefix(m.Content, "<@"+m.Mentions.Users[0]+">")
		j.must(meant, "%v is mentioned in %q", m.Mentions.Users, m.Content)
	}
	known := flagEphemeral
	if !changes {
		known |= flagSilent // an edit takes no such flag
	}
	j.must(m.Flags&^known == 0, "the flags %d", m.Flags)
	j.length("the nonce", m.Nonce, 0, ruleNonce)
	j.must(files <= ruleFiles, "%d files", files)
	j.must(len(m.Components) <= ruleRows, "%d rows", len(m.Components))
	for _, row := range m.Components {
		j.row(row)
	}
	return m, errors.Join(j.faults...)
}

func (j *judge) id(c ruleComponent) {
	j.length("the id of a component", c.CustomID, 1, ruleCustomID)
	j.must(!j.ids[c.CustomID], "the id %q stands on two components", c.CustomID)
	j.ids[c.CustomID] = true
}

func (j *judge) row(row ruleComponent) {
	j.must(row.Type == typeRow && len(row.Components) > 0, "a row of the type %d with %d components", row.Type, len(row.Components))
	for _, c := range row.Components {
		j.id(c)
		switch c.Type {
		case typeButton:
			j.length("a label", c.Label, 1, ruleLabel)
			j.must(c.Style >= 1 && c.Style <= 4, "a button of the style %d", c.Style)
			j.must(len(row.Components) <= ruleRowButtons, "%d buttons in a row", len(row.Components))
		case typeMenu:
			j.must(len(row.Components) == 1, "a menu is not alone in its row")
			j.menu(c)
		default:
			j.must(false, "a component of the type %d in a row", c.Type)
		}
	}
}

func (j *judge) menu(c ruleComponent) {
	j.must(len(c.Options) >= 1 && len(c.Options) <= ruleOptions, "%d options, must be 1 to %d", len(c.Options), ruleOptions)
	values := make(map[string]bool)
	for _, o := range c.Options {
		j.length("an option", o.Label, 1, ruleOption)
		j.length("the value of an option", o.Value, 1, ruleOption)
		j.length("what an option says", o.Description, 0, ruleOption)
		j.must(!values[o.Value], "the value %q stands twice", o.Value)
		values[o.Value] = true
	}
	j.must(c.MaxValues >= 0 && c.MaxValues <= len(c.Options), "%d values of %d", c.MaxValues, len(c.Options))
	j.length("a hint", c.Placeholder, 0, 150)
}

// ruleForm is a form as it may be opened.
type ruleForm struct {
	CustomID   string          `json:"custom_id"`
	Title      string          `json:"title"`
	Components []ruleComponent `json:"components"`
}

// formFaults returns what Discord refuses of a form.
func formFaults(data []byte) (f ruleForm, err error) {
	j := judge{ids: make(map[string]bool)}
	if err := strictly(data, &f); err != nil {
		return f, fmt.Errorf("the form cannot be read: %w", err)
	}
	j.length("the title", f.Title, 1, ruleFormTitle)
	j.length("the id", f.CustomID, 1, ruleCustomID)
	j.must(len(f.Components) >= 1 && len(f.Components) <= ruleRows, "%d rows", len(f.Components))
	for _, row := range f.Components {
		j.must(row.Type == typeLabel && row.Component != nil, "a row of the type %d", row.Type)
		j.length("a label", row.Label, 1, ruleFormLabel)
		if row.Component == nil {
			continue
		}
		j.id(*row.Component)
		switch c := *row.Component; c.Type {
		case typeInput:
			j.must(c.Style == 1 || c.Style == 2, "an input of the style %d", c.Style)
			j.must(c.MaxLength >= 1 && c.MaxLength <= ruleInput, "%d characters", c.MaxLength)
			j.length("a hint", c.Placeholder, 0, ruleHint)
		case typeMenu:
			j.menu(c)
		case typeFiles:
			least, required := 1, true
			if c.MinValues != nil {
				least = *c.MinValues
			}
			if c.Required != nil {
				required = *c.Required
			}
			j.must(least >= 0 && least <= 10 && (least > 0 || !required), "%d files at least", least)
			j.must(c.MaxValues >= 0 && c.MaxValues <= 10, "%d files at most", c.MaxValues)
		default:
			j.must(false, "a component of the type %d in a form", c.Type)
		}
	}
	return f, errors.Join(j.faults...)
}

// callbackFaults returns what Discord refuses of the first answer to an interaction of a
// kind.
func callbackFaults(kind int, data []byte) (answer int, m ruleMessage, f ruleForm, err error) {
	var c struct {
		Type int             `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	if err := strictly(data, &c); err != nil {
		return 0, m, f, fmt.Errorf("the answer cannot be read: %w", err)
	}
	allowed := map[int][]int{1: {1}, 2: {4, 5, 9}, 3: {4, 5, 6, 7, 9}, 4: {8}, 5: {4, 5, 6, 7}}[kind]
	if !slices.Contains(allowed, c.Type) {
		return c.Type, m, f, fmt.Errorf("an answer of the type %d to an interaction of the type %d", c.Type, kind)
	}
	switch c.Type {
	case 4:
		m, err = messageFaults(c.Data, 0, false)
	case 7: // only the components change
		j := judge{ids: make(map[string]bool)}
		var data struct {
			Components []ruleComponent `json:"components"`
		}
		if err = strictly(c.Data, &data); err == nil {
			for _, row := range data.Components {
				j.row(row)
			}
			m.Components, err = data.Components, errors.Join(j.faults...)
		}
	case 9:
		f, err = formFaults(c.Data)
	}
	return c.Type, m, f, err
}

// The rules refuse what breaks them.
func TestRules(t *testing.T) {
	const mentions = `,"allowed_mentions":{"parse":[]}}`
	text := func(n int) string { return strings.Repeat("a", n) }
	button := func(label, id string) string {
		return `{"type":2,"style":2,"label":"` + label + `","custom_id":"` + id + `"}`
	}
	row := func(components ...string) string {
		return `{"type":1,"components":[` + strings.Join(components, ",") + `]}`
	}
	with := func(rows ...string) string { return `{"components":[` + strings.Join(rows, ",") + `]` + mentions }
	option := `{"label":"a","value":"a"}`
	for name, c := range map[string]struct {
		body string
		good bool
	}{
		"a message":        {`{"content":"` + text(2000) + `"` + mentions, true},
		"a long message":   {`{"content":"` + text(2001) + `"` + mentions, false},
		"live mentions":    {`{"content":"@everyone"}`, false},
		"nothing":          {`{"content":""` + mentions, false},
		"a strange field":  {`{"contents":"a"` + mentions, false},
		"embeds":           {`{"embeds":[{"description":"` + text(4096) + `"},{"description":"` + text(1904) + `"}]` + mentions, true},
		"a long embed":     {`{"embeds":[{"description":"` + text(4097) + `"}]` + mentions, false},
		"long embeds":      {`{"embeds":[{"description":"` + text(4096) + `"},{"description":"` + text(1905) + `"}]` + mentions, false},
		"a button":         {with(row(button(text(80), text(100)))), true},
		"a long label":     {with(row(button(text(81), "a"))), false},
		"a long id":        {with(row(button("a", text(101)))), false},
		"the same id":      {with(row(button("a", "a"), button("b", "a"))), false},
		"no label":         {with(row(button("", "a"))), false},
		"many rows":        {with(row(button("a", "a")), row(button("a", "b")), row(button("a", "c")), row(button("a", "d")), row(button("a", "e")), row(button("a", "f"))), false},
		"the same values":  {with(row(`{"type":3,"custom_id":"m","max_values":1,"options":[` + option + "," + option + `]}`)), false},
		"a crowded menu":   {with(row(`{"type":3,"custom_id":"m","max_values":1,"options":[`+option+`]}`, button("a", "a"))), false},
		"button in no row": {with(button("a", "a")), false},
	} {
		if _, err := messageFaults([]byte(c.body), 0, false); (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
	}
}
