package app

import (
	"strings"

	"aktivering/adapters/web"
	"aktivering/bot/port"
	"aktivering/internal/seal"
	"aktivering/internal/settings"
	"aktivering/internal/store"
	"aktivering/internal/webpage"
)

// web makes the adapter of the chat on the web.
func (a *App) web(o settings.Serve, manager *current, s store.Store, keys *seal.Keys) (port.Adapter, error) {
	zone, err := o.Desk.Zone()
	if err != nil && o.Desk.Timezone != "" {
		return nil, err
	}
	var frames []string
	for _, frame := range o.Web.Frames {
		origin, err := webpage.ParseOrigin(frame)
		if err != nil {
			return nil, settings.Errorf("WEB_FRAMES: %v", err)
		}
		frames = append(frames, origin)
	}
	options := web.Options{
		Manager: manager, Feed: seal.Feed{Store: s, Keys: keys}, Conversation: s.Conversation, PublicURL: strings.TrimSuffix(o.Web.PublicURL, "/"), Frames: frames,
		Keep: o.Web.Keep, Zone: zone, Now: a.Now, Log: a.Log,
	}
	if err := reach(o, &options); err != nil {
		return nil, err
	}
	return web.New(options)
}
