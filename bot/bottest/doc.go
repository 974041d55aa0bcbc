// Package bottest is what the tests of the core share: a store in memory, adapters that
// keep what they show, a clock, and replies written as text. Only tests import it.
package bottest
