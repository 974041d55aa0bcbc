package slack_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// The rules of Block Kit and of the methods that the adapter uses, as Slack documents
// them: https://docs.slack.dev/reference/block-kit and https://docs.slack.dev/reference/methods.
// The numbers are characters or elements. A kind of block that the adapter never sends is
// refused as unknown.
const (
	ruleMessageBlocks = 50
	ruleViewBlocks    = 100
	ruleMessageText   = 40_000
	ruleHeader        = 150
	ruleTextObject    = 3_000
	ruleElements      = 25 // of a block of actions
	ruleContext       = 10
	ruleButton        = 75
	ruleButtonValue   = 2_000
	ruleOptions       = 100
	ruleRadio         = 10
	ruleOption        = 75
	ruleOptionValue   = 150
	ruleID            = 255
	ruleViewTitle     = 24
	ruleMetadata      = 3_000
	ruleInputLabel    = 2_000
	rulePlaceholder   = 150
	ruleInputLength   = 3_000
)

// kitText is a text object.
type kitText struct {
	Type     string `json:"type"`
	Text     string `json:"text"`
	Emoji    *bool  `json:"emoji"`
	Verbatim *bool  `json:"verbatim"`
}

// kitStyle is how a piece of rich text looks.
type kitStyle struct {
	Bold, Italic, Strike, Code bool
}

// kitElement is any element of a block, of rich text or of a form.
type kitElement struct {
	Type        string       `json:"type"`
	Elements    []kitElement `json:"elements"`
	Text        rawText      `json:"text"`
	Style       rawStyle     `json:"style"`
	URL         string       `json:"url"`
	Range       string       `json:"range"`
	UserGroup   string       `json:"usergroup_id"`
	User        string       `json:"user_id"`
	ActionID    string       `json:"action_id"`
	Value       *string      `json:"value"`
	Placeholder *kitText     `json:"placeholder"`
	Options     []kitOption  `json:"options"`
	Multiline   *bool        `json:"multiline"`
	MaxLength   int          `json:"max_length"`
	MinQuery    *int         `json:"min_query_length"`
	FileTypes   []string     `json:"filetypes"`
	MaxFiles    *int         `json:"max_files"`
	Border      int          `json:"border"`
	Emoji       *bool        `json:"emoji"`
	Verbatim    *bool        `json:"verbatim"`
}

type kitOption struct {
	Text  kitText `json:"text"`
	Value string  `json:"value"`
}

// rawText is a text as a string, of rich text, or as an object.
type rawText struct {
	given  bool
	object bool
	kitText
}

func (r *rawText) UnmarshalJSON(data []byte) error {
	r.given = true
	if data[0] == '"' {
		return json.Unmarshal(data, &r.Text)
	}
	r.object = true
	return strictly(data, &r.kitText)
}

// rawStyle is a style of rich text, or the name of one of a button or list.
type rawStyle struct {
	name string
	kitStyle
}

func (r *rawStyle) UnmarshalJSON(data []byte) error {
	if data[0] == '"' {
		return json.Unmarshal(data, &r.name)
	}
	return strictly(data, &r.kitStyle)
}

// kitBlock is any block.
type kitBlock struct {
	Type     string       `json:"type"`
	BlockID  string       `json:"block_id"`
	Text     *kitText     `json:"text"`
	Elements []kitElement `json:"elements"`
	Label    *kitText     `json:"label"`
	Element  *kitElement  `json:"element"`
	Optional *bool        `json:"optional"`
}

type kitView struct {
	Type     string          `json:"type"`
	Callback string          `json:"callback_id"`
	Meta     string          `json:"private_metadata"`
	Title    *kitText        `json:"title"`
	Submit   *kitText        `json:"submit"`
	Close    *kitText        `json:"close"`
	Blocks   json.RawMessage `json:"blocks"`
}

// strictly reads JSON that holds no field that is not known.
func strictly(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// kit gathers what is wrong with a message or view.
type kit struct {
	faults []error
	ids    map[string]bool
}

func (k *kit) must(ok bool, format string, args ...any) {
	if !ok {
		k.faults = append(k.faults, fmt.Errorf(format, args...))
	}
}

func (k *kit) length(what, text string, least, most int) {
	n := utf8.RuneCountInString(text)
	k.must(n >= least && n <= most, "%s has %d characters, must be %d to %d", what, n, least, most)
}

func (k *kit) plain(what string, t *kitText, most int) {
	if t == nil {
		k.must(false, "%s is missing", what)
		return
	}
	k.must(t.Type == "plain_text", "%s is %q, must be plain_text", what, t.Type)
	k.must(t.Verbatim == nil, "%s has verbatim, which is of mrkdwn", what)
	k.length(what, t.Text, 1, most)
}

func (k *kit) blocks(data []byte, most int, allowed ...string) {
	var blocks []kitBlock
	if err := strictly(data, &blocks); err != nil {
		k.must(false, "the blocks cannot be read: %w", err)
		return
	}
	k.must(len(blocks) <= most, "%d blocks, must be at most %d", len(blocks), most)
	k.ids = make(map[string]bool)
	for n, b := range blocks {
		k.must(slices.Contains(allowed, b.Type), "block %d is of the type %q", n, b.Type)
		k.block(fmt.Sprintf("block %d, %s:", n, b.Type), b)
	}
}

func (k *kit) block(at string, b kitBlock) {
	k.must(len(b.BlockID) <= ruleID && (b.BlockID == "" || !k.ids[b.BlockID]), "%s the id %q is too long or not the only one", at, b.BlockID)
	k.ids[b.BlockID] = true
	switch b.Type {
	case "header":
		k.plain(at+" the text", b.Text, ruleHeader)
	case "rich_text":
		k.must(len(b.Elements) > 0, "%s no elements", at)
		for _, e := range b.Elements {
			k.rich(at, e)
		}
	case "context":
		k.must(len(b.Elements) >= 1 && len(b.Elements) <= ruleContext, "%s %d elements", at, len(b.Elements))
		for _, e := range b.Elements {
			k.must(e.Type == "mrkdwn" || e.Type == "plain_text", "%s an element is %q", at, e.Type)
			k.length(at+" an element", e.Text.Text, 1, ruleTextObject)
		}
	case "actions":
		k.must(len(b.Elements) >= 1 && len(b.Elements) <= ruleElements, "%s %d elements, must be 1 to %d", at, len(b.Elements), ruleElements)
		ids := make(map[string]bool)
		for _, e := range b.Elements {
			k.must(e.ActionID != "" && len(e.ActionID) <= ruleID && !ids[e.ActionID], "%s the action %q", at, e.ActionID)
			ids[e.ActionID] = true
			k.action(at, e)
		}
	case "input":
		k.plain(at+" the label", b.Label, ruleInputLabel)
		if b.Element == nil {
			k.must(false, "%s no element", at)
			return
		}
		k.must(slices.Contains([]string{"plain_text_input", "radio_buttons", "external_select", "file_input"}, b.Element.Type), "%s an element is %q", at, b.Element.Type)
		k.action(at, *b.Element)
	}
}

// rich judges an element of a block of rich text.
func (k *kit) rich(at string, e kitElement) {
	k.must(len(e.Elements) > 0, "%s an empty %s", at, e.Type)
	switch e.Type {
	case "rich_text_list":
		k.must(e.Style.name == "ordered" || e.Style.name == "bullet", "%s a list of the style %q", at, e.Style.name)
		for _, item := range e.Elements {
			k.must(item.Type == "rich_text_section", "%s a %s in a list", at, item.Type)
			k.rich(at, item)
		}
		return
	case "rich_text_section", "rich_text_preformatted":
	default:
		k.must(false, "%s a %s in rich text", at, e.Type)
	}
	for _, s := range e.Elements {
		switch s.Type {
		case "text":
			k.must(s.Text.given && !s.Text.object && s.Text.Text != "", "%s an empty text", at)
		case "link":
			u, err := url.Parse(s.URL)
			k.must(err == nil && u.Host != "", "%s a link to %q", at, s.URL)
		case "broadcast":
			k.must(slices.Contains([]string{"here", "channel", "everyone"}, s.Range), "%s a broadcast to %q", at, s.Range)
		case "usergroup":
			k.must(s.UserGroup != "", "%s a call of nobody", at)
		case "user":
			k.must(s.User != "", "%s a call of nobody", at)
		default:
			k.must(false, "%s a %s in a section", at, s.Type)
		}
	}
}

// action judges what people press or fill in.
func (k *kit) action(at string, e kitElement) {
	options := func(most int) {
		k.must(len(e.Options) >= 1 && len(e.Options) <= most, "%s %d options", at, len(e.Options))
		for _, o := range e.Options {
			k.plain(at+" an option", &o.Text, ruleOption)
			k.length(at+" the value of an option", o.Value, 1, ruleOptionValue)
		}
	}
	switch e.Type {
	case "button":
		k.plain(at+" a button", &e.Text.kitText, ruleButton)
		if e.Value != nil {
			k.length(at+" the value of a button", *e.Value, 0, ruleButtonValue)
		}
		k.must(e.Style.name == "" || e.Style.name == "primary" || e.Style.name == "danger", "%s a button of the style %q", at, e.Style.name)
	case "static_select":
		options(ruleOptions)
	case "radio_buttons":
		options(ruleRadio)
	case "external_select":
		k.must(e.MinQuery == nil || *e.MinQuery >= 0, "%s a search of %d characters at least", at, e.MinQuery)
		k.must(e.Options == nil, "%s options of a search", at)
		if e.Placeholder != nil {
			k.plain(at+" the hint", e.Placeholder, rulePlaceholder)
		}
	case "file_input":
		k.must(e.MaxFiles == nil || *e.MaxFiles >= 1 && *e.MaxFiles <= 10, "%s %d files", at, e.MaxFiles)
	case "plain_text_input":
		k.must(e.MaxLength >= 0 && e.MaxLength <= ruleInputLength, "%s takes %d characters", at, e.MaxLength)
		if e.Placeholder != nil {
			k.plain(at+" the hint", e.Placeholder, rulePlaceholder)
		}
	default:
		k.must(false, "%s an element of the type %q", at, e.Type)
	}
}

// messageFaults returns what Slack refuses of a message; nil where it takes it.
func messageFaults(blocks, text string) error {
	var k kit
	k.must(text != "" || blocks != "" && blocks != "[]", "neither text nor blocks")
	k.length("the text", text, 0, ruleMessageText)
	if blocks != "" {
		k.blocks([]byte(blocks), ruleMessageBlocks, "header", "rich_text", "context", "actions")
	}
	return errors.Join(k.faults...)
}

// viewFaults returns what Slack refuses of a window or page.
func viewFaults(data []byte) error {
	var k kit
	var v kitView
	if err := strictly(data, &v); err != nil {
		return fmt.Errorf("the view cannot be read: %w", err)
	}
	switch v.Type {
	case "modal":
		k.plain("the title", v.Title, ruleViewTitle)
		k.plain("what submits", v.Submit, ruleViewTitle)
		k.plain("what closes", v.Close, ruleViewTitle)
		k.length("the id", v.Callback, 1, ruleID)
		k.length("the metadata", v.Meta, 0, ruleMetadata)
	case "home":
	default:
		k.must(false, "a view of the type %q", v.Type)
	}
	k.blocks(v.Blocks, ruleViewBlocks, "header", "rich_text", "context", "actions", "input")
	return errors.Join(k.faults...)
}

// methodFields are the fields that each method knows beside the token.
func methodFields() map[string][]string {
	message := []string{"channel", "text", "blocks", "thread_ts", "unfurl_links", "unfurl_media"}
	return map[string][]string{
		"auth.test":                    nil,
		"apps.connections.open":        nil,
		"chat.postMessage":             message,
		"chat.postEphemeral":           append(slices.Clone(message), "user"),
		"chat.update":                  append(slices.Clone(message), "ts"),
		"chat.delete":                  {"channel", "ts"},
		"files.delete":                 {"file"},
		"conversations.open":           {"users", "return_im"},
		"conversations.info":           {"channel", "include_locale", "include_num_members"},
		"conversations.list":           {"cursor", "exclude_archived", "limit", "types", "team_id"},
		"conversations.history":        {"channel", "cursor", "inclusive", "latest", "limit", "oldest", "include_all_metadata"},
		"conversations.replies":        {"channel", "ts", "cursor", "inclusive", "latest", "limit", "oldest", "include_all_metadata"},
		"reactions.add":                {"channel", "name", "timestamp"},
		"users.info":                   {"user", "include_locale"},
		"files.info":                   {"file", "count", "page"},
		"assistant.threads.setStatus":  {"channel_id", "thread_ts", "status"},
		"usergroups.users.list":        {"usergroup", "include_disabled"},
		"files.getUploadURLExternal":   {"filename", "length", "alt_txt", "snippet_type"},
		"files.completeUploadExternal": {"files", "channel_id", "thread_ts", "initial_comment"},
	}
}

// methodFaults returns what Slack refuses of a request.
func methodFaults(method string, f url.Values) error {
	known, ok := methodFields()[method]
	if !ok {
		return fmt.Errorf("there is no method %s", method)
	}
	for name := range f {
		if name != "token" && !slices.Contains(known, name) {
			return fmt.Errorf("%s knows no %s", method, name)
		}
	}
	if strings.HasPrefix(method, "chat.") {
		return messageFaults(f.Get("blocks"), f.Get("text"))
	}
	return nil
}

// The rules refuse what breaks them.
func TestRules(t *testing.T) {
	text := func(n int) string { return strings.Repeat("a", n) }
	actions := func(element string) string { return `[{"type":"actions","elements":[` + element + `]}]` }
	button := func(label, value, more string) string {
		return `{"type":"button","action_id":"a","text":{"type":"plain_text","text":"` + label + `"},"value":"` + value + `"` + more + `}`
	}
	section := func(n int) string {
		return "[" + strings.TrimSuffix(strings.Repeat(`{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"a"}]}]},`, n), ",") + "]"
	}
	for name, c := range map[string]struct {
		blocks, text string
		good         bool
	}{
		"fifty blocks":    {section(50), "t", true},
		"a block more":    {section(51), "t", false},
		"an unknown one":  {`[{"type":"marquee"}]`, "t", false},
		"unknown field":   {`[{"type":"divider","blink":true}]`, "t", false},
		"a button":        {actions(button(text(75), text(2000), "")), "t", true},
		"a long label":    {actions(button(text(76), "v", "")), "t", false},
		"no label":        {actions(button("", "v", "")), "t", false},
		"a long value":    {actions(button("a", text(2001), "")), "t", false},
		"the same action": {actions(button("a", "v", "") + "," + button("b", "v", "")), "t", false},
		"a strange field": {actions(button("a", "v", `,"onclick":"x"`)), "t", false},
		"a long note":     {`[{"type":"context","elements":[{"type":"mrkdwn","text":"` + text(3001) + `"}]}]`, "t", false},
		"an empty text":   {`[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":""}]}]}]`, "t", false},
		"nothing":         {"", "", false},
		"a long text":     {"", text(40_001), false},
	} {
		if err := messageFaults(c.blocks, c.text); (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
	}
}
