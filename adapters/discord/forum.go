package discord

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"aktivering/adapters/discord/rest"
	"aktivering/bot"
)

// maxTags is how many tags a post can have.
const maxTags = 5

// tag is a tag of a forum's posts.
type tag struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// solvedTag returns the tag of a forum for solved posts.
func solvedTag(tags []tag) (string, bool) {
	for _, t := range tags {
		name := strings.ToLower(t.Name)
		for _, word := range []string{"løst", "løyst", "solved", "resolved"} {
			if strings.Contains(name, word) && !strings.Contains(name, "u"+word) && !strings.Contains(name, "un"+word) {
				return t.ID, true
			}
		}
	}
	return "", false
}

// resolve gives a forum's post the forum's tag for solved posts, and archives the post unless
// the person is still asked something; the next message restores it. In a forum without such
// a tag it only archives the post.
func (s *sender) resolve(ctx context.Context, at bot.Address, asking bool) error {
	if at.Platform != Platform || at.Thread == "" || at.Thread == private || !s.channels.places.isSupport(at.Channel) {
		return nil
	}
	var forum struct {
		Type discordgo.ChannelType `json:"type"`
		Tags []tag                 `json:"available_tags"`
	}
	if err := s.client.Call(ctx, http.MethodGet, "channels/"+at.Channel, nil, &forum); err != nil {
		return s.client.translate(ctx, at.Channel, err)
	}
	if forum.Type != discordgo.ChannelTypeGuildForum {
		return nil
	}
	change := make(map[string]any)
	if id, ok := solvedTag(forum.Tags); ok {
		var post struct {
			Tags []string `json:"applied_tags"`
		}
		if err := s.client.Call(ctx, http.MethodGet, "channels/"+at.Thread, nil, &post); err != nil {
			return s.client.translate(ctx, at.Thread, err)
		}
		if !slices.Contains(post.Tags, id) && len(post.Tags) < maxTags {
			change["applied_tags"] = append(post.Tags, id)
		}
	}
	if !asking {
		change["archived"] = true
	}
	if len(change) == 0 {
		return nil
	}
	err := s.client.Call(ctx, http.MethodPatch, "channels/"+at.Thread, change, nil)
	if rest.HasCode(err, discordgo.ErrCodeMissingPermissions, discordgo.ErrCodeMissingAccess) {
		s.client.log.Warn().Ctx(ctx).Str("forum", at.Channel).
			Msg("discord: the bot may not mark posts as solved: give its role Manage Threads in the forum, if that is wanted")
		return nil
	}
	return s.client.translate(ctx, at.Thread, err)
}
