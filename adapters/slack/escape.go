package slack

import "aktivering/adapters/adapterkit"

// clean replaces what would change how other characters are shown.
func clean(text string) string { return adapterkit.CleanText(text) }
