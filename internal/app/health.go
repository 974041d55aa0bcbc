package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"time"

	"aktivering/adapters/adapterkit"
	"aktivering/internal/settings"
)

// HealthOptions tell where the bot is that is asked for its health.
type HealthOptions struct {
	HTTPAddr settings.ListenAddr `help:"Where the bot listens. The default is ${default}."`
}

// Faults returns what is wrong with the settings, as a *settings.Error.
func (o HealthOptions) Faults() error { return o.HTTPAddr.Faults() }

// healthTimeout is how long a bot that is well may take to say so.
const healthTimeout = 2 * time.Second

// Health asks the bot that listens at an address of this machine whether it is
// alive, and fails if it does not say so.
func (a *App) Health(ctx context.Context, o HealthOptions) (err error) {
	if err := o.Faults(); err != nil {
		return err
	}
	host, port, err := net.SplitHostPort(string(o.HTTPAddr))
	if err != nil {
		return err
	}
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = "localhost" // it listens everywhere, so also here
	}
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/healthz", nil)
	if err != nil {
		return fmt.Errorf("health: %w", err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("health: no answer from %s; start the bot with aktivering serve, or set HTTP_ADDR to where it listens: %w", o.HTTPAddr, adapterkit.WithoutURL(err))
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	body, err := io.ReadAll(io.LimitReader(response.Body, 100))
	if err != nil {
		return fmt.Errorf("health: %w", err)
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("health: %s", response.Status)
	}
	_, err = a.Out.Write(body)
	return err
}
