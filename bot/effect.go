package bot

// Effect is something that is to be done after a turn: Say.
//
//sumtype:decl
type Effect interface{ effect() }

// Say shows a reply to a person.
type Say struct {
	To    Address
	Reply Reply
}

func (Say) effect() {}
