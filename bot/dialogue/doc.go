// Package dialogue is the bot's conversation with a person, as a pure function of the
// conversation and of what happened: from a message or a choice to the article, the remedies
// and the questions that lead through them. It neither knows the desk nor sends anything;
// where a person of the desk is asked for, [Turn] says so.
//
// The files need one another in one direction:
//
//   - manager is what all conversations share, place what is different at a place, walkthrough what
//     an article has to ask and offer, and turn the state of one step. say queues a reply: with
//     starters, what can be chosen to begin with, and anew, which keeps it from saying what was said
//     last. facts and outcome note what was told and decided; language, alone, times and room answer
//     single questions about the conversation.
//   - article and codelists put an article and a list of codes into words, length fits them to a
//     screen, and render says the situation that the person is in.
//   - transitions leads from one situation to the next, errorcodes and halfcode where codes lead. requests,
//     person, reminder, followup, newlanguage, explain, passover, picture and smalltalk each answer
//     one kind of thing that people do.
//   - choice, acts and words tell which of these answers a choice, an act or bare words; interpret
//     tries them in order.
//   - message takes in what a person wrote: reading, typed (a choice in words), license and interpret
//     are its steps. edited takes in a message that was changed, and limited one that came too fast.
//
// answer, complete, form, texts, unsaved and why serve adapters and commands outside a conversation.
//
// What belongs here: everything that the bot itself says to a person, and why. What an agent
// does or is told belongs to bot/desk, the form of a text to bot/i18n, its length to
// bot/reply.
//
// # Stages
//
// A conversation is always in one [bot.Stage]. Any code or symptom leads to its
// article from everywhere, and a person, a language, "start again" and "back"
// can be asked for at any time.
//
//	              several articles fit        StageWhich ──picked──┐
//	            ┌────────────────────────────▶                     │
//	            │ a code nobody documents     StageNear ──picked───┤
//	            ├────────────────────────────▶     │ it really     │
//	            │ half a code, or nothing          │ says so       │
//	            ├────▶ StageCode ──a code──┐       ▼               │
//	StageNew ───┤                          │   the fallback        │
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
// The stages are constants of package bot. Somebody who says that they will try is asked a
// day later how it went, once, unless they have been back ([bot.SetTimer], [event.TimerFired]). A
// reminder that the person has asked for comes at its time, whatever they say until then.
//
// # The dialogue comes from the knowledge
//
// The first reply of an article carries the documented remedies, as many as fit
// a phone's screen, and one question: the one whose answers change most of what
// the person does; the version of Windows, on which only words depend, comes last. An answer that changes something brings the remedy that is
// now the best, in full; one that does not brings the next question, or "did it
// help?". "No" brings the next remedy, and when none is left a person is
// offered.
package dialogue
