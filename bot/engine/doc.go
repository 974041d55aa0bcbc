// Package engine joins the core to a store and to adapters: [Engine.Handle] takes an event
// in (masks it, finds its conversation, understands its text, makes one turn), and
// [Engine.Perform] carries an effect out. Nothing is decided here.
package engine
