package figures_test

import (
	"slices"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/outcome"
	"aktivering/bot/port"
	"aktivering/internal/webdesk/figures"
)

var begin = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

func turn(who string, after time.Duration, o bot.Outcome) port.TurnOutcome {
	return port.TurnOutcome{Of: bot.Ref{Person: who}, At: begin.Add(after), Outcome: o}
}

func promise(_ bot.Ref, asked time.Time) (answer, solution time.Time) {
	return asked.Add(time.Hour), asked.Add(8 * time.Hour)
}

func TestCollect(t *testing.T) {
	of := func(k outcome.Kind) bot.Outcome { return bot.Outcome{Kind: k} }
	code := bot.Outcome{Kind: outcome.Answered, Article: "a", Code: 0xC004F074}
	helped := bot.Outcome{Kind: outcome.Helped, Article: "a", Helped: outcome.DidHelp, Remedies: []string{"r1"}}
	not := bot.Outcome{Kind: outcome.NotHelped, Article: "a", Helped: outcome.DidNotHelp, Remedies: []string{"r1"}}
	closed := bot.Outcome{Kind: outcome.CaseClosed, Closing: bot.ClosedByAgent}
	turns := []port.TurnOutcome{
		turn("alone", 0, code), turn("alone", time.Minute, code), turn("alone", 2*time.Minute, helped), turn("alone", 3*time.Minute, helped),
		turn("desk", 0, code), turn("desk", 1, not), turn("desk", time.Minute, of(outcome.HandedOver)), turn("desk", 11*time.Minute, of(outcome.CaseAnswered)),
		turn("desk", 12*time.Minute, of(outcome.CaseAnswered)), turn("desk", 61*time.Minute, closed), turn("desk", 62*time.Minute, bot.Outcome{Kind: outcome.CaseRated, Rating: 5}),
		turn("late", 0, bot.Outcome{Kind: outcome.UnknownCode, Code: 0xC0040001}), turn("late", 0, of(outcome.HandedOver)), turn("late", 2*time.Hour, of(outcome.CaseAnswered)),
		turn("late", 24*time.Hour, closed), turn("lost", 0, of(outcome.NotUnderstood)),
		turn("back", 0, of(outcome.HandedOver)), turn("back", time.Hour, bot.Outcome{Kind: outcome.CaseClosed, Closing: bot.ClosedWithdrawn}),
	}
	slices.SortStableFunc(turns, func(a, b port.TurnOutcome) int { return b.At.Compare(a.At) }) // the newest first
	// Of turns of one moment, the store has the later one first.
	f := figures.Collect(turns, begin, begin.Add(24*time.Hour), time.UTC, promise)
	if f.Conversations != 4 || f.Alone != 1 || f.HandedOver != 3 || f.NotUnderstood != 1 {
		t.Errorf("%d conversations, %d alone, %d handed over, %d not understood", f.Conversations, f.Alone, f.HandedOver, f.NotUnderstood)
	}
	if len(f.Days) != 2 || f.Days[0].Cases != 3 || f.Days[0].Solved != 1 || f.Days[0].Closed != 2 || f.Days[1].Closed != 1 {
		t.Errorf("%+v", f.Days)
	}
	if len(f.Codes) != 2 || f.Codes[0] != (figures.Code{Code: 0xC004F074, People: 2, Known: true}) || f.Codes[1].Known {
		t.Errorf("%+v", f.Codes)
	}
	if a := f.Answer; a.Count != 2 || a.Median != 10*time.Minute || a.Most != 2*time.Hour || a.InTime != 1 {
		t.Errorf("%+v", a)
	}
	if s := f.Solution; s.Count != 2 || s.InTime != 1 || s.Median != time.Hour {
		t.Errorf("%+v", s)
	}
	if f.Ratings != [5]int{4: 1} || f.RatingsCount() != 1 || len(f.Closings) != 2 || f.Closings[0] != (figures.Closing{Why: bot.ClosedByAgent, Count: 2}) {
		t.Errorf("%v %+v", f.Ratings, f.Closings)
	}
	if len(f.Remedies) != 1 || f.Remedies[0].Tried != 3 || f.Remedies[0].Helped != 2 {
		t.Errorf("%+v", f.Remedies)
	}
	if f := figures.Collect(nil, begin, begin, time.UTC, promise); len(f.Days) != 1 || f.Conversations != 0 || f.Answer.Count != 0 {
		t.Errorf("of nothing: %+v", f)
	}
}
