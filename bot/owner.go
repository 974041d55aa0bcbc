package bot

// Owner is who answers in a conversation: an agent, by the id, or the bot when
// it is empty.
type Owner string

// Bot reports whether the bot is the owner.
func (o Owner) Bot() bool { return o == "" }

// heardByAgent takes in what a person did while an agent owns the conversation:
// it is kept for the agent, and the bot is silent until it is asked for. It returns
// false for words that were not meant for either.
func (t *deskTurn) heardByAgent() bool {
	switch e := t.in.Event.(type) {
	case Said:
		if t.addressed(e) && wantsBot(e.Text) {
			t.c.Owner = ""
			t.r = t.Matcher.Match(e.Text)
			t.leads("handoff.bot", nil)
			t.resume()
			return true
		}
		t.listen(e.Message)
		return t.addressed(e)
	case Edited:
		return t.known(e.Now.Message)
	default:
		return true
	}
}
