package app

import (
	"context"
	"math"
	"runtime/debug"

	"github.com/KimMachineGun/automemlimit/memlimit"
	"github.com/rs/zerolog"
)

// memoryShare is how much of a container's memory the garbage collector keeps to; what
// is left is for what is none of its business, such as files in memory.
const memoryShare = 0.9

// limitMemory lets the garbage collector keep to the memory that the container has,
// rather than be killed for it, unless GOMEMLIMIT says how much that is.
func limitMemory(ctx context.Context, log zerolog.Logger, container memlimit.Provider) {
	limit, err := memlimit.Set(memlimit.WithRatio(memoryShare), memlimit.WithProvider(container))
	switch {
	case err != nil:
		log.Warn().Ctx(ctx).Err(err).Msg("the memory limit of the container is not known; set GOMEMLIMIT")
	case limit < math.MaxInt64:
		log.Info().Ctx(ctx).Int64("bytes", limit).Msg("memory limit")
	}
}

// freeStartMemory gives memory that only the start needed back to the system. Pools are
// emptied at the second collection, hence the two calls.
func freeStartMemory() {
	debug.FreeOSMemory()
	debug.FreeOSMemory()
}
