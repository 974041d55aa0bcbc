package engine

import (
	"aktivering/bot"
	"aktivering/bot/port"
	"aktivering/bot/reply"
)

// fit cuts every reply to what its platform can show, so that one effect is one
// call of the platform.
func (e *Engine) fit(effects []bot.Effect) []bot.Effect {
	var fitted []bot.Effect
	for _, effect := range effects {
		if solved, ok := effect.(bot.MarkResolved); ok && !e.marksResolved(solved.To.Platform) {
			continue
		}
		send, ok := effect.(bot.SendReply)
		if !ok {
			fitted = append(fitted, effect)
			continue
		}
		adapter, ok := e.adapters[send.To.Platform]
		if !ok {
			fitted = append(fitted, send)
			continue
		}
		for _, piece := range reply.Fit(send.Reply, adapter.Limits()) {
			next := send
			next.Reply = piece
			fitted = append(fitted, next)
		}
	}
	return fitted
}

// fitted is a reply as one message of a platform.
func (e *Engine) fitted(r bot.Reply, platform bot.Platform) bot.Reply {
	adapter, ok := e.adapters[platform]
	if !ok {
		return r
	}
	return reply.Fit(r, adapter.Limits())[0]
}

// marksResolved reports an adapter that marks what is solved.
func (e *Engine) marksResolved(p bot.Platform) bool {
	_, ok := e.adapters[p].(port.Resolver)
	return ok
}
