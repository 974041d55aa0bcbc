package workspaces

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"

	"aktivering/bot"
	"aktivering/knowledge"
)

// Settings are those of one workspace. What is not set is as the settings of the program say.
type Settings struct {
	// Platform and ID name the workspace: a team of Slack (T…), or a server of Discord.
	Platform bot.Platform `yaml:"platform" json:"platform"`
	ID       string       `yaml:"id" json:"id"`
	// Name is what operators call it.
	Name string `yaml:"name,omitempty" json:"name,omitempty"`
	// Language is what people there are answered in before they have chosen a language, or have
	// written enough to tell one.
	Language knowledge.Lang `yaml:"language,omitempty" json:"language,omitempty"`
	// Channels are the ids of channels where messages are answered that were not addressed to the
	// bot, and AdministratorChannels those where administrators ask.
	Channels              []string `yaml:"channels,omitempty" json:"channels,omitempty"`
	AdministratorChannels []string `yaml:"administrator_channels,omitempty" json:"administrator_channels,omitempty"`
	// Packs are the built-in packs whose articles count.
	Packs []string `yaml:"packs,omitempty" json:"packs,omitempty"`
	// Desk is the workspace's own desk; without it, people are handed over to the program's.
	Desk *Desk `yaml:"desk,omitempty" json:"desk,omitempty"`
}

// Desk is a desk in a channel of the workspace, whose agents see the cases of that workspace alone.
type Desk struct {
	// Channel is the id of the channel, and Agents that of the user group (Slack) or the role
	// (Discord) whose members may act there; without it, everybody in the channel may.
	Channel string `yaml:"channel" json:"channel"`
	Agents  string `yaml:"agents,omitempty" json:"agents,omitempty"`
	// Alert is whom to notify of a case in Slack: here, channel, or the id of a user group.
	Alert string `yaml:"alert,omitempty" json:"alert,omitempty"`
	// Language, Hours, Timezone, Team and Replies are as the settings DESK_LANGUAGE and so on.
	Language knowledge.Lang `yaml:"language,omitempty" json:"language,omitempty"`
	Hours    string         `yaml:"hours,omitempty" json:"hours,omitempty"`
	Timezone string         `yaml:"timezone,omitempty" json:"timezone,omitempty"`
	Team     string         `yaml:"team,omitempty" json:"team,omitempty"`
	Replies  string         `yaml:"replies,omitempty" json:"replies,omitempty"`
}

// Key names a workspace.
type Key struct {
	Platform bot.Platform
	ID       string
}

// String is the key as desks and the log name it.
func (k Key) String() string { return string(k.Platform) + "/" + k.ID }

// Key names the workspace of the settings.
func (s Settings) Key() Key { return Key{s.Platform, s.ID} }

// Place is the workspace, with all that lies within.
func (s Settings) Place() bot.Address { return bot.Address{Platform: s.Platform, Space: s.ID} }

// Equal reports that two settings say the same.
func (s Settings) Equal(o Settings) bool { return reflect.DeepEqual(s, o) }

// The bounds of settings. A file has no more workspaces than MaxWorkspaces.
const (
	MaxWorkspaces = 500
	// MaxJSON bounds the settings of one workspace, in bytes.
	MaxJSON = 16 << 10
)

// Read reads settings from YAML: a list of workspaces. A field that is not known is an error.
func Read(content []byte) ([]Settings, error) {
	var read []*Settings
	d := yaml.NewDecoder(bytes.NewReader(content))
	d.KnownFields(true)
	if err := d.Decode(&read); err != nil && !errors.Is(err, io.EOF) { // as of an empty file
		return nil, readable(err)
	}
	if err := d.Decode(new(any)); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is a second document after the line ---; put all workspaces into one list")
	}
	if len(read) > MaxWorkspaces {
		return nil, fmt.Errorf("%d workspaces; at most %d", len(read), MaxWorkspaces)
	}
	list := make([]Settings, len(read))
	for i, s := range read {
		if s == nil {
			return nil, fmt.Errorf("workspace %d of the list is empty; set its platform and id, or remove the line", i+1)
		}
		list[i] = *s
	}
	return list, nil
}

// The parser's words that an operator cannot know.
var (
	parserWords = regexp.MustCompile(`^yaml: (?:\w+ errors?: )?`)
	unknown     = regexp.MustCompile(`field (\S+) not found in type \S+`)
	wrongKind   = regexp.MustCompile(`cannot (?:construct|unmarshal) !!(\w+)(?: .*)? into \S+`)
)

// readable is an error of the parser in the words of a file of workspaces.
func readable(err error) error {
	text := parserWords.ReplaceAllString(err.Error(), "")
	text = unknown.ReplaceAllString(text, "there is no setting $1")
	text = wrongKind.ReplaceAllString(text, "what stands there is of another kind than the setting (!!$1)")
	text = strings.Join(strings.Fields(text), " ")
	text = strings.ReplaceAll(text, " line ", "; line ")
	return fmt.Errorf("it is not a list of workspaces: %s", text) //nolint:err113 // for an operator
}

// JSON returns the settings as they are kept.
func (s Settings) JSON() ([]byte, error) {
	b, err := json.Marshal(s)
	if err == nil && len(b) > MaxJSON {
		err = fmt.Errorf("%d bytes; at most %d", len(b), MaxJSON)
	}
	if err != nil {
		return nil, fmt.Errorf("settings of %s: %w", s.Key(), err)
	}
	return b, nil
}

// FromJSON reads settings as they are kept. What a later version has set is left out.
func FromJSON(b []byte) (s Settings, err error) {
	if err := json.Unmarshal(b, &s); err != nil {
		return s, fmt.Errorf("settings of a workspace: %w", err)
	}
	return s, nil
}
