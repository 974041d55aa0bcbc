// Package storetest is the one suite that every store runs. A store's test gives
// it places where databases can be opened:
//
//	func TestConformance(t *testing.T) {
//		storetest.Run(t, func(t *testing.T) storetest.Place { return newPlace(t) })
//	}
//
// The files need one another in one direction: place is what a database can do, bench one in use, scene
// the turns that scenes are made of, recorder and office who performs what they save. On these stand the
// scenes of one subject each, such as outbox, erase and privacy; the list of all is in Run.
package storetest

import (
	"testing"
)

// Run asks what the ports promise; each test gets a place of its own.
func Run(t *testing.T, place func(t *testing.T) Place) {
	t.Helper()
	tests := []struct {
		name string
		test func(*testing.T, *bench)
	}{
		{"turn/remembers what step returns", testRemembers},
		{"turn/keeps conversations apart", testApart},
		{"turn/knows a person's latest", testLatest},
		{"turn/drops a key it has seen", testRedelivery},
		{"turn/takes an empty key as new", testEmptyKey},
		{"turn/keeps nothing of what was not for the bot", testSilence},
		{"turn/makes one turn at a time", testOneAtATime},
		{"turn/saves nothing after the context's end", testEnded},
		{"turn/saves nothing of a step that fails", testPanic},
		{"turn/forgets what was undone", testUndone},
		{"turn/sees what others saved", testOthers},
		{"turn/writes a transcript", testTranscript},
		{"turn/outlasts a restart", testRestart},
		{"turn/knows the parts of a key from a person's other conversations", testKeyParts},
		{"turn/counts the parts of a key that come at once", testKeyPartsAtOnce},
		{"turn/forgets the parts of a key after a time", testKeyPartsAge},

		{"people/have their language in all conversations", testLanguage},
		{"people/are known by their conversations", testConversationsOf},
		{"people/go on elsewhere with the same conversation", testElsewhere},

		{"sessions/are kept until they expire", testSessions},
		{"sessions/are found by how their keys begin", testSessionsOf},
		{"sessions/are taken once", testSessionsTaken},
		{"installations/are kept, renewed and removed", testInstallations},
		{"installations/are renewed once by several at once", testInstallationRenewedOnce},
		{"workspaces/have settings that are kept, changed and removed", testWorkspaces},
		{"sealed/no secret is in the database", testSealed},
		{"sealed/keys are replaced", testSealedRenewed},

		{"cases/are numbered and found", testCases},
		{"cases/are found where they were before", testFormerPlaces},
		{"cases/wait in a queue", testQueue},
		{"cases/have agents of a desk", testAgentsAt},
		{"cases/tell when they were answered first", testFirstAnswers},
		{"cases/are counted by their state", testCaseCounts},
		{"cases/are talked about somewhere", testTalks},
		{"cases/know where people were heard lately", testRecent},
		{"cases/know their agents", testAgents},
		{"cases/know what was relayed", testRelayed},
		{"cases/have one agent when several claim at once, in the thread and by number", testActRace},
		{"cases/are acted on once by one submission", testActAgain},
		{"cases/stay at their desk", testDesks},

		{"problems/find and count those who came with something lately", testReports},
		{"problems/know who is to be told still", testConcerned},
		{"blocks/hold in all conversations of a person", testBlocks},
		{"blocks/end at their time", testBlockEnds},
		{"problems/forget a person whose data were deleted", testProblemsErased},

		{"outcomes/are read as they were decided", testOutcomes},
		{"outcomes/are found by time and kind", testOutcomeFilter},
		{"outcomes/hold nothing of a message, and go with the conversation", testOutcomeErased},
		{"outcomes/of lacking knowledge are read with what was written", testGaps},
		{"outcomes/of lacking knowledge go with the message and the conversation", testGapsErased},

		{"cases/are listed with all that a list shows", testListed},
		{"cases/are listed by filters and in order", testListedBy},
		{"cases/are listed on pages of a bounded size", testPageSize},
		{"cases/are listed on pages while others open and close", testPaging},
		{"cases/refuse cursors that are none of the list's", testBadCursor},

		{"search/finds words, their forms, codes, names and numbers", testSearch},
		{"search/takes a query as a text", testSearchText},
		{"search/has the best first, on pages", testSearchOrder},
		{"search/knows which lines are a case's", testSearchLines},
		{"search/shows where the words are", testSnippets},
		{"search/finds nothing that was erased", testSearchErased},
		{"search/finds nothing that was erased word by word", testSearchErasedInTurn},
		{"search/finds what stands there, however it came to", testSearchModel},
		{"search/finds what several processes write at once", testSearchAtOnce},
		{"search/finds cases that an earlier version saved", testSearchEarlier},

		{"erase/leaves nothing of a removed message", testErase},
		{"erase/delivers nothing of a removed message that waits", testEraseWaiting},
		{"erase/forgets what a message said before it was changed", testEraseChanged},
		{"erase/leaves other conversations and messages alone", testEraseOthers},
		{"erase/reads what an earlier version saved", testEraseEarlier},
		{"erase/drops a message that was removed before it came", testRemovedBefore},
		{"erase/forgets after a time that a message was removed", testRemovedAge},
		{"erase/remembers a removal of a message that nobody is known to have written", testRemovedByNobody},
		{"erase/keeps nothing outdated or removed in whatever order it comes", testDisorder},
		{"erase/keeps nothing that is removed while it is taken in", testRemovedMeanwhile},
		{"erase/knows in which conversation a message was heard", testWriterOf},

		{"feeds/keep lines in order, each key once", testFeed},
		{"feeds/are changed line by line", testFeedChanged},
		{"feeds/keep their order when several processes write", testFeedAtOnce},
		{"feeds/keep files within bounds", testFeedFiles},
		{"feeds/have links that lead to them once", testFeedLinks},
		{"feeds/are erased with their visitor", testFeedErased},
		{"feeds/are pruned when nothing has changed", testFeedPruned},
		{"feeds/have one key for all", testFeedKey},
		{"feeds/tell those who follow", testFeedFollowed},
		{"privacy/forgets all words of a person", testForget},
		{"privacy/forgets a person when nothing waits any more", testForgetWaits},
		{"privacy/exports all of a person", testExport},
		{"privacy/finds people", testFindPeople},
		{"privacy/prunes what is old", testPrune},
		{"privacy/prunes what is old of a conversation that goes on", testPruneLiving},
		{"privacy/prunes what was forgotten", testPruneForgotten},
		{"privacy/prunes many rows", testPruneMany},

		{"outbox/keeps the order of a conversation", testOrder},
		{"outbox/works on conversations side by side", testSideBySide},
		{"outbox/does once what is done at two places of a platform", testTwoPlaces},
		{"outbox/holds up no other channel of the platform", testHeldUp},
		{"outbox/knows the owner just before", testOwner},
		{"outbox/knows the owner that another process has saved", testOwnerElsewhere},
		{"outbox/performs what was left undone", testLeft},
		{"outbox/repeats with the same key what was cut off", testCutOff},
		{"outbox/waits as told, and holds up nobody else", testWait},
		{"outbox/waits as told over a restart", testWaitRestart},
		{"outbox/overlooks nothing that comes meanwhile", testMeanwhile},
		{"outbox/counts tries and sets aside", testSetAside},
		{"outbox/sets aside what it cannot read", testUnreadable},
		{"outbox/performs a timer in time", testTimer},
		{"outbox/keeps timers over a restart", testTimerRestart},
		{"outbox/serves only what it can reach", testServes},
		{"outbox/drains", testDrain},
		{"outbox/knows for how long something is due", testOldestDue},
		{"outbox/ends with its context", testRunEnds},
		{"outbox/never mixes conversations", testMix},
		{"outbox/a platform that hangs holds up no other", testHangingPlatform},
		{"outbox/a place that hangs holds up no other", testHangingPlace},

		{"traces/go with effects until they are done", testTraces},
		{"traces/go with a reply that is handed over", testTraceHanded},

		{"handover/leaves a reply to its caller", testHandover},
		{"handover/performs what was not shown, in order", testHandoverFails},
		{"handover/performs what a dead process has not told of", testHandoverDies},
		{"handover/leaves all else to the outbox", testNoHandover},
		{"handover/shows each reply once and in order", testHandoverMix},

		{"faults/repeat nothing that was performed", testUnrecorded},
		{"faults/repeat nothing that an earlier Run performed", testUnrecordedByRun},
		{"faults/lose no count of tries", testUnrecordedAgain},
		{"faults/repeat no timer and nothing at the desk", testUnrecordedOthers},
		{"faults/are told by Ping", testNotReady},

		{"clock/holds up nothing that is due", jumps(testClockQueued)},
		{"clock/changes no rest", jumps(testClockRest)},
		{"clock/set back while nothing runs holds up little", testClockRestart},
		{"clock/changes no lease", jumps(testClockLease)},

		{"leases/have one holder", testLease},
		{"leases/are taken over when the holder dies", testLeaseDies},
		{"leases/are renewed while held", testHold},

		{"database/of a later version is refused", testNewer},
		{"database/can be opened many times at once", testOpenTogether},
		{"database/is served by one process where only one may", testExclusive},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.test(t, &bench{t: t, place: place(t), another: place})
		})
	}
}
