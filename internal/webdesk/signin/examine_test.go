package signin_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"aktivering/internal/webdesk/signin"
)

// Each thing that can be wrong with a provider, or with what it knows the program by, is told.
func TestExamine(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		// told changes what the provider tells of itself, and token is its answer to a code.
		told  map[string]any
		keys  int
		token string
		lacks string
		fault string
	}{
		"well":         {token: "invalid_grant"},
		"wrong secret": {token: "invalid_client", fault: "refuses OIDC_CLIENT_ID or OIDC_CLIENT_SECRET (invalid_client)"},
		"wrong client": {token: "unauthorized_client", fault: "refuses OIDC_CLIENT_ID"},
		"issuer":       {told: map[string]any{"issuer": "https://other.example.no"}, fault: "does not tell of itself"},
		"keys":         {keys: http.StatusNotFound, token: "invalid_grant", fault: "keys of the provider are not there: 404"},
		"claim":        {told: map[string]any{"claims_supported": []string{"sub"}}, token: "invalid_grant", lacks: "the claim groups"},
		"scope":        {told: map[string]any{"scopes_supported": []string{"openid", "profile"}}, token: "invalid_grant", lacks: "the scope email"},
		"code":         {told: map[string]any{"response_types_supported": []string{"id_token"}}, token: "invalid_grant", lacks: "the response type code"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var site *httptest.Server
			site = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				switch r.URL.Path {
				case "/.well-known/openid-configuration":
					tells := map[string]any{"issuer": site.URL, "authorization_endpoint": site.URL + "/go", "token_endpoint": site.URL + "/token", "jwks_uri": site.URL + "/keys"}
					maps.Copy(tells, c.told)
					_ = json.NewEncoder(w).Encode(tells)
				case "/keys":
					w.WriteHeader(max(c.keys, http.StatusOK))
				default:
					w.Header().Set("Content-Type", "application/json")
					w.WriteHeader(http.StatusBadRequest)
					_ = json.NewEncoder(w).Encode(map[string]string{"error": c.token})
				}
			}))
			defer site.Close()
			lacks, err := signin.Examine(t.Context(), signin.OIDC{Issuer: site.URL, ClientID: "bot", ClientSecret: "hemmelig", GroupsClaim: "groups"})
			if got := strings.Join(lacks, ", "); got != c.lacks {
				t.Errorf("lacks %q, want %q", got, c.lacks)
			}
			if (err == nil) != (c.fault == "") || err != nil && (!strings.Contains(err.Error(), c.fault) || strings.Contains(err.Error(), "hemmelig")) {
				t.Errorf("fault %v, want %q", err, c.fault)
			}
		})
	}
}
