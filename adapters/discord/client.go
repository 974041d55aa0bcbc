package discord

import (
	"github.com/rs/zerolog"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/discord/rest"
)

// client calls Discord's methods, and takes note of what only an administrator can do
// something about.
type client struct {
	*rest.Client
	health *adapterkit.Health
	log    zerolog.Logger
}
