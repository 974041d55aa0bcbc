package understand

import "slices"

// Act is what a person does with a message in a conversation.
type Act string

// The acts, in the order in which a reply must heed them where a message does several.
const (
	Secret    Act = "secret"     // holds a product key
	Refuse    Act = "refuse"     // asks for a crack, an activator, a free or made-up key
	Human     Act = "human"      // wants a person or a call, or accepts the offer of one
	Problem   Act = "problem"    // names a code or a symptom: the first, a new or a corrected one
	Helped    Act = "helped"     // it works now
	NotHelped Act = "not-helped" // it did not help, or cannot be done
	Tried     Act = "tried"      // has done what was proposed; the outcome is not told
	How       Act = "how"        // wants a step or a word explained, or to know where something is
	Aside     Act = "aside"      // asks beside the steps: price, time, files, safety
	Fact      Act = "fact"       // answers the question, or tells or corrects something
	Unsure    Act = "unsure"     // does not know the answer
	Doing     Act = "doing"      // will try, is at it, waits for an outcome
	Back      Act = "back"       // wants the step before
	Restart   Act = "restart"    // wants to begin the conversation again
	Language  Act = "language"   // wants another language
	More      Act = "more"       // wants the rest, or other ways
	Repeat    Act = "repeat"     // wants it again, or simpler
	Thanks    Act = "thanks"     // only thanks
	Bye       Act = "bye"        // takes leave
	Greeting  Act = "greeting"   // greets or calls
	Upset     Act = "upset"      // only feelings
	None      Act = "none"       // is not talking about this
)

// Acts returns all acts, in the order of the constants.
func Acts() []Act {
	return []Act{
		Secret, Refuse, Human, Problem, Helped, NotHelped, Tried, How, Aside, Fact, Unsure, Doing,
		Back, Restart, Language, More, Repeat, Thanks, Bye, Greeting, Upset, None,
	}
}

// IsAct reports one of [Acts].
func IsAct(a Act) bool { return slices.Contains(Acts(), a) }
