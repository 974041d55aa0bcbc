// Package signin lets people sign in to the desk: by OpenID Connect, or by a link that works
// once. It keeps who is signed in to a browser in the store's sessions, and tells what they may
// do by their [Role].
//
// What belongs here: who somebody is, and what proves it. Pages, cases and texts that people read
// are for package webdesk.
package signin
