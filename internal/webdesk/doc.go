// Package webdesk is the desk in the browser, at /desk: the cases of all platforms in one queue,
// a page for each, figures, and the knowledge as people see it.
//
// What agents do goes to the engine by the number of the case (Engine.Act), as at any desk
// without threads; what they see is read from the store. Nothing is kept here: an agent in Slack
// and one in the browser work on the same case, and each sees what the other does.
//
// The files need one another in one direction: desk is what the pages are made of, visit one request
// with its words and failures, urls where pages are, opened the case that a request names, submit how an
// action is handed in. On these stand the files of one page each, such as queue, case, problems and
// insight. mount alone knows all of them: it adds their paths, and says who may see them.
//
// What belongs here: which page answers which request, who may see it, and what it is made of.
// How it looks is for pages, its words for texts, who somebody is for signin, what has just
// changed for live. What is decided on an action is for bot/desk.
package webdesk
