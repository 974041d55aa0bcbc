package i18n

import (
	"strconv"
	"time"

	"aktivering/bot/content"
	"aktivering/bot/reply"
)

// Moment writes a time of this year: the day and the clock.
func (v Localizer) Moment(at time.Time) content.Span { return Text(at.Format(v.info().Moment)) }

// When names a time of the near future, as people say it, in the time zone of both.
func (v Localizer) When(now, at time.Time) string {
	layouts := v.info()
	day := v.Label("day." + strconv.Itoa(int(at.Weekday())))
	days := int(at.Sub(time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, at.Location())) / (24 * time.Hour))
	switch {
	case days == 0:
		day = v.Label("day.today")
	case days == 1:
		day = v.Label("day.tomorrow")
	case days > 6:
		day += " " + at.Format(layouts.Day)
	}
	return reply.Plain(v.Say("day.clock", Args{"day": Text(day), "clock": Text(at.Format(layouts.Clock))}))
}
