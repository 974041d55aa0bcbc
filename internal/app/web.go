package app

import (
	"errors"
	"net/url"
	"strings"
	"time"

	"aktivering/adapters/web"
	"aktivering/bot/port"
	"aktivering/internal/seal"
	"aktivering/internal/store"
	"aktivering/internal/webpage"
)

// on is what turns a part of the program on.
const on = "on"

// faults returns all that is wrong with the settings of the web.
func (w Web) faults() error {
	var faults []error
	if u, err := url.Parse(w.PublicURL); w.PublicURL != "" && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.User != nil) {
		faults = append(faults, fault("PUBLIC_URL: %s is not the address of a site; write one such as https://hjelp.example.no, without a path", shown(w.PublicURL)))
	}
	for _, frame := range w.Frames {
		if _, err := webpage.ParseOrigin(frame); err != nil {
			faults = append(faults, fault("WEB_FRAMES: %v", err))
		}
	}
	if _, err := webpage.ParseProxies(w.TrustedProxies); err != nil {
		faults = append(faults, fault("TRUSTED_PROXIES: %v", err))
	}
	return errors.Join(append(faults,
		unless(w.Keep == 0 || w.Keep >= time.Hour, "WEB_KEEP must be an hour at least (%s)", w.Keep),
		unless(len(w.Frames) == 0 || w.On == on, "WEB_FRAMES is set, but WEB is off; without the chat there is nothing to show in a frame"),
	)...)
}

// web makes the adapter of the chat on the web.
func (a *App) web(o ServeOptions, manager *current, s store.Store, keys *seal.Keys) (port.Adapter, error) {
	zone, err := o.Desk.zone()
	if err != nil && o.Desk.Timezone != "" {
		return nil, err
	}
	var frames []string
	for _, frame := range o.Web.Frames {
		origin, err := webpage.ParseOrigin(frame)
		if err != nil {
			return nil, fault("WEB_FRAMES: %v", err)
		}
		frames = append(frames, origin)
	}
	options := web.Options{
		Manager: manager, Feed: seal.Feed{Store: s, Keys: keys}, Conversation: s.Conversation, PublicURL: strings.TrimSuffix(o.Web.PublicURL, "/"), Frames: frames,
		Keep: o.Web.Keep, Zone: zone, Now: a.Now, Log: a.Log,
	}
	if err := o.reach(&options); err != nil {
		return nil, err
	}
	return web.New(options)
}
