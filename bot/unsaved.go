package bot

// Unsaved is what an adapter tells a person, in one language, while nothing can be
// saved. It is given to the adapters beforehand, as no turn can be made then.
type Unsaved struct {
	// Now says that a command or a press was not taken in.
	Now string
	// Message says that a message may not have been.
	Message string
}

// Unsaved returns what is told in the language of a locale, as in Person.
func (m Mind) Unsaved(locale string) Unsaved {
	v := m.voiceOf(locale)
	return Unsaved{Now: v.label("unsaved.now"), Message: v.label("unsaved.message")}
}
