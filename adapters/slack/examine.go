package slack

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	slackapi "github.com/slack-go/slack"

	"aktivering/adapters/adapterkit"
)

// ExamineInstalled looks at the token, the scopes and the channels of a workspace that the app is installed in, and
// changes nothing.
func ExamineInstalled(ctx context.Context, team string, o Options, is Workspace) []adapterkit.Finding {
	const what = "token"
	o = is.of(team, o)
	o.installed = true
	a, err := New(o)
	if err != nil {
		return []adapterkit.Finding{adapterkit.Found(what, err, "")}
	}
	self, err := a.client.api().AuthTestContext(ctx)
	if err != nil {
		return []adapterkit.Finding{adapterkit.Found(what, a.refusal(err), "")}
	}
	found := []adapterkit.Finding{adapterkit.Found(what, nil, fmt.Sprintf("%s in %s", self.User, self.Team)), examineScopes(self, o.AgentGroup != "")}
	return append(found, a.examineChannels(ctx)...)
}

// examineChannels looks at the channels of the settings.
func (a *Adapter) examineChannels(ctx context.Context) (found []adapterkit.Finding) {
	for _, channel := range slices.Sorted(maps.Keys(a.client.configured)) {
		err := a.client.stateOf(ctx, channel)
		says, fault := channelFault(channel, err)
		if !says {
			fault = scopeFault(adapterkit.WithoutURL(err))
		}
		found = append(found, adapterkit.Found(a.client.configured[channel]+" "+channel, fault, "the app is in the channel"))
	}
	return found
}

// refusal says of a token that Slack does not take what to do about it.
func (a *Adapter) refusal(err error) error {
	err = adapterkit.WithoutURL(err)
	if e, ok := errors.AsType[slackapi.SlackErrorResponse](err); ok && isTokenError(e.Err) {
		return fmt.Errorf("%w: %s", err, a.options.tokenRemedy())
	}
	return err
}

// Examine looks at the tokens, the scopes and the channels of the settings, and changes nothing.
func Examine(ctx context.Context, o Options) []adapterkit.Finding {
	a, err := New(o)
	if err != nil {
		return []adapterkit.Finding{adapterkit.Found("Slack", err, "")}
	}
	self, err := a.client.api().AuthTestContext(ctx)
	if err != nil {
		return []adapterkit.Finding{adapterkit.Found("SLACK_BOT_TOKEN", a.refusal(err), "")}
	}
	found := []adapterkit.Finding{
		adapterkit.Found("SLACK_BOT_TOKEN", nil, fmt.Sprintf("%s in %s", self.User, self.Team)),
		examineScopes(self, o.AgentGroup != ""),
		a.examineEvents(ctx),
	}
	found = append(found, a.examineChannels(ctx)...)
	for _, channel := range o.AdministratorChannels {
		found = append(found, a.examineAdministrators(ctx, channel))
	}
	return found
}

// examineAdministrators looks whether a channel of administrators is there. People can give commands
// in channels that the app is not in, and those that it cannot see may be private.
func (a *Adapter) examineAdministrators(ctx context.Context, channel string) adapterkit.Finding {
	what := "SLACK_ADMINISTRATOR_CHANNELS " + channel
	err := a.client.stateOf(ctx, channel)
	if says, fault := channelFault(channel, err); says && fault != nil {
		return adapterkit.Finding{What: what, State: adapterkit.StateWarning, Detail: fault.Error() + "; commands are answered there all the same, mentions are not"}
	}
	return adapterkit.Found(what, scopeFault(adapterkit.WithoutURL(err)), "the app is in the channel")
}

// scopeFault says which scope Slack asked for and which the token has, where that is the error.
func scopeFault(err error) error {
	e, ok := errors.AsType[slackapi.SlackErrorResponse](err)
	if !ok || e.Err != "missing_scope" {
		return err
	}
	has := ""
	if e.Provided != "" {
		has = ", and has " + e.Provided
	}
	return fmt.Errorf("the app lacks the scope %s%s: add it under OAuth & Permissions and install the app again", e.Needed, has)
}

// examineScopes compares the scopes of the token with those of the manifest.
func examineScopes(self *slackapi.AuthTestResponse, withGroup bool) adapterkit.Finding {
	const what = "Slack scopes"
	missing, told, err := missingScopes(self.Header, withGroup)
	switch {
	case err != nil:
		return adapterkit.Found(what, err, "")
	case !told:
		return adapterkit.Finding{What: what, State: adapterkit.StateWarning, Detail: "Slack does not say which the token has"}
	case len(missing) == 0:
		return adapterkit.Found(what, nil, "all of the manifest")
	case slices.ContainsFunc(missing, func(scope string) bool { return !isOptional(scope) }):
		return adapterkit.Found(what, lackingScopes(missing), "")
	default:
		return adapterkit.Finding{What: what, State: adapterkit.StateWarning, Detail: lackingScopes(missing).Error()}
	}
}

// examineEvents looks at how events come: over Socket Mode, or signed over HTTP.
func (a *Adapter) examineEvents(ctx context.Context) adapterkit.Finding {
	if a.options.AppToken == "" {
		return adapterkit.Finding{What: "SLACK_SIGNING_SECRET", State: adapterkit.StateOK, Detail: "it is set; that it is the right one shows with the first request, in the log and in /readyz"}
	}
	_, _, err := a.client.api().StartSocketModeContext(ctx)
	if err != nil {
		err = fmt.Errorf("%w: turn Socket Mode on, and set SLACK_APP_TOKEN to an app-level token with connections:write", adapterkit.WithoutURL(err))
	}
	return adapterkit.Found("SLACK_APP_TOKEN", err, "Socket Mode is on")
}
