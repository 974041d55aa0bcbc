package slack

import (
	_ "embed"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

//go:embed manifest.yaml
var manifest []byte

// scopesHeader is the header in which Slack names the scopes of a token.
const scopesHeader = "X-Oauth-Scopes"

// isOptional reports a scope without which people are still answered.
func isOptional(scope string) bool {
	switch scope {
	case "users:read", filesScope, "files:write", "channels:read", "groups:read", "reactions:write":
		return true
	}
	return false
}

// filesScope is the scope that forms need to take files.
const filesScope = "files:read"

// groupsScope is the scope that the user group of the agents needs.
const groupsScope = "usergroups:read"

// manifestScopes returns the scopes that the manifest asks for.
func manifestScopes() ([]string, error) {
	var m struct {
		OAuth struct {
			Scopes struct {
				Bot []string `yaml:"bot"`
			} `yaml:"scopes"`
		} `yaml:"oauth_config"`
	}
	if err := yaml.Unmarshal(manifest, &m); err != nil {
		return nil, fmt.Errorf("slack: the manifest: %w", err)
	}
	return m.OAuth.Scopes.Bot, nil
}

// checkScopes compares the scopes of the token with those of the manifest, and reports
// what is missing. withGroup tells that the agents are a user group.
func (c *client) checkScopes(granted http.Header, withGroup bool) error {
	missing, told, err := missingScopes(granted, withGroup)
	if err != nil || !told {
		return err
	}
	c.health.Set(aboutScopes, nil)
	c.withoutFiles.Store(slices.Contains(missing, filesScope))
	if len(missing) == 0 {
		return nil
	}
	lacking := lackingScopes(missing)
	c.log.Error().Err(lacking).Msg("slack: scopes are missing")
	if slices.ContainsFunc(missing, func(scope string) bool { return !isOptional(scope) }) {
		c.health.Set(aboutScopes, lacking)
	}
	return nil
}

// lackingScopes says what to do about scopes that are missing.
func lackingScopes(missing []string) error {
	return errors.New("the app lacks " + strings.Join(missing, ", ") + ": add what is missing under OAuth & Permissions, or paste the manifest anew, and install the app again")
}

// missingScopes returns the scopes of the manifest that a token lacks; told is false where Slack does
// not say which it has.
func missingScopes(granted http.Header, withGroup bool) (missing []string, told bool, err error) {
	given := granted.Values(scopesHeader)
	if len(given) == 0 {
		return nil, false, nil
	}
	want, err := manifestScopes()
	if err != nil {
		return nil, false, err
	}
	has := strings.FieldsFunc(strings.Join(given, ","), func(r rune) bool { return r == ',' || r == ' ' })
	for _, scope := range want {
		if scope == groupsScope && !withGroup {
			continue // nothing needs it
		}
		if !slices.Contains(has, scope) {
			missing = append(missing, scope)
		}
	}
	return missing, true, nil
}
