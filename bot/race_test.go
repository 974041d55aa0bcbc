//go:build race

package bot

// The race detector lets pools forget what they hold.
const raced = true
