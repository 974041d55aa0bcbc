// Package gaps makes a report of where the bot's knowledge falls short, from what the store keeps
// of turns: questions without an answer, grouped by what they are about, codes that no article has,
// near misses, and articles whose remedies seldom help. It drafts the article that is missing.
//
// What belongs here: what is a gap, how texts are grouped, what is masked, and how a draft is
// written. Nothing is read, stored or printed here, and the same turns give the same report.
package gaps
