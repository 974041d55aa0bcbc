package bot_test

import (
	"testing"

	"aktivering/bot"
)

func TestAddressContains(t *testing.T) {
	full := bot.Address{Platform: "p", Space: "s", Channel: "c", Thread: "t"}
	for _, test := range []struct {
		outer, inner bot.Address
		want         bool
	}{
		{bot.Address{Platform: "p"}, full, true},
		{bot.Address{Platform: "p", Space: "s"}, full, true},
		{bot.Address{Platform: "p", Channel: "c"}, full, true},
		{full, full, true},
		{bot.Address{}, full, false},
		{bot.Address{Platform: "q"}, full, false},
		{bot.Address{Platform: "p", Space: "r"}, full, false},
		{bot.Address{Platform: "p", Space: "s", Channel: "d"}, full, false},
		{bot.Address{Platform: "p", Channel: "c", Thread: "u"}, full, false},
		{full, bot.Address{Platform: "p", Channel: "c"}, false},
	} {
		if got := test.outer.Contains(test.inner); got != test.want {
			t.Errorf("%v contains %v: %t", test.outer, test.inner, got)
		}
	}
}

func TestDesks(t *testing.T) {
	var (
		slack = &bot.Desk{Name: "it", At: bot.Address{Platform: "slack", Channel: "C1"}, Serves: []bot.Address{{Platform: "slack", Space: "T1"}, {Platform: "web", Channel: "it"}}}
		web   = &bot.Desk{Name: "web", At: bot.Address{Platform: "web"}, Serves: []bot.Address{{Platform: "web"}}}
		rest  = &bot.Desk{At: bot.Address{Platform: "discord", Space: "G", Channel: "C2"}}
		extra = &bot.Desk{Name: "extra", At: bot.Address{Platform: "teams", Channel: "C3"}}
	)
	all := bot.Desks{slack, web, rest, extra}
	for _, test := range []struct {
		desks  bot.Desks
		person bot.Address
		want   *bot.Desk
	}{
		{nil, bot.Address{Platform: "slack"}, nil},
		{bot.Desks{rest}, bot.Address{Platform: "slack"}, rest},
		{bot.Desks{slack}, bot.Address{Platform: "slack", Space: "T2"}, nil},
		{all, bot.Address{Platform: "slack", Space: "T1", Channel: "C9", Thread: "1"}, slack},
		{all, bot.Address{Platform: "slack", Space: "T2", Channel: "C9"}, rest},
		{all, bot.Address{Platform: "web", Channel: "it", Thread: "1"}, slack},
		{all, bot.Address{Platform: "web", Channel: "hr"}, web},
		{all, bot.Address{Platform: "teams"}, rest},
	} {
		if got := test.desks.For(test.person); got != test.want {
			t.Errorf("for %v: %+v", test.person, got)
		}
	}
	for _, test := range []struct {
		desks bot.Desks
		cs    *bot.Case
		want  *bot.Desk
	}{
		{nil, &bot.Case{}, nil},
		{all, nil, nil},
		{all, &bot.Case{}, rest},
		{all, &bot.Case{Desk: "web"}, web},
		{all, &bot.Case{Desk: "gone"}, nil},
		{bot.Desks{web, slack}, &bot.Case{}, nil},
		{bot.Desks{web, extra}, &bot.Case{}, extra},
	} {
		if got := test.desks.Of(test.cs); got != test.want {
			t.Errorf("of %+v: %+v", test.cs, got)
		}
	}
	for _, test := range []struct {
		agent bot.Address
		want  *bot.Desk
	}{
		{bot.Address{Platform: "slack", Space: "T1", Channel: "C1", Thread: "1"}, slack},
		{bot.Address{Platform: "slack", Space: "T1", Channel: "C9"}, nil},
		{bot.Address{Platform: "discord", Space: "G", Channel: "C2"}, rest},
		{bot.Address{Platform: "discord", Space: "H", Channel: "C2"}, nil},
		{bot.Address{Platform: "web"}, nil},
		{bot.Address{Platform: "web", Channel: "it"}, nil},
	} {
		if got := all.At(test.agent); got != test.want {
			t.Errorf("at %v: %+v", test.agent, got)
		}
	}
	if !all.On("web") || all.On("terminal") || bot.Desks(nil).On("") {
		t.Error("On")
	}
	thread := bot.Address{Platform: "slack", Space: "T1", Channel: "C1", Thread: "1"}
	if got := slack.Place(thread); got != (bot.Address{Platform: "slack", Channel: "C1", Thread: "1"}) {
		t.Errorf("the place is %v", got)
	}
}
