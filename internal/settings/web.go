package settings

import (
	"errors"
	"net/url"
	"strings"
	"time"

	"aktivering/internal/webpage"
)

// Web are the settings of the chat in the browser, which needs none.
type Web struct {
	On        string        `name:"web" env:"WEB" enum:"on,off" default:"on" placeholder:"on|off" help:"Whether the chat page is served where the program listens: on or off. The default is ${default}."`
	PublicURL string        `name:"public-url" env:"PUBLIC_URL" placeholder:"URL" help:"Where people reach the pages, such as https://hjelp.example.no; for the links that are shown and for secure cookies."`
	Frames    []string      `name:"web-frames" env:"WEB_FRAMES" placeholder:"ORIGIN" help:"Origins of pages that may show the chat by the script /widget.js, such as https://intranet.example.no. Without it, none may."`
	Keep      time.Duration `name:"web-keep" env:"WEB_KEEP" default:"2160h" help:"For how long a conversation stays on the chat page after its last message. The default is ${default}."`
	// TrustedProxies are named by address or by network.
	TrustedProxies []string `name:"trusted-proxies" env:"TRUSTED_PROXIES" placeholder:"NETWORK" help:"Addresses or networks of proxies in front, such as 10.0.0.0/8, whose X-Forwarded-For tells where a sign-in at /desk comes from. Without it, all who come by one proxy share one limit of attempts."`
}

// on is what turns a part of the program on.
const on = "on"

// Served reports that the chat is served.
func (w Web) Served() bool { return w.On == on }

// Faults returns all that is wrong with the settings of the web.
func (w Web) Faults() error {
	var faults []error
	if u, err := url.Parse(w.PublicURL); w.PublicURL != "" && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.User != nil) {
		faults = append(faults, Errorf("PUBLIC_URL: %s is not the address of a site; write one such as https://hjelp.example.no, without a path", shown(w.PublicURL)))
	}
	for _, frame := range w.Frames {
		if _, err := webpage.ParseOrigin(frame); err != nil {
			faults = append(faults, Errorf("WEB_FRAMES: %v", err))
		}
	}
	if _, err := webpage.ParseProxies(w.TrustedProxies); err != nil {
		faults = append(faults, Errorf("TRUSTED_PROXIES: %v", err))
	}
	return errors.Join(append(faults,
		unless(w.Keep == 0 || w.Keep >= time.Hour, "WEB_KEEP must be an hour at least (%s)", w.Keep),
		unless(len(w.Frames) == 0 || w.Served(), "WEB_FRAMES is set, but WEB is off; without the chat there is nothing to show in a frame"),
	)...)
}
