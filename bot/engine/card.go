package engine

import (
	"context"

	"aktivering/bot"
	"aktivering/bot/caselist"
	"aktivering/bot/desk"
	"aktivering/bot/port"
)

// card is the card of a conversation's case, with the person's first words, the way to where
// they were written, and the person's other cases. A card without them is shown all the same.
func (e *Engine) card(ctx context.Context, of bot.Ref, c bot.Conversation) bot.Reply {
	var about desk.CardContext
	if entries, err := e.cases.Transcript(ctx, of); err == nil {
		about.Words = desk.FirstWords(c, entries)
	}
	mine := caselist.Filter{Person: of.Person, Platform: of.Address.Platform}
	if desks := e.decider().Desks; len(desks) > 1 && c.Case != nil {
		mine.Desks = []string{c.Case.Desk} // what another desk knows of the person is its own
	}
	if others, _, err := e.cases.ListCases(ctx, mine, caselist.Page{Size: desk.MaxOthers + 1}); err == nil {
		about.Others = others
	}
	if linker, ok := e.adapters[of.Address.Platform].(port.Linker); ok {
		about.Link = linker.Link(of.Address)
	}
	return e.decider().In(of.Address).Card(c, of.Address, about)
}
