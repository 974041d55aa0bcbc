package bot

// Listed is how a platform lists the bot's command, in one language.
type Listed struct {
	// Name is what is typed, and About tells what it does.
	Name, About string
	// Problem is the name of its one option, which holds a problem in the person's
	// own words, and ProblemAbout what to write there.
	Problem, ProblemAbout string
	// OnMessage is the name of the command that takes a message as the problem.
	OnMessage string
	// Others is said to someone who presses what belongs to another's conversation.
	Others string
}

// Listed returns the command in the language of a locale, as in Person.
func (m Mind) Listed(locale string) Listed {
	v := m.voiceOf(locale)
	return Listed{
		Name: v.label("command.name"), About: v.label("command.about"),
		Problem: v.label("command.problem"), ProblemAbout: plain(v.say("command.problem.about", args{"example": mono(example)})),
		OnMessage: v.label("command.message"), Others: v.label("command.others"),
	}
}
