package engine_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/desk"
	"aktivering/bot/dialogue"
	"aktivering/bot/engine"
	"aktivering/bot/event"
	"aktivering/bot/match"
	"aktivering/bot/port"
	"aktivering/bot/reply"
	"aktivering/internal/store/memory"
	"aktivering/knowledge"
)

// console is a platform that prints what people are shown: how a reply begins and ends, and
// its choices.
type console struct{}

func (console) Platform() bot.Platform { return "console" }

func (console) Limits() port.Limits { return port.Limits{} }

// Run would turn what people write into events; the example hands them over itself.
func (console) Run(ctx context.Context, _ port.Inbox) error {
	<-ctx.Done()
	return nil
}

func (console) Send(_ context.Context, out port.Outbound) (bot.MessageID, error) {
	words := func(b content.Block) string { return reply.WordsOf(bot.Reply{Blocks: content.Blocks{b}}) }
	blocks := out.Reply.Blocks
	fmt.Println("bot:", words(blocks[0]))
	if len(blocks) > 1 {
		fmt.Println("     …", words(blocks[len(blocks)-1]))
	}
	for i, choice := range out.Reply.Choices {
		fmt.Printf("  [%d] %s\n", i+1, choice.Label)
	}
	return "", nil
}

// A whole conversation: a message is taken in by Handle, which saves the turn with its
// effects; the outbox of the store then has each effect carried out by Perform.
func Example() {
	ctx := context.Background()
	kb, err := knowledge.Default()
	if err != nil {
		log.Fatal(err)
	}
	manager := desk.Manager{Manager: dialogue.Manager{Knowledge: kb, Matcher: match.New(kb)}}
	store := memory.Open(memory.NewDatabase(), memory.Options{})
	e := engine.New(manager, store, console{})

	for i, text := range []string{"I get 0xC004F213 on Windows 10", "1", "it worked, thanks!"} {
		fmt.Println("kari:", text)
		err := e.Handle(ctx, event.Inbound{
			Key:    fmt.Sprint("message ", i), // the same at a redelivery
			At:     time.Now(),
			From:   bot.Address{Platform: "console", Channel: "kari"},
			Person: event.Person{ID: "kari", Name: "Kari"},
			Event:  event.Message{Text: text, Addressed: true},
		})
		if err != nil {
			log.Fatal(err)
		}
		// A program that serves calls store.Run once instead, which does this all the time.
		for task, ok := store.Begin(e.Serves()); ok; task, ok = store.Begin(e.Serves()) {
			store.Record(task.Key, e.Perform(ctx, task))
		}
	}
	// Output:
	// kari: I get 0xC004F213 on Windows 10
	// bot: Windows found no product key on this PC · 0xC004F213
	//      … Do you have a product key (25 characters)?
	//   [1] Yes
	//   [2] No
	//   [3] Don't know
	//   [4] Show all
	//   [5] Who can I ask?
	// kari: 1
	// bot: Follow the steps above and let me know how it goes.
	//      … Did that help?
	//   [1] Yes
	//   [2] No
	//   [3] New error code
	//   [4] Who can I ask?
	// kari: it worked, thanks!
	// bot: Great, glad it worked out! Just write again if you get a new error.
}
