// Package engine joins the core to a store and to adapters. [Engine.Handle] takes an event
// in: it masks secrets, finds the conversation of an agent's event (route), understands its
// text (understand), makes one turn and fits the replies to the platform. [Engine.Perform]
// carries out one effect: a reply (perform), pictures (files), the desk's card, transcript and
// queue (desk), a webhook (notify), a marked thread (resolve), a typing indicator (typing).
//
// What belongs here: the order of these steps, and calls of the ports of package bot. What
// is said, and to whom, is decided in bot/desk and bot/dialogue.
package engine
