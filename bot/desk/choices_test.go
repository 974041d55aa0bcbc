package desk_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
	"aktivering/bot/pick"
)

// TestChoicesAsStored compares the ids of the choices that the golden cases, the forms and the
// home page offer with a golden file, and holds that each one at the desk is understood.
func TestChoicesAsStored(t *testing.T) {
	manager := bottest.Manager(t)
	manager.Desks = bot.Desks{{At: bottest.DeskAddress()}}
	ids := make(map[bot.ChoiceID]bool)
	for _, script := range bottest.Scripts(t, "handoffs") {
		p := newHandoffPlay(t)
		p.play(script)
		for _, choices := range p.choices {
			for _, c := range choices {
				ids[c.ID] = true
			}
		}
	}
	for _, c := range manager.Home(event.Person{}, bot.Conversation{}).Choices {
		ids[c.ID] = true
	}
	for _, name := range []bot.Action{bot.ActAnswer, bot.ActClose} {
		form, ok := manager.DeskForm(bottest.DeskAddress(), string(name))
		if !ok {
			t.Fatalf("no form %s", name)
		}
		for _, in := range form.Inputs {
			for _, c := range in.Choices {
				ids["row "+bot.ChoiceID(in.ID)+" of form "+bot.ChoiceID(name)+": "+c.ID] = true
			}
		}
	}
	kinds := make(map[string]bool)
	var lines strings.Builder
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		kind, what := id.Kind()
		if line := string(id) + "\n"; kind != pick.Snooze {
			lines.WriteString(line)
		} else if !kinds[kind] {
			lines.WriteString("z: and the seconds of a time\n")
		}
		kinds[kind] = true
		if act, ok := manager.ReadAction(manager.Desks[0], event.Inbound{Event: event.ChoicePicked{Choice: id}}); !understood(kind, what, act, ok) {
			t.Errorf("%s is understood as %+v, %v", id, act, ok)
		}
	}
	bottest.GoldenFile(t, "choices.txt", lines.String())
	for _, kind := range []bot.ChoiceID{pick.Bot, pick.Reopen, pick.Fresh, pick.Language, pick.Rating, pick.Close, pick.Act, pick.Snooze, pick.Canned} {
		if !kinds[string(kind)] {
			t.Errorf("no golden case offers a choice of kind %s", kind)
		}
	}
}

// understood reports that a choice of a kind, at the desk, is read as what it stands for.
func understood(kind, what string, act event.AgentAction, ok bool) bool {
	switch kind {
	case pick.Act:
		return ok && act.Act == bot.Action(what)
	case pick.Close:
		return ok && act.Act == bot.ActClose && act.Closing == bot.Closing(what)
	case pick.Snooze:
		return ok && act.Act == bot.ActSnooze && !act.Until.IsZero()
	case pick.Canned:
		return ok && act.Act == bot.ActCanned && act.Text == what && act.Seen
	}
	return true // it is no agent's
}
