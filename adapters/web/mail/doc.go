// Package mail sends short messages by SMTP.
//
// What belongs here: how a message is made and handed to the operator's mail server, and which
// addresses can be written to. What a message says, and to whom, is the chat's to know.
package mail
