// Package fold writes words in the form in which they are compared, so that "Nøkkel",
// "nokkel" and "NØKKEL" are the same. It is the only such form: the matcher, the labels of
// choices, the words of the language data and the names of people are compared in it.
//
// What belongs here: which letters are the same, whatever their language. How words are
// inflected belongs to bot/match. Letters of other alphabets that only look like Latin ones
// belong to those who look for disguise: bot/redact reads them as the ASCII capitals and
// digits of keys, character by character, so that a change here can never let a key through,
// bot/name as the letters of a role.
package fold
