package discord

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"

	"github.com/bwmarrin/discordgo"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/discord/rest"
	"aktivering/bot"
)

// Codes of Discord's errors that discordgo has no names for.
const (
	codeThreadExists   = 160004
	codeThreadLocked   = 160005
	codeNoMoreThreads  = 160006
	codeThreadArchived = 50083
)

// isGone reports a channel that was deleted, or that the bot cannot see any more.
func isGone(err error) bool {
	return rest.HasCode(err, discordgo.ErrCodeUnknownChannel, discordgo.ErrCodeMissingAccess)
}

// outcome puts an error into the words of the port. What only an administrator can
// mend makes the adapter not ready until something succeeds in the same channel.
func (a *Adapter) outcome(ctx context.Context, channel string, err error) error {
	switch {
	case err == nil:
		a.faults.note(channel, nil)
		a.faults.note(aboutToken, nil)
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	}
	if e, ok := errors.AsType[rest.Limited](err); ok {
		return fmt.Errorf("discord: %w", bot.RetryLater{After: e.After, Why: "rate limited"})
	}
	if e, ok := errors.AsType[rest.Unavailable](err); ok {
		return fmt.Errorf("discord: %w", bot.RetryLater{Why: e.Error()})
	}
	if e, ok := errors.AsType[*rest.Error](err); ok {
		return a.refused(channel, e)
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return fmt.Errorf("discord: %w", bot.RetryLater{Why: err.Error()})
	}
	return fmt.Errorf("discord: %w", err)
}

// refused judges an error that Discord names.
func (a *Adapter) refused(channel string, e *rest.Error) error {
	switch e.Code {
	case discordgo.ErrCodeMissingAccess, discordgo.ErrCodeMissingPermissions:
		a.blame(channel, fmt.Errorf("the bot may not write in the channel %s: give its role View Channel, Send Messages, Send Messages in Threads, Create Public Threads and Embed Links there", channel))
		return fmt.Errorf("discord: %w: %w", e, bot.ErrGone)
	case discordgo.ErrCodeUnknownChannel, discordgo.ErrCodeUnknownGuild, discordgo.ErrCodeUnknownUser, discordgo.ErrCodeUnknownMessage,
		discordgo.ErrCodeCannotSendMessagesToThisUser, codeThreadLocked, codeThreadArchived:
		return fmt.Errorf("discord: %w: %w", e, bot.ErrGone)
	}
	switch {
	case e.Status == http.StatusUnauthorized:
		a.blame(aboutToken, errToken)
		return fmt.Errorf("discord: %w", bot.RetryLater{Why: e.Error()})
	case adapterkit.IsRedirect(e.Status): // a proxy's, which may change its mind
		return fmt.Errorf("discord: %w", bot.RetryLater{Why: e.Error()})
	case e.Status == http.StatusNotFound, e.Status == http.StatusForbidden:
		return fmt.Errorf("discord: %w: %w", e, bot.ErrGone)
	default:
		return fmt.Errorf("discord: %w: %w", e, bot.ErrRejected)
	}
}

// errToken is said of a token that Discord does not take.
var errToken = errors.New("Discord does not take the token: set DISCORD_TOKEN to the one under Bot on the application's page") //nolint:staticcheck // a name

// blame keeps what an administrator must mend, and logs it when it is news.
func (a *Adapter) blame(about string, err error) {
	if a.faults.note(about, err) {
		a.options.Log.Error().Err(err).Msg("discord: needs an administrator")
	}
}
