package webdesk

import (
	"fmt"
	"net/http"
	"strconv"

	"aktivering/bot"
)

// opened is a case as it was read.
type opened struct {
	number int
	ref    bot.Ref
	c      bot.Conversation
}

// find reads the case that a request names.
func (d *Desk) find(v *visit) (o opened, err error) {
	number, err := strconv.Atoi(v.r.PathValue("number"))
	if err != nil || number <= 0 {
		return o, failure{http.StatusNotFound, "missing"}
	}
	o.number = number
	ref, found, err := d.Store.CaseByNumber(v.ctx(), number)
	if err != nil {
		return o, fmt.Errorf("find a case: %w", err)
	}
	if !found {
		return o, failure{http.StatusNotFound, "missing"}
	}
	o.ref = ref
	if o.c, err = d.Store.Conversation(v.ctx(), ref); err != nil {
		return o, fmt.Errorf("read a case: %w", err)
	}
	if o.c.Case == nil {
		return o, failure{http.StatusNotFound, "missing"}
	}
	return o, nil
}
