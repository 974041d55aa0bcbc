package web

import "context"

// CookieOf returns the name and the value of a visitor's cookie.
func (a *Adapter) CookieOf(ctx context.Context, visitor string) (name, value string, err error) {
	s, err := a.sign(ctx)
	if err != nil {
		return "", "", err
	}
	return surfaces()[0].cookie, s.sign(forCookie, visitor, a.options.Now().Add(cookieAge)), nil
}
