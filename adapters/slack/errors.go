package slack

import (
	"context"
	"errors"
	"fmt"
	"net"

	slackapi "github.com/slack-go/slack"

	"aktivering/adapters/adapterkit"
	"aktivering/bot/port"
)

// translate turns an error of Slack into one of the port: ErrGone, ErrRejected or
// RetryLater where it is known. What only an administrator can do something about makes
// the adapter not ready until a request succeeds.
func (c *client) translate(ctx context.Context, method string, err error) error {
	switch {
	case err == nil:
		c.health.Set(aboutRequests, nil)
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	}
	if e, ok := errors.AsType[*slackapi.RateLimitedError](err); ok {
		return fmt.Errorf("slack: %s: %w", method, port.RetryLater{After: e.RetryAfter, Why: "rate limited"})
	}
	if e, ok := errors.AsType[slackapi.StatusCodeError](err); ok {
		if e.Code >= 500 || adapterkit.IsRedirect(e.Code) { // a proxy's, which may change its mind
			return fmt.Errorf("slack: %s: %w", method, port.RetryLater{Why: e.Error()})
		}
		return fmt.Errorf("slack: %s: %w: %w", method, e, port.ErrRejected)
	}
	if e, ok := errors.AsType[slackapi.SlackErrorResponse](err); ok {
		return c.translateCode(method, e)
	}
	cause := adapterkit.WithoutURL(err) // a response_url is a secret
	if _, ok := errors.AsType[net.Error](err); ok {
		return fmt.Errorf("slack: %s: %w", method, port.RetryLater{Why: cause.Error()})
	}
	return fmt.Errorf("slack: %s: %w", method, cause)
}

// translateCode turns an error that Slack names into one of the port.
func (c *client) translateCode(method string, e slackapi.SlackErrorResponse) error {
	switch code := e.Err; {
	case isTokenError(code):
		c.health.Set(aboutRequests, fmt.Errorf("%s: %s", code, c.remedy))
		c.noteRevoked(e)
		return fmt.Errorf("slack: %s: %w", method, port.RetryLater{Why: code})
	case code == "missing_scope":
		c.health.Set(aboutRequests, fmt.Errorf("the app lacks the scope %s: add it under OAuth & Permissions and install the app anew", e.Needed))
		return fmt.Errorf("slack: %s: %w", method, port.RetryLater{Why: code + " " + e.Needed})
	case code == "ratelimited", code == "internal_error", code == "fatal_error", code == "service_unavailable", code == "request_timeout":
		return fmt.Errorf("slack: %s: %w", method, port.RetryLater{Why: code})
	case code == "not_in_channel":
		return fmt.Errorf("slack: %s: %s: invite the app to the channel: %w", method, code, port.ErrGone)
	case code == "channel_not_found", code == "is_archived", code == "user_not_found", code == "user_not_in_channel",
		code == "message_not_found", code == "cant_update_message", code == "edit_window_closed",
		code == "cannot_dm_bot", code == "user_disabled", code == "thread_not_found", code == "team_not_found":
		return fmt.Errorf("slack: %s: %s: %w", method, code, port.ErrGone)
	default:
		return fmt.Errorf("slack: %s: %w: %w", method, e, port.ErrRejected)
	}
}

// isTokenError reports an error that only another token resolves.
func isTokenError(code string) bool {
	switch code {
	case "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "not_allowed_token_type":
		return true
	}
	return false
}

// isRevoked reports an error that tells that the app was removed from the workspace.
func isRevoked(code string) bool { return code == "account_inactive" || code == "token_revoked" }

// noteRevoked tells whoever asks that the app was removed, where an error says so.
func (c *client) noteRevoked(err error) {
	if e, ok := errors.AsType[slackapi.SlackErrorResponse](err); ok && isRevoked(e.Err) && c.revoked != nil {
		c.revoked(e.Err)
	}
}

// malformed is the error of what Slack sent and cannot be read.
func malformed(err error) error { return fmt.Errorf("%w: %w", adapterkit.ErrMalformed, err) }

// errNotInstalled is the error of a workspace that the app is not installed in.
var errNotInstalled = errors.New("the app is not installed in the workspace")

// isUndeliverable reports an error of a payload that nobody will ever handle.
func isUndeliverable(err error) bool {
	return errors.Is(err, errNotInstalled) || errors.Is(err, adapterkit.ErrMalformed)
}
