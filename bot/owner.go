package bot

// Owner is who answers in a conversation: an agent, by the id, or the bot when
// it is empty.
type Owner string

// Bot reports whether the bot is the owner.
func (o Owner) Bot() bool { return o == "" }

// heardByAgent takes in what a person did while an agent owns the conversation:
// it is kept for the agent, and the bot is silent. It returns false for words
// that were not meant for either.
func (t *turn) heardByAgent() bool {
	switch e := t.in.Event.(type) {
	case Said:
		t.listen(e.Message)
		return t.addressed(e)
	case Edited:
		return t.known(e.Now.Message)
	default:
		return true
	}
}

// claimed gives the conversation to an agent.
func (t *turn) claimed(e Claimed) { t.c.Owner = Owner(e.Agent.ID) }

// released gives the conversation back to the bot.
func (t *turn) released() { t.c.Owner = "" }
