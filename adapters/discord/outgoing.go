package discord

import (
	"bytes"
	"net/http"

	"github.com/bwmarrin/discordgo"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/discord/rest"
	"aktivering/bot"
	"aktivering/bot/port"
)

// outgoing is a message to be sent.
type outgoing struct {
	Content    string                            `json:"content,omitempty"`
	Embeds     []*discordgo.MessageEmbed         `json:"embeds,omitempty"`
	Components []discordgo.MessageComponent      `json:"components,omitempty"`
	Mentions   *discordgo.MessageAllowedMentions `json:"allowed_mentions"`
	Flags      int                               `json:"flags,omitempty"`
	// Nonce makes Discord show a message once that is sent twice. EnforceNonce turns that on.
	Nonce        string     `json:"nonce,omitempty"`
	EnforceNonce bool       `json:"enforce_nonce,omitempty"`
	Answers      *reference `json:"message_reference,omitempty"`

	pictures []port.Picture
}

// flagEphemeral marks a message that one person sees.
const flagEphemeral = int(discordgo.MessageFlagsEphemeral)

// flagsOf are the flags of a message that shows a reply to everybody at its place.
func flagsOf(r bot.Reply) int {
	if r.Silent {
		return int(discordgo.MessageFlagsSuppressNotifications)
	}
	return 0
}

// replacing is a message that replaces another one in full.
type replacing struct {
	outgoing
	Embeds     []*discordgo.MessageEmbed    `json:"embeds"`
	Components []discordgo.MessageComponent `json:"components"`
}

// reference is the message that another one answers.
type reference struct {
	Message string `json:"message_id"`
	Channel string `json:"channel_id"`
	// MustExist tells that the message must still be there.
	MustExist bool `json:"fail_if_not_exists"`
}

// nobody allows no mention, whatever the text holds.
func nobody() *discordgo.MessageAllowedMentions {
	return &discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{}}
}

func compose(out port.Outbound, where shown) outgoing {
	return outgoing{Embeds: Render(out.Reply), Components: components(out.Reply, where), Mentions: nobody(), pictures: out.Pictures}
}

// body returns what is sent: a form where there are pictures.
func (o outgoing) body() any {
	if len(o.pictures) == 0 {
		return o
	}
	return multipart{o}
}

// withoutPictures reports an error after which Discord may take the message without its
// pictures: they are too large, or the bot may not attach files.
func (o outgoing) withoutPictures(err error) bool {
	return len(o.pictures) > 0 &&
		(rest.HasCode(err, discordgo.ErrCodeRequestEntityTooLarge, discordgo.ErrCodeMissingPermissions) || rest.HasStatus(err, http.StatusRequestEntityTooLarge))
}

// multipart is a message with its pictures, as the parts of a form. It is a rest.Multipart.
type multipart struct{ outgoing }

// Multipart returns the form, with its content type.
func (f multipart) Multipart() (contentType string, body []byte, err error) {
	files := make([]*discordgo.File, len(f.pictures))
	for i, picture := range f.pictures {
		files[i] = &discordgo.File{Name: adapterkit.CleanFileName(picture.Name), ContentType: picture.Kind, Reader: bytes.NewReader(picture.Data)}
	}
	return discordgo.MultipartBodyWithJSON(f.outgoing, files)
}
