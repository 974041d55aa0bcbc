// Package later reads when a person wants to be reminded: "minn meg i morgen tidlig", "in two
// hours". It reads words against a time that it is given and knows no clock.
//
// What belongs here: a time in words. Whether a reminder is set, and what it says, is for
// bot/dialogue.
package later
