package bot

// Step decides one turn, from the conversation before it. It is pure: the same conversation
// leads to the same decision.
type Step func(Conversation) Decision

// Decision is what one turn comes to.
type Decision struct {
	// Conversation is the one after the turn. Where its Turn is that of before, the event was
	// not for the bot, and nothing of the decision is kept.
	Conversation Conversation
	// Effects are what is to be done, in order.
	Effects []Effect
	// Entry is the event's line of the transcript.
	Entry Entry
	// Outcome tells what was decided, for reports and statistics.
	Outcome Outcome
	// Act is what the person did with a message, such as "fact" or "helped": an Act of
	// bot/understand; empty of any other event. It is not stored.
	Act string
}
