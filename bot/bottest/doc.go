// Package bottest is what the tests of the core share: a [Harness] of an engine with a store
// in memory, fake platforms that keep what they show, and a clock; replies written as text;
// product keys drawn at random. Only tests import it.
//
// What belongs here: help that the tests of more than one package need.
package bottest
