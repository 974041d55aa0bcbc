// Package gateway receives a bot's events over Discord's gateway, on one connection for
// each shard, until it is asked to stop.
//
// [Run] connects the shards and keeps them connected: hello, heartbeat, identify, and
// resume where the session can go on. A [Handler] is told of each event in the order in
// which Discord sent it, of each new session, before which events may have been missed,
// and of the state of each shard. Close codes that no other try changes end Run with a
// [FatalError]. Identifications are paced as Discord asks. With leases, each shard is
// served by one of several processes, and taken over when that process ends.
//
// The package exists because the gateway of discordgo does not fit: it starts a goroutine
// for each event, so that their order is lost; it connects again for ever, also after close
// codes that only an administrator can do something about, such as a revoked token; and it
// leaves shards and the pace of identifications to the caller. discordgo supplies the
// constants. docs/adr/0005-discord-gateway.md has the whole reasoning.
//
// What belongs here is the protocol. What an event means is decided in package discord.
package gateway
