package app

import "runtime/debug"

// forServing gives back what the start has used, also what waits in pools to be used
// again: those are emptied at the second collection. Else the first one under load
// would take it for what is in use.
func forServing() {
	debug.FreeOSMemory()
	debug.FreeOSMemory()
}
