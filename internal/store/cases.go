package store

// Bounds of what is looked for among conversations.
const (
	// MaxRecent is how many of the latest events are looked through for recent
	// conversations. They are found by their ids, which rise with time: an index by time
	// would cost every turn a write.
	MaxRecent = 20_000
	// MaxAt is how many conversations at one address are returned, those that changed last.
	MaxAt = 100
)
