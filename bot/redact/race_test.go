//go:build race

package redact

// The race detector lets pools forget what they hold.
const raced = true
