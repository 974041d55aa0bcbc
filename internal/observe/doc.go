// Package observe counts and times what the program does, for Prometheus, and names conversations
// in the log.
//
// What belongs here: metrics, with labels of bounded sets, and what log lines have in common. Nothing
// that somebody wrote, no id of a person and no name of a channel is in either.
package observe
