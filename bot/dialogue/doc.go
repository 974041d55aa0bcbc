// Package dialogue is the bot's conversation with a person, as a pure function of the
// conversation and of what happened: from a message or a choice to the article, the remedies
// and the questions that lead through them. It neither knows the desk nor sends anything;
// where a person of the desk is asked for, [Turn] says so.
//
// A message goes through the files in this order: manager (a turn), message (what was
// written), errorcodes, answer and transitions (where the conversation goes), walkthrough
// (what an article has to ask and offer), render (what is said). followup, edited and form
// hold the other ways in.
package dialogue
