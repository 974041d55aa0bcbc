package knowledge

import "go.yaml.in/yaml/v4"

// Times are the words for when somebody wants to be reminded.
type Times struct {
	// Remind asks to be reminded, Cancel beside it takes it back, and Later names no time.
	Remind, Cancel, Later Words
	// FromNow stands before a time that is to come.
	FromNow Words
	// The units of a time, two times that are one word, and half of a unit.
	Minute, Hour, Day, Week, Month, HalfHour, Quarter, Half Words
	// One stands before a unit as a number does, and Few is a small number.
	One, Few Words
	// Today, Tomorrow and DayAfter are days; Weekdays are those from Monday on.
	Today, Tomorrow, DayAfter Words
	Weekdays                  []Words
	// Months are those from January on.
	Months        []Words
	Weekend, Next Words
	// The parts of a day.
	Morning, Noon, Afternoon, Evening Words
	// Clock stands before an hour, and AM and PM behind it.
	Clock, AM, PM Words
}

func (l *Language) readTimes(f *file) {
	t := &l.Times
	var fields []field
	words := func(key string, into *Words, about string) {
		fields = append(fields, must(key, func(n *yaml.Node) { *into = f.words(n, key) }).about(about))
	}
	words("remind", &t.Remind, "Asks to be reminded.")
	words("cancel", &t.Cancel, "Beside the words that ask for a reminder: takes it back.")
	words("later", &t.Later, "Some time that is not named.")
	words("from_now", &t.FromNow, "Before a time that is to come.")
	words("minute", &t.Minute, "A unit.")
	words("hour", &t.Hour, "A unit.")
	words("day", &t.Day, "A unit.")
	words("week", &t.Week, "A unit.")
	words("month", &t.Month, "A unit, of thirty days.")
	words("half_hour", &t.HalfHour, "Thirty minutes in one word.")
	words("quarter", &t.Quarter, "Fifteen minutes in one word.")
	words("half", &t.Half, "Before a unit: half of it.")
	words("one", &t.One, "Before a unit: one of it.")
	words("few", &t.Few, "Before a unit: a small number of it.")
	words("today", &t.Today, "The same day.")
	words("tomorrow", &t.Tomorrow, "The day after this one.")
	words("day_after", &t.DayAfter, "Two days after this one.")
	fields = append(fields, must("weekdays", func(n *yaml.Node) {
		t.Weekdays = f.numbered(n, "weekdays")
		if f.shape == nil && len(t.Weekdays) != daysOfWeek {
			f.fault(n, "weekdays: there are %d; name the seven from Monday on", len(t.Weekdays))
		}
	}).about("The days from Monday on."))
	fields = append(fields, must("months", func(n *yaml.Node) {
		t.Months = f.numbered(n, "months")
		if f.shape == nil && len(t.Months) != monthsOfYear {
			f.fault(n, "months: there are %d; name the twelve from January on", len(t.Months))
		}
	}).about("The months from January on."))
	words("weekend", &t.Weekend, "The next Saturday.")
	words("next", &t.Next, "Before a week: from its Monday on.")
	words("morning", &t.Morning, "A part of a day.")
	words("noon", &t.Noon, "A part of a day.")
	words("afternoon", &t.Afternoon, "A part of a day.")
	words("evening", &t.Evening, "A part of a day.")
	words("clock", &t.Clock, "Before the hour of a clock.")
	words("am", &t.AM, "Behind the hour of a clock, before noon.")
	words("pm", &t.PM, "Behind the hour of a clock, after noon.")
	f.fields(f.root, "the words of times", fields...)
}

// monthsOfYear is how many months a year has.
const monthsOfYear = 12

// daysOfWeek is how many days a week has.
const daysOfWeek = 7
