package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/bwmarrin/discordgo"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/discord/rest"
	"aktivering/bot/port"
)

// Codes of Discord's errors that discordgo has no names for.
const (
	codeThreadExists   = 160004
	codeThreadLocked   = 160005
	codeNoMoreThreads  = 160006
	codeThreadArchived = 50083
	codeMaxFollowed    = 40094 // the interaction has as many followup messages as it may have
	codeNoSharedServer = 50278 // no direct message to whom the bot shares no server with
)

// isGone reports a channel that was deleted, or that the bot cannot see any more.
func isGone(err error) bool {
	return rest.HasCode(err, discordgo.ErrCodeUnknownChannel, discordgo.ErrCodeMissingAccess)
}

// isClosed reports somebody who takes no direct messages of the bot.
func isClosed(err error) bool {
	return rest.HasCode(err, discordgo.ErrCodeCannotSendMessagesToThisUser, codeNoSharedServer)
}

// isUnauthorized reports that Discord does not take the token.
func isUnauthorized(err error) bool { return rest.HasStatus(err, http.StatusUnauthorized) }

// isUnavailable reports that Discord cannot answer.
func isUnavailable(err error) bool {
	_, ok := errors.AsType[rest.Unavailable](err)
	return ok
}

// isFinal reports an error of an event that no other try changes.
func isFinal(err error) bool {
	if e, ok := errors.AsType[*rest.Error](err); ok {
		return e.Status >= 400 && e.Status < 500 && !isUnauthorized(e)
	}
	return adapterkit.IsFinal(err)
}

// translate turns an error of package rest into one of the port: ErrGone, ErrRejected or
// RetryLater where it is known. What only an administrator can do something about makes
// the adapter not ready until something succeeds in the same channel.
func (c *client) translate(ctx context.Context, channel string, err error) error {
	switch {
	case err == nil:
		c.health.Set(channel, nil)
		c.health.Set(aboutToken, nil)
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	}
	if e, ok := errors.AsType[rest.Limited](err); ok {
		return fmt.Errorf("discord: %w", port.RetryLater{After: e.After, Why: "rate limited"})
	}
	if e, ok := errors.AsType[rest.Unavailable](err); ok {
		return fmt.Errorf("discord: %w", port.RetryLater{Why: e.Error()})
	}
	if e, ok := errors.AsType[*rest.Error](err); ok {
		return c.translateCode(channel, e)
	}
	if _, ok := errors.AsType[rest.Unreachable](err); ok {
		return fmt.Errorf("discord: %w", port.RetryLater{Why: err.Error()})
	}
	return fmt.Errorf("discord: %w", err)
}

// translateCode turns an error that Discord names into one of the port.
func (c *client) translateCode(channel string, e *rest.Error) error {
	switch e.Code {
	case discordgo.ErrCodeMissingAccess, discordgo.ErrCodeMissingPermissions:
		c.blame(channel, fmt.Errorf("the bot may not write in the channel %s: give its role View Channel, Send Messages, Send Messages in Threads, Create Public Threads and Embed Links there", channel))
		return fmt.Errorf("discord: %w: %w", e, port.ErrGone)
	case discordgo.ErrCodeUnknownChannel, discordgo.ErrCodeUnknownGuild, discordgo.ErrCodeUnknownUser, discordgo.ErrCodeUnknownMessage,
		discordgo.ErrCodeCannotSendMessagesToThisUser, codeThreadLocked, codeThreadArchived:
		return fmt.Errorf("discord: %w: %w", e, port.ErrGone)
	}
	switch {
	case e.Status == http.StatusUnauthorized:
		c.blame(aboutToken, errToken)
		return fmt.Errorf("discord: %w", port.RetryLater{Why: e.Error()})
	case adapterkit.IsRedirect(e.Status): // a proxy's, which may change its mind
		return fmt.Errorf("discord: %w", port.RetryLater{Why: e.Error()})
	case e.Status == http.StatusNotFound, e.Status == http.StatusForbidden:
		return fmt.Errorf("discord: %w: %w", e, port.ErrGone)
	default:
		return fmt.Errorf("discord: %w: %w", e, port.ErrRejected)
	}
}
