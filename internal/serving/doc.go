// Package serving keeps a program running that serves: it passes on what adapters receive, has the
// outbox perform what is due, answers probes and scrapes, removes what is old, and stops all of it in
// order.
//
// The files need one another in one direction: trouble, probe, inbox and link are parts that know no
// server. On these stands Server, with what is told of it (readiness, metrics) and what it does beside
// (keep); run starts and stops all of it.
//
// What belongs here: what runs from the start to the stop, and how it is known whether that works. What
// it is made of, such as the store and the adapters, is given to New, and is made in app. What becomes of
// an event is for bot/engine, and how often an effect is tried for the stores.
package serving
