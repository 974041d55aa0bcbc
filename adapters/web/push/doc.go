// Package push tells browsers by Web Push (RFC 8030, 8291 and 8292) that there is something new.
//
// What belongs here: what is sent, how it is encrypted and signed, and where it may go. A browser
// names the address of its push service itself, so that nothing but a public HTTPS address is
// called. Whom to tell, and of what, is the chat's to know.
package push
