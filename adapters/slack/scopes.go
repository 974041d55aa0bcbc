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

// scopesHeader is where Slack tells what a token may do.
const scopesHeader = "X-Oauth-Scopes"

// convenient are the scopes without which people are still answered.
func convenient(scope string) bool {
	return scope == "users:read" || scope == "files:read" || scope == "files:write"
}

// groupsScope is what the user group of the agents needs.
const groupsScope = "usergroups:read"

// scopes are those that the manifest asks for.
func scopes() ([]string, error) {
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

// checkScopes compares what the token may do with the manifest, and names what is
// missing.
func (a *Adapter) checkScopes(granted http.Header) error {
	given := granted.Values(scopesHeader)
	if len(given) == 0 {
		return nil // Slack did not say
	}
	want, err := scopes()
	if err != nil {
		return err
	}
	var missing []string
	has := strings.FieldsFunc(strings.Join(given, ","), func(r rune) bool { return r == ',' || r == ' ' })
	for _, scope := range want {
		if scope == groupsScope && a.options.AgentGroup == "" {
			continue // nothing needs it
		}
		if !slices.Contains(has, scope) {
			missing = append(missing, scope)
		}
	}
	a.lacking.Store(nil)
	if len(missing) == 0 {
		return nil
	}
	lacking := errors.New("the app lacks " + strings.Join(missing, ", ") + ": add what is missing under OAuth & Permissions, or paste the manifest anew, and install the app again")
	a.options.Log.Error().Err(lacking).Msg("slack: scopes")
	if slices.ContainsFunc(missing, func(scope string) bool { return !convenient(scope) }) {
		a.lacking.Store(&lacking)
	}
	return nil
}
