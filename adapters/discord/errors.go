package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"

	"github.com/bwmarrin/discordgo"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
)

// Codes of Discord's errors that discordgo has no names for.
const (
	codeThreadExists   = 160004
	codeThreadLocked   = 160005
	codeNoMoreThreads  = 160006
	codeThreadArchived = 50083
)

// refusal is what Discord answers to a request that it does not carry out.
type refusal struct {
	status, code int
	message      string
}

func (e *refusal) Error() string { return fmt.Sprintf("HTTP %d, %d: %s", e.status, e.code, e.message) }

// isCode reports a refusal with one of the codes.
func isCode(err error, codes ...int) bool {
	e, ok := errors.AsType[*refusal](err)
	return ok && slices.Contains(codes, e.code)
}

// isGone reports a channel that is no more, or that the bot does not see any more.
func isGone(err error) bool {
	return isCode(err, discordgo.ErrCodeUnknownChannel, discordgo.ErrCodeMissingAccess)
}

// isStatus reports a refusal with a status of HTTP's.
func isStatus(err error, status int) bool {
	e, ok := errors.AsType[*refusal](err)
	return ok && e.status == status
}

// call makes one request and reads the answer into result, if that is not nil. The
// error holds no address: those of webhooks are secrets.
func (a *Adapter) call(ctx context.Context, method, path string, body, result any) error {
	kind, data, err := "application/json", []byte(nil), error(nil)
	switch b := body.(type) {
	case nil:
	case form:
		kind, data, err = b.encoded()
	default:
		data, err = json.Marshal(body)
	}
	if err != nil {
		return fmt.Errorf("encode: %w", err)
	}
	// discordgo keeps a bucket for each address for ever, and waits in it for as long
	// as Discord says; here every request has one of its own, and the limiter waits.
	bucket := new(discordgo.Bucket)
	bucket.Lock()
	answer, err := a.api.RequestWithLockedBucket(method, a.options.APIURL+path, kind, data, bucket, 0, discordgo.WithContext(ctx))
	if e, ok := errors.AsType[*discordgo.RESTError](err); ok {
		r := &refusal{status: e.Response.StatusCode}
		if e.Message != nil {
			r.code, r.message = e.Message.Code, e.Message.Message
		}
		return r
	}
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	if err != nil {
		return err
	}
	if result == nil {
		return nil
	}
	if err := json.Unmarshal(answer, result); err != nil {
		return fmt.Errorf("%s: the answer cannot be read: %w", method, err)
	}
	return nil
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
	if e, ok := errors.AsType[limited](err); ok {
		return fmt.Errorf("discord: %w", bot.RetryLater{After: e.after, Why: "rate limited"})
	}
	if e, ok := errors.AsType[down](err); ok {
		return fmt.Errorf("discord: %w", bot.RetryLater{Why: e.Error()})
	}
	if e, ok := errors.AsType[*refusal](err); ok {
		return a.refused(channel, e)
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return fmt.Errorf("discord: %w", bot.RetryLater{Why: err.Error()})
	}
	return fmt.Errorf("discord: %w", err)
}

// refused judges an error that Discord names.
func (a *Adapter) refused(channel string, e *refusal) error {
	switch e.code {
	case discordgo.ErrCodeMissingAccess, discordgo.ErrCodeMissingPermissions:
		a.blame(channel, fmt.Errorf("the bot may not write in the channel %s: give its role View Channel, Send Messages, Send Messages in Threads, Create Public Threads and Embed Links there", channel))
		return fmt.Errorf("discord: %w: %w", e, bot.ErrGone)
	case discordgo.ErrCodeUnknownChannel, discordgo.ErrCodeUnknownGuild, discordgo.ErrCodeUnknownUser, discordgo.ErrCodeUnknownMessage,
		discordgo.ErrCodeCannotSendMessagesToThisUser, codeThreadLocked, codeThreadArchived:
		return fmt.Errorf("discord: %w: %w", e, bot.ErrGone)
	}
	switch {
	case e.status == http.StatusUnauthorized:
		a.blame(aboutToken, errToken)
		return fmt.Errorf("discord: %w", bot.RetryLater{Why: e.Error()})
	case adapterkit.IsRedirect(e.status): // a proxy's, which may change its mind
		return fmt.Errorf("discord: %w", bot.RetryLater{Why: e.Error()})
	case e.status == http.StatusNotFound, e.status == http.StatusForbidden:
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
