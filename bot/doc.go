// Package bot is the core of the helpdesk: it takes in what people say on any
// platform and decides what they are shown. It knows no platform, clock,
// network or database.
//
// # A message's journey
//
//  1. An [Adapter] turns what happened on its platform into an [Inbound].
//  2. [Engine.Handle] masks product keys and passwords with [Redact], and lets the
//     [Matcher] tell what the words mean.
//  3. The [Store] opens one turn: it drops what was seen before and loads the
//     [Conversation].
//  4. [Mind.Step] decides. It is a pure function of the conversation and the
//     inbound event, of what the words mean and of what the knowledge documents.
//  5. [Fit] cuts the reply to what the platform can show.
//  6. The store saves the conversation, a line of its transcript and the effects,
//     all or nothing. Only then does the adapter acknowledge the event.
//  7. The [Outbox] gives the effects to [Engine.Perform], each at least once and in
//     order, and records how they ended; a reply is dropped where an agent has
//     taken over since.
//  8. What an effect brought about, a timer run out or a reply refused, comes back
//     as an event of its own.
//  9. What the person answers comes back the same way; [Choose] reads it against
//     the choices that were offered.
//
// # Stages
//
// A conversation is always in one [Stage]. Any code or symptom leads to its
// article from everywhere, and a person, a language, "start again" and "back"
// can be asked for at any time.
//
//	              several articles fit        StageWhich ──picked──┐
//	            ┌────────────────────────────▶                     │
//	            │ a code nobody documents     StageNear ──picked───┤
//	            ├────────────────────────────▶     │ it really     │
//	            │ half a code, or nothing          │ says so       │
//	            ├────▶ StageCode ──a code──┐       ▼               │
//	StageNew ───┤                          │   andre-koder         │
//	            │ an activator, a crack    │       │               │
//	            ├────▶ StageRefused ───────┤       │               │
//	            │ two codes                ▼       ▼               ▼
//	            ├────▶ StageCodes ────▶ the article's first reply
//	            └──────────────────────────▶       │
//	                  ┌────────────────────────────┴──────────┐
//	                  ▼ a question would change it            ▼ nothing to ask
//	          StageAsking ──────answered──────────▶ StageChecking ──"Ny feilkode"──▶ StageCode
//	              ▲  │                                  │   │
//	              │  └─no remedy fits─┐   did not help  │   └──helped──▶ StageSolved
//	              └───another remedy──┼─────────────────┤
//	                                  ▼                 ▼ no remedy left
//	                               StageUsedUp ◀────────┘   a person is offered
//
// Somebody who says that they will try is asked a day later how it went, once, unless
// they have been back ([Wake], [Elapsed]).
//
// # Cases
//
// Where there is a [Desk], a conversation can become people's matter: a [Case], in one
// [CaseState]. It has one owner at a time: while an agent has it, the bot is silent,
// and a reply of the bot's that is still on its way is dropped ([Engine.Perform]). What
// an agent does comes as [Acted], wherever the agent works.
//
//	        the person asks, by word or button
//	no case ───────────────────────────────────▶ CaseQueued ──back to the bot, or closed──┐
//	                                ▲   │  ▲  │ called again, and again, if nobody claims │
//	                       release  │   │  │  └───────────────────────┘                    │
//	                                │   │ claim, or answer                                │
//	                                │   ▼                                                 │
//	                another takes ┌─CaseClaimed ◀──the person writes, or its time──┐      │
//	                it over       └──▲  │  └──────────snooze──────────▶ CaseSnoozed ┘      │
//	                                 │  │ closed for a reason, back to the bot,           │
//	                     an agent    │  │ or no answer after a reminder                   ▼
//	                     reopens it  └──┴─────────────────────────────────────▶ CaseClosed
//	                                        the person reopens it within 72 hours │
//	                                        (asked first; thanks do not) ──▶ CaseQueued
//
// The desk has one message for the case, a card that is kept up to date ([Card],
// [Carded]), and a thread on it. What the person says is relayed there, what agents
// write there is theirs unless it is marked as an answer, and what does not arrive is
// told to whoever said it ([Undelivered], [Uncopied]). Pictures are copied on the way
// ([Fetcher]), and that somebody is writing is shown where it can be ([Typing]). An agent who speaks with the person outside
// the desk silences the bot too.
//
// Who may act at the desk the platform tells ([Standing]); nobody may in a case of their
// own. The lines of persons and agents bear their role, which no name can imitate.
//
// # Changes and removals
//
// A message that was changed or removed is known by its id, and by the time of the change
// ([Change]): what comes later and is older means nothing any more. What the message said
// before is erased in the turn that takes the change in, from the conversation, its
// transcript and the saved effects ([Eraser]), and the messages that relayed it are
// changed ([Amend]). What a conversation keeps has bounds.
//
// # The dialogue comes from the knowledge
//
// The first reply of an article carries the documented remedies, as many as fit
// a phone's screen, and one question: the one whose answers change most of what
// the person reads. An answer that changes something brings the remedy that is
// now the best, in full; one that does not brings the next question, or "did it
// help?". "No" brings the next remedy, and when none is left a person is
// offered.
package bot
