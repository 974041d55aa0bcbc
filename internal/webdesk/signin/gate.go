package signin

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/hashicorp/golang-lru/v2/expirable"
	"golang.org/x/time/rate"
)

// Sessions is where sessions and links are kept, by the hash of a secret (store.Sessions).
type Sessions interface {
	Session(ctx context.Context, key string) (data []byte, found bool, err error)
	SaveSession(ctx context.Context, key string, data []byte, expires time.Time) error
	TakeSession(ctx context.Context, key string) (data []byte, found bool, err error)
}

// How long things last.
const (
	// signedInFor is how long somebody stays signed in: a day of work.
	signedInFor = 12 * time.Hour
	// signingInFor is how long a sign-in elsewhere may take.
	signingInFor = 10 * time.Minute
	// LinkLasts is how long a link can be used.
	LinkLasts = 24 * time.Hour
)

// Attempts to sign in from one address: so many at once, and then one each attemptEvery.
const (
	attempts     = 30
	attemptEvery = 2 * time.Second
	maxAddresses = 4096
)

// The errors of signing in.
var (
	// ErrLink means that a link is used up, too old, or none.
	ErrLink = errors.New("the link cannot be used")
	// ErrName means that no name was given.
	ErrName = errors.New("there is no name")
	// ErrNoRole means that somebody is known, and may not do anything at the desk.
	ErrNoRole = errors.New("the person has no role at the desk")
	// ErrProvider means that the provider did not sign anybody in.
	ErrProvider = errors.New("the provider did not sign in")
	// ErrState means that a sign-in was not begun in this browser, or took too long.
	ErrState = errors.New("the sign-in was not begun here")
)

// Gate lets people in. It is safe for concurrent use.
type Gate struct {
	sessions *scs.SessionManager
	store    Sessions
	now      func() time.Time
	provider *provider // nil: links alone
	client   func(*http.Request) string
	limits   *expirable.LRU[string, *rate.Limiter]
}

// Options are what a Gate needs.
type Options struct {
	Store Sessions
	// Path is the part of the site that the session is for.
	Path string
	// Secure tells that people reach the pages by HTTPS alone.
	Secure bool
	Now    func() time.Time
	// Client tells where a request comes from, as what attempts are counted by; nil is the address of
	// the connection.
	Client func(*http.Request) string
	// OIDC is who knows the agents; the zero value is nobody, so that links let them in.
	OIDC OIDC
}

// New returns a gate.
func New(o Options) *Gate {
	g := &Gate{
		sessions: scs.New(), store: o.Store, now: o.Now, client: o.Client,
		limits: expirable.NewLRU[string, *rate.Limiter](maxAddresses, nil, attempts*attemptEvery),
	}
	if g.client == nil {
		g.client = connected
	}
	s := g.sessions
	s.Store = sessionStore{o.Store}
	s.HashTokenInStore = true
	s.Lifetime = signedInFor
	s.Cookie.Name, s.Cookie.Path = "desk", o.Path
	s.Cookie.HttpOnly, s.Cookie.Secure, s.Cookie.Persist = true, o.Secure, true
	// Strict would hide the session when the provider leads back, or a link in a message.
	s.Cookie.SameSite = http.SameSiteLaxMode
	if o.Secure {
		s.Cookie.Name = "__Secure-desk"
	}
	if o.OIDC.Issuer != "" {
		g.provider = &provider{OIDC: o.OIDC}
	}
	return g
}

// ByProvider reports that an OpenID provider signs people in.
func (g *Gate) ByProvider() bool { return g.provider != nil }

// Load lets a handler know the session of a request. What cannot be read ends the request with
// fail.
func (g *Gate) Load(next http.Handler, fail func(http.ResponseWriter, *http.Request, error)) http.Handler {
	g.sessions.ErrorFunc = fail
	return g.sessions.LoadAndSave(next)
}

// The names of what a session holds.
const (
	keyID, keyName, keyRole                  = "id", "name", "role"
	keyState, keyNonce, keyVerifier, keyNext = "state", "nonce", "verifier", "next"
)

// User returns who is signed in.
func (g *Gate) User(ctx context.Context) (User, bool) {
	s := g.sessions
	u := User{s.GetString(ctx, keyID), s.GetString(ctx, keyName), Role(s.GetString(ctx, keyRole))}
	return u, u.ID != "" && u.Role.Known()
}

// signIn makes the session somebody's, under a new secret: one that another has put into the
// browser is worth nothing.
func (g *Gate) signIn(ctx context.Context, u User) error {
	if err := g.sessions.RenewToken(ctx); err != nil {
		return fmt.Errorf("renew the session: %w", err)
	}
	for _, name := range []string{keyState, keyNonce, keyVerifier, keyNext} {
		g.sessions.Remove(ctx, name)
	}
	g.sessions.Put(ctx, keyID, u.ID)
	g.sessions.Put(ctx, keyName, u.Name)
	g.sessions.Put(ctx, keyRole, string(u.Role))
	g.sessions.SetDeadline(ctx, time.Now().Add(signedInFor).UTC())
	return nil
}

// SignOut ends the session.
func (g *Gate) SignOut(ctx context.Context) error {
	if err := g.sessions.Destroy(ctx); err != nil {
		return fmt.Errorf("end the session: %w", err)
	}
	return nil
}

// Holds reports that the session of a request, which was loaded a while ago, has not ended since.
func (g *Gate) Holds(ctx context.Context) bool {
	_, found, err := sessionStore{g.store}.FindCtx(ctx, hash(g.sessions.Token(ctx)))
	return found || err != nil // a database that is away signs nobody out
}

// Allow reports that somebody at an address may try to sign in now.
func (g *Gate) Allow(r *http.Request) bool {
	from := g.client(r)
	limit, ok := g.limits.Get(from)
	if !ok {
		limit = rate.NewLimiter(rate.Every(attemptEvery), attempts)
		g.limits.Add(from, limit)
	}
	return limit.Allow()
}

// connected is the address of a request's connection.
func connected(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// link is what is kept of a link.
type link struct {
	Role Role   `json:"role"`
	Name string `json:"name,omitempty"`
}

// NewLink returns the secret of a link that lets one person in, once. The name is what they are
// called; empty lets them say it.
func (g *Gate) NewLink(ctx context.Context, role Role, name string) (secret string, err error) {
	return NewLink(ctx, g.store, g.now(), role, name)
}

// NewLink makes a link without a gate.
func NewLink(ctx context.Context, store Sessions, now time.Time, role Role, name string) (secret string, err error) {
	if !role.Known() {
		return "", fmt.Errorf("there is no role %q", role)
	}
	data, err := json.Marshal(link{role, cleanName(name)})
	if err != nil {
		return "", fmt.Errorf("make a link: %w", err)
	}
	secret = rand.Text() + rand.Text()
	if err := store.SaveSession(ctx, linkKey(secret), data, now.Add(LinkLasts)); err != nil {
		return "", fmt.Errorf("make a link: %w", err)
	}
	return secret, nil
}

// maxSecret is longer than any secret of a link.
const maxSecret = 100

// LinkName returns the name that a link was made for, and whether it can be used.
func (g *Gate) LinkName(ctx context.Context, secret string) (name string, ok bool, err error) {
	if secret == "" || len(secret) > maxSecret {
		return "", false, nil
	}
	data, found, err := g.store.Session(ctx, linkKey(secret))
	if err != nil || !found {
		return "", false, err
	}
	var l link
	if err := json.Unmarshal(data, &l); err != nil {
		return "", false, fmt.Errorf("read a link: %w", err)
	}
	return l.Name, true, nil
}

// ByLink signs somebody in by a link, which is used up by that. It fails with ErrName before
// that, and with ErrLink.
func (g *Gate) ByLink(ctx context.Context, secret, name string) (User, error) {
	name = cleanName(name)
	if made, ok, err := g.LinkName(ctx, secret); err != nil {
		return User{}, err
	} else if !ok {
		return User{}, ErrLink
	} else if made != "" {
		name = made
	}
	if name == "" {
		return User{}, ErrName
	}
	data, found, err := g.store.TakeSession(ctx, linkKey(secret))
	if err != nil {
		return User{}, fmt.Errorf("use a link: %w", err)
	}
	if !found {
		return User{}, ErrLink
	}
	var l link
	if err := json.Unmarshal(data, &l); err != nil {
		return User{}, fmt.Errorf("read a link: %w", err)
	}
	// Whoever comes again under the same name has the same cases.
	u := User{ID: "local:" + strings.ToLower(name), Name: name, Role: l.Role}
	return u, g.signIn(ctx, u)
}

func linkKey(secret string) string { return "link/" + hash(secret) }

// hash is what the store knows of a secret, as scs makes it.
func hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
