// Package bot holds the domain types of the helpdesk's core: what is shown ([Reply]) and to be done
// ([Effect]), and what is remembered ([Conversation], [Case], [Entry]). What happened stands in
// bot/event. It decides nothing. The core knows no platform, clock, network or database.
//
// What belongs here: types that more than one package of the core, an adapter or a store
// uses, their encoding, and the bounds that every one of them relies on. A decision
// belongs to one of these packages, each of which imports only those after it:
//
//	bot/engine      joins the core to a store and to adapters
//	bot/desk        cases, agents, queue and deadlines; dispatches every event
//	bot/dialogue    the conversation with the person
//	bot/understand  what a text means at this point of the conversation
//	bot/i18n        texts of the knowledge in one language, dates, decoded codes
//	bot/reply       fits a reply to a platform; reads an answer as a choice
//	bot/port        what the core asks of adapters, stores and matchers: interfaces
//	bot/event       what happened, and the mask that it passes
//	bot             this package
//	bot/match       what a text means
//
// Some packages hold names and shapes alone: bot/content the blocks of a reply, bot/pick the ids
// of choices, bot/outcome what a turn can come to, bot/form what adapters show without a turn,
// bot/caselist how cases are listed and searched, and bot/notice what another system is told of
// a case. bot/redact finds secrets, bot/name cleans names, bot/search cuts texts into words, and
// bot/later reads when somebody wants to be reminded; bot/bottest is the harness of the core's
// tests.
//
// # Addresses
//
// What an [Address] means is for its adapter. The core compares addresses as a whole, by their
// platform, and by [Address.Contains]; a test holds that no other package of the core reads or
// sets the parts. Which of several [Desks] a conversation goes to follows from where the person
// is ([Desks.For]), and where a case is worked on is for the adapter to say (port.Threader): it may have
// a thread, or be known by its number alone (port.Cases, Engine.Act of bot/engine).
//
// # A message's journey
//
//  1. A port.Adapter turns what happened on its platform into an Inbound of bot/event.
//  2. Engine.Handle of bot/engine masks product keys and passwords (Inbound.Masked, with
//     bot/redact), finds the conversation that an agent's event belongs to, and lets the
//     port.Matcher (bot/match) tell what the words mean.
//  3. The port.Store opens one turn: it drops what was seen before and loads the
//     [Conversation].
//  4. Manager.Step of bot/desk makes a [Decision]. It dispatches the event to the case while
//     people have it, and to bot/dialogue otherwise. It is a pure function of the conversation
//     and the inbound event, of what the words mean and of what the knowledge documents.
//  5. What is said is put into words by bot/i18n; bot/engine cuts each reply with bot/reply
//     to what the platform can show.
//  6. The store saves the decision: the conversation, a line of its transcript ([Entry]) with
//     what was decided ([Outcome]), and the effects, all or nothing. Only then does the adapter
//     acknowledge the event.
//  7. The port.Outbox gives the effects to Engine.Perform of bot/engine, each at least once and
//     in order, and records how they ended; a reply is dropped where an agent has taken over
//     since.
//  8. What an effect brought about, a timer run out or a reply refused, comes back to
//     Engine.Handle as an event of its own.
//  9. What the person answers comes back the same way; bot/reply reads it against the choices
//     that were offered.
//
// The stages of a conversation are drawn in the documentation of bot/dialogue, the states of a
// case in that of bot/desk.
//
// # Changes and removals
//
// A message that was changed or removed is known by its id, and by the time of the change
// ([Change]): what comes later and is older means nothing any more. What the message said
// before is erased in the turn that takes the change in, from the conversation, its
// transcript and the saved effects (by the store), and the messages that relayed it are
// changed ([EditReply]). What a conversation keeps has bounds ([Conversation.Bound]).
package bot
