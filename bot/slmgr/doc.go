// Package slmgr reads what the license commands of Windows print: slmgr.vbs with /dlv, /dli and
// /xpr, and ospp.vbs of Office, as people paste it into a message, and the events about requests
// to a KMS host.
//
// It knows no article and no conversation: what a reading calls for is decided in bot/dialogue.
// The names of the lines are those of English Windows; the values that Windows does not
// translate (channels, editions, codes) are read in every language. The source is the
// documentation of slmgr.vbs on Microsoft Learn ("Slmgr.vbs options for obtaining volume
// activation information").
package slmgr
