// Package redact finds product keys, passwords, tokens and numbers of people in a text,
// in every form in which they are written, and masks them. Error codes, installation and
// product IDs stay.
//
// What belongs here: how a secret looks in a text. The package knows nothing of
// conversations: what holds text, and where it is masked, is told in package bot.
package redact
