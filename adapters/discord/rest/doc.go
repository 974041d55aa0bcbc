// Package rest makes requests of Discord's HTTP API and keeps to its rate limits.
//
// [Client.Call] makes one request and reads the answer. It fails with an [*Error] where
// Discord refuses the request, a [Limited] where Discord asks to wait for longer than a
// second, an [Unavailable] where Discord cannot answer, and else with the error of the
// transport. None of them holds the address that was asked, which can hold a token.
//
// The package exists because the limiter of discordgo does not fit: it sleeps inside a
// request for as long as Discord asks, which can be minutes, repeats the request by
// itself, and keeps a bucket for every address for ever. Here a wait is returned to the
// outbox, which frees the worker, keeps the order of the conversation and survives a
// restart. discordgo builds the requests and supplies the error codes.
//
// What belongs here is how requests are made. What an error means for the bot is decided
// in package discord.
package rest
