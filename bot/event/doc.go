// Package event holds what can happen, as the core takes it in: an [Inbound] is one [Event] of a
// platform, with who did it, where and when. Adapters make them, the effects of earlier turns
// bring about some, and Engine.Handle of bot/engine takes them all.
//
// What belongs here: the types of events and of what comes with them, what of an event can be told
// without a conversation's rules (its message, its line of the transcript), and the mask. Every
// event says itself which of its fields hold text, so that [Inbound.Masked], and
// [Inbound.Continuing] for a key that comes in several messages, let no secret past. What an event
// means is for bot/dialogue and bot/desk.
//
// Nothing of an event is stored but its [Inbound.Entry] and what a turn makes of it, so that the
// types can change freely.
package event
