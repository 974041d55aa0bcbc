// Package redact finds product keys, passwords, tokens and numbers of people in a text,
// in every form in which they are written, and masks them. Error codes, installation and
// product IDs stay.
//
// The files need one another in one direction: kind and spans are what is masked and how, fold and
// chars read characters, finder collects what was found. groups cuts a text into the groups (group,
// class) that keys and numbers are made of: segment, key, key_mask, regroup and number judge these.
// label, judge and reader tell where words name a secret: secret, identity and phrase read it,
// passwords looks for it. token knows secrets by their shape. redact runs all of these; filename,
// named, together and continue do it for texts of other kinds.
//
// What belongs here: how a secret looks in a text. The package knows nothing of
// conversations: what holds text, and where it is masked, is told in package bot.
package redact
