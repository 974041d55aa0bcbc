// Package serving keeps a program running that serves: it passes on what adapters receive, has the
// outbox perform what is due, answers probes and scrapes, removes what is old, and stops all of it in
// order.
//
// What belongs here: what runs from the start to the stop, and how it is known whether that works. What
// it is made of, such as the store and the adapters, is given to New, and is made in app. What becomes of
// an event is for bot/engine, and how often an effect is tried for the stores.
package serving
