// Package engine joins the core to a store and to adapters. [Engine.Handle] takes an event
// in (handle): it masks secrets, finds the conversation of an agent's event (route), reads what
// the turn has to know (beforeturn), understands its text (understand), makes one turn (turn),
// fits the replies to the platform (fit), and tells an [Observer] of the decision when it is
// saved (observe). That somebody is typing is shown at once, without a turn (typing).
// [Engine.Act] does the same with what an agent does with a case that they name by its number
// (act). [Engine.Perform] carries out one effect (perform) and tries again what failed (retry): a
// reply (sendreply), with copies of pictures (files, pictures), the desk's card and transcript
// (desk), changes of relayed messages (edit), the places in the queue (queue), a webhook (notify),
// a marked thread (resolve), a block (block). [Engine.TellDesks] shows the desks what concerns no
// conversation, and [Engine.Use] lets other knowledge decide from then on.
//
// What belongs here: the order of these steps, and calls of the ports of bot/port. What
// is said, and to whom, is decided in bot/desk and bot/dialogue.
package engine
