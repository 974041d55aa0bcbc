package signin

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Examine asks the provider of the settings what it is, whether it has keys, and whether it knows the
// program. It returns what the provider may lack, and what is wrong as an error; nobody signs in.
func Examine(ctx context.Context, o OIDC) (lacks []string, err error) {
	p := &provider{OIDC: o}
	known, err := oidc.NewProvider(p.client(ctx), o.Issuer)
	if err != nil {
		return nil, fmt.Errorf("the provider does not tell of itself: %w", err)
	}
	var told struct {
		Keys      string   `json:"jwks_uri"`
		Claims    []string `json:"claims_supported"`
		Scopes    []string `json:"scopes_supported"`
		Responses []string `json:"response_types_supported"`
	}
	if err := known.Claims(&told); err != nil {
		return nil, fmt.Errorf("what the provider tells of itself cannot be read: %w", err)
	}
	if err := p.keysAt(ctx, told.Keys); err != nil {
		return nil, err
	}
	lack := func(has []string, want, what string) {
		if len(has) > 0 && !slices.Contains(has, want) {
			lacks = append(lacks, what+" "+want)
		}
	}
	lack(told.Responses, "code", "the response type")
	lack(told.Claims, o.GroupsClaim, "the claim")
	for _, scope := range p.config(known).Scopes {
		lack(told.Scopes, scope, "the scope")
	}
	return lacks, p.isKnown(ctx, known)
}

// keysAt reports whether there are keys, by which the provider's tokens are checked.
func (p *provider) keysAt(ctx context.Context, address string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return errors.New("the provider tells no address of its keys")
	}
	answer, err := (&http.Client{Timeout: providerTimeout}).Do(request)
	if err != nil {
		return fmt.Errorf("the keys of the provider: %w", err)
	}
	if err := answer.Body.Close(); err != nil {
		return fmt.Errorf("the keys of the provider: %w", err)
	}
	if answer.StatusCode != http.StatusOK {
		return errors.New("the keys of the provider are not there: " + answer.Status)
	}
	return nil
}

// isKnown lets the provider refuse a code that it never gave, which tells a wrong id or secret of the
// program from a right one.
func (p *provider) isKnown(ctx context.Context, known *oidc.Provider) error {
	_, err := p.config(known).Exchange(p.client(ctx), "none", oauth2.VerifierOption(oauth2.GenerateVerifier()))
	refused, ok := errors.AsType[*oauth2.RetrieveError](err)
	if !ok {
		return nil // the provider says nothing of it
	}
	switch refused.ErrorCode {
	case "invalid_client", "unauthorized_client":
		return fmt.Errorf("the provider refuses OIDC_CLIENT_ID or OIDC_CLIENT_SECRET (%s): copy both from its page of the application", refused.ErrorCode)
	default:
		return nil
	}
}
