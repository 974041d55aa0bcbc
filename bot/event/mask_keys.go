package event

import (
	"slices"

	"aktivering/bot"
	"aktivering/bot/redact"
)

// A key can come in several messages, and in the names of files. All that is remembered of it
// is how many of its groups have come.

// Continuing returns what happened with the rest of a key masked whose beginning came
// before, and how many groups of a key have come now; c is the conversation before it.
// Events that say nothing change nothing.
func (in Inbound) Continuing(c bot.Conversation) (Inbound, int) {
	switch e := in.Event.(type) {
	case Message:
		seen := continueKey(&e.Text, &e.Secret, &e.Files, c.KeySeen)
		in.Event = e
		return in, seen
	case MessageEdited:
		seen := continueKey(&e.Now.Text, &e.Now.Secret, &e.Now.Files, c.KeySeen)
		in.Event = e
		return in, seen
	case AgentAction:
		switch {
		case e.Text == "" && len(e.Files) == 0:
			return in, c.KeySeen
		case c.Case == nil && ofDesk(e.Act):
			seen := continueKey(&e.Text, &e.Secret, &e.Files, c.KeySeen)
			in.Event = e
			return in, seen
		case c.Case == nil:
			return in, c.KeySeen
		}
		seen := continueKey(&e.Text, &e.Secret, &e.Files, c.Case.KeySeen)
		in.Event = e
		return in, seen
	default: // holds no words
	}
	return in, c.KeySeen
}

// ofDesk reports an action by which agents say something in the own conversation of a desk.
func ofDesk(a bot.Action) bool { return a == bot.ActProblem || a == bot.ActSolved || a == bot.ActAmend }

// KeepKeySeen lets the conversation remember how many groups of a key have come.
func (in Inbound) KeepKeySeen(c *bot.Conversation, seen int) {
	if _, agent := in.Event.(AgentAction); agent && c.Case != nil {
		c.Case.KeySeen = seen
	} else if a, _ := in.Event.(AgentAction); !agent || ofDesk(a.Act) {
		c.KeySeen = seen
	}
}

// continueKey masks the rest of a key in a text and the names of what is attached to it, of
// which something has been masked before; seen is what is remembered before and after it.
func continueKey(text *string, was *redact.Secret, files *[]bot.File, seen int) int {
	before, groups := redact.Seen(seen), 0
	now := func(n int, secret redact.Secret) redact.Seen {
		groups += n
		*was = was.And(secret)
		if groups == 0 {
			return before
		}
		return before.Add(groups)
	}
	earlier := *was
	masked, n, secret := redact.ContinueKey(*text, earlier, before)
	*text = masked
	so := now(n, secret)
	*files = slices.Clone(*files)
	for i := range *files {
		f := &(*files)[i]
		name, n, secret := redact.ContinueKeyInName(f.Name, earlier, so)
		if name != f.Name {
			*f = bot.File{Name: name, Kind: f.Kind, In: f.In, Hidden: true} // the name stands in the addresses, too
		}
		so = now(n, secret)
	}
	return int(before.Add(groups))
}
