package bot

// Unsaved is what an adapter tells a person, in one language, while nothing can be
// saved. It is given to the adapters beforehand, as no turn can be made then.
type Unsaved struct {
	// Now says that a command or a press was not taken in.
	Now string
	// Message says that a message may not have been.
	Message string
}
