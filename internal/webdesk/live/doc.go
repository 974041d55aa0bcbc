// Package live tells the open pages of the desk that something has changed: in this process at
// once, by what the engine decides; by other processes that share the database within some
// seconds, by looking. Who has pages open and who writes, processes tell one another in the database. It is also the adapter of the desk's platform, at which nothing is shown
// but in these pages.
//
// What belongs here: who is to look again, and who is looking. What a page shows is for package
// webdesk.
package live
