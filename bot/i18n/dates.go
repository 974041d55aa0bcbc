package i18n

import (
	"strconv"
	"time"

	"aktivering/bot/reply"
	"aktivering/knowledge"
)

// When names a time of the near future, as people say it, in the time zone of both.
func (v Localizer) When(now, at time.Time) string {
	clock := at.Format("15.04")
	if v.Lang == knowledge.English {
		clock = at.Format("15:04")
	}
	day := v.Label("day." + strconv.Itoa(int(at.Weekday())))
	days := int(at.Sub(time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, at.Location())) / (24 * time.Hour))
	switch {
	case days == 0:
		day = v.Label("day.today")
	case days == 1:
		day = v.Label("day.tomorrow")
	case days > 6:
		day += " " + at.Format("2.1.")
	}
	return reply.Plain(v.Say("day.clock", Args{"day": Text(day), "clock": Text(clock)}))
}
