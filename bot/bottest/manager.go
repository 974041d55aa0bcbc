package bottest

import (
	"sync"
	"testing"

	"aktivering/bot/desk"
	"aktivering/bot/dialogue"
	"aktivering/bot/match"
	"aktivering/bot/understand"
	"aktivering/knowledge"
)

// embedded makes the decisions from the embedded knowledge, which is loaded once.
var embedded = sync.OnceValues(func() (desk.Manager, error) {
	kb, err := knowledge.Default()
	if err != nil {
		return desk.Manager{}, err
	}
	model, err := understand.LoadModel()
	if err != nil {
		return desk.Manager{}, err
	}
	return desk.Manager{Manager: dialogue.Manager{Knowledge: kb, Matcher: match.New(kb), Texts: understand.NewReader(model, kb.Language())}}, nil
})

// Manager returns a manager with the embedded knowledge and its matcher, without a desk.
func Manager(t testing.TB) desk.Manager {
	t.Helper()
	m, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	return m
}
