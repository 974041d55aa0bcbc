package signin

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// OIDC is an OpenID provider, and how its groups become roles.
type OIDC struct {
	// Issuer is the provider's address, and ClientID and ClientSecret what it knows the program
	// by; the secret is empty of a public client.
	Issuer, ClientID, ClientSecret string
	// RedirectURL is where the provider leads back to.
	RedirectURL string
	// GroupsClaim is where the provider names the groups of a person, and Scopes what is asked
	// for beside openid, profile and email.
	GroupsClaim string
	Scopes      []string
	// Groups are the groups whose members have a role.
	Groups map[Role][]string
}

// role returns the highest role that groups give; empty where they give none.
func (o OIDC) role(groups []string) Role {
	for _, role := range slices.Backward(Roles()) {
		if slices.ContainsFunc(o.Groups[role], func(g string) bool { return slices.Contains(groups, g) }) {
			return role
		}
	}
	return ""
}

// provider is an OpenID provider, which is asked about itself when somebody first signs in: it
// may start later than this program.
type provider struct {
	OIDC

	mu    sync.Mutex
	known *oidc.Provider
}

// providerTimeout is how long one request to the provider may take.
const providerTimeout = 8 * time.Second

// client is what asks the provider.
func (p *provider) client(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, &http.Client{Timeout: providerTimeout})
}

func (p *provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known != nil {
		return p.known, nil
	}
	// The keys are fetched with it again, after this request.
	known, err := oidc.NewProvider(p.client(context.WithoutCancel(ctx)), p.Issuer)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrProvider, err)
	}
	p.known = known
	return known, nil
}

func (p *provider) config(known *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.ClientID, ClientSecret: p.ClientSecret, RedirectURL: p.RedirectURL, Endpoint: known.Endpoint(),
		Scopes: append([]string{oidc.ScopeOpenID, "profile", "email"}, p.Scopes...),
	}
}

// Begin returns where the provider signs in, and remembers in the session what its answer must
// have, and where to go on after it.
func (g *Gate) Begin(ctx context.Context, next string) (string, error) {
	known, err := g.provider.discover(ctx)
	if err != nil {
		return "", err
	}
	state, nonce, verifier := rand.Text(), rand.Text(), oauth2.GenerateVerifier()
	for name, value := range map[string]string{keyState: state, keyNonce: nonce, keyVerifier: verifier, keyNext: next} {
		g.sessions.Put(ctx, name, value)
	}
	if _, in := g.User(ctx); !in {
		g.sessions.SetDeadline(ctx, time.Now().Add(signingInFor).UTC())
	}
	return g.provider.config(known).AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)), nil
}

// Finish signs in whom the provider names in its answer, and returns where to go on.
func (g *Gate) Finish(r *http.Request) (u User, next string, err error) {
	ctx, s := r.Context(), g.sessions
	state, nonce, verifier, next := s.PopString(ctx, keyState), s.PopString(ctx, keyNonce), s.PopString(ctx, keyVerifier), s.PopString(ctx, keyNext)
	answer := r.URL.Query()
	if state == "" || subtle.ConstantTimeCompare([]byte(state), []byte(answer.Get("state"))) != 1 {
		return User{}, "", ErrState
	}
	if fault := answer.Get("error"); fault != "" {
		return User{}, "", fmt.Errorf("%w: %.100q", ErrProvider, fault)
	}
	known, err := g.provider.discover(ctx)
	if err != nil {
		return User{}, "", err
	}
	token, err := g.provider.config(known).Exchange(g.provider.client(ctx), answer.Get("code"), oauth2.VerifierOption(verifier))
	if err != nil {
		return User{}, "", fmt.Errorf("%w: %w", ErrProvider, withoutBody(err))
	}
	u, err = g.provider.identify(ctx, known, token, nonce)
	if err != nil {
		return User{}, "", err
	}
	return u, next, g.signIn(ctx, u)
}

// withoutBody is an error without the provider's answer, which may hold secrets.
func withoutBody(err error) error {
	if answer, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
		return fmt.Errorf("the code was not exchanged: %d %.100q", answer.Response.StatusCode, answer.ErrorCode)
	}
	return err
}

// identify returns whom the provider's token names.
func (p *provider) identify(ctx context.Context, known *oidc.Provider, token *oauth2.Token, nonce string) (User, error) {
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return User{}, fmt.Errorf("%w: there is no ID token", ErrProvider)
	}
	id, err := known.VerifierContext(p.client(ctx), &oidc.Config{ClientID: p.ClientID}).Verify(p.client(ctx), raw)
	if err != nil {
		return User{}, fmt.Errorf("%w: %w", ErrProvider, err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(nonce)) != 1 {
		return User{}, fmt.Errorf("%w: the ID token is of another sign-in", ErrProvider)
	}
	claims := make(map[string]any)
	if err := id.Claims(&claims); err != nil {
		return User{}, fmt.Errorf("%w: %w", ErrProvider, err)
	}
	if _, told := claims[p.GroupsClaim]; !told && known.UserInfoEndpoint() != "" {
		info, err := known.UserInfo(p.client(ctx), oauth2.StaticTokenSource(token))
		if err != nil {
			return User{}, fmt.Errorf("%w: %w", ErrProvider, err)
		}
		if info.Subject != id.Subject {
			return User{}, fmt.Errorf("%w: its answers name two people", ErrProvider)
		}
		if err := info.Claims(&claims); err != nil {
			return User{}, fmt.Errorf("%w: %w", ErrProvider, err)
		}
	}
	u := User{ID: "oidc:" + id.Subject, Role: p.role(groupsOf(claims[p.GroupsClaim]))}
	for _, name := range []string{"name", "preferred_username", "email"} {
		if text, ok := claims[name].(string); ok && u.Name == "" {
			u.Name = cleanName(text)
		}
	}
	if u.Role == "" {
		return u, ErrNoRole
	}
	if u.Name == "" {
		return u, fmt.Errorf("%w: it tells no name", ErrProvider)
	}
	return u, nil
}

// groupsOf reads a claim that names groups: a list, or one name.
func groupsOf(claim any) (groups []string) {
	switch claim := claim.(type) {
	case string:
		return []string{claim}
	case []any:
		for _, one := range claim {
			if group, ok := one.(string); ok {
				groups = append(groups, group)
			}
		}
	}
	return groups
}
