package discord

import "errors"

// What a fault can be about besides single channels, which go by their id. Those that
// begin with a space sort before the ids.
const (
	aboutToken    = " token"
	aboutGateway  = " gateway"
	aboutStart    = " start"
	aboutContent  = "content"
	aboutCommands = "commands"
	aboutThreads  = "/threads" // behind the channel's id
)

// Faults that several places report.
var (
	errToken   = errors.New("Discord does not take the token: set DISCORD_TOKEN to the one under Bot on the application's page")       //nolint:staticcheck // a name
	errContent = errors.New("Discord withholds what people write: turn on Message Content Intent under Bot on the application's page") //nolint:staticcheck // a name
)

// blame takes note of what an administrator must do something about, and logs it when it
// is news.
func (c *client) blame(about string, fault error) {
	if c.health.Set(about, fault) {
		c.log.Error().Err(fault).Msg("discord: needs an administrator")
	}
}
