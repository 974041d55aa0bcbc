package bot

// Action is what an agent does with a case.
type Action string

// The actions.
const (
	ActClaim    Action = "claim"    // take it from the queue
	ActTake     Action = "take"     // take it over from another agent
	ActRelease  Action = "release"  // back into the queue
	ActTransfer Action = "transfer" // look for somebody to take over
	ActAssign   Action = "assign"   // give it to the colleague whose name or id is the text
	ActUrgent   Action = "urgent"   // let it come before others
	ActNormal   Action = "normal"   // let it come in its turn again
	ActReturn   Action = "return"   // back to the bot
	ActSnooze   Action = "snooze"   // let it rest
	ActClose    Action = "close"    // end it
	ActBlock    Action = "block"    // end it, and take in nothing more of the person
	ActReopen   Action = "reopen"   // take it up again
	ActAnswer   Action = "answer"   // say something to the person
	ActNote     Action = "note"     // say something to the other agents
	ActRemark   Action = "remark"   // the same, of somebody who is none of them
	ActArticle  Action = "article"  // let the bot present an article
	ActCanned   Action = "canned"   // say a text that is sent often
	ActShow     Action = "show"     // look at the whole conversation
	ActAmend    Action = "amend"    // change what was said
	ActRetract  Action = "retract"  // take back what was said
	ActUnmark   Action = "unmark"   // let what was said be no answer any more
	ActHelp     Action = "help"     // ask what can be done
	ActDenied   Action = "denied"   // want something that is not allowed
	ActSpeak    Action = "speak"    // say something where the person is
	ActProblem  Action = "problem"  // tell of a problem that many have, or list those there are
	ActSolved   Action = "solved"   // tell that such a problem is solved
	ActBlocks   Action = "blocks"   // list the people who are blocked
	ActUnblock  Action = "unblock"  // end the block whose number is the text
)
