// Package match understands what a person writes about Windows activation: the
// error codes, the problem as they describe it, and what else they want.
//
// Nothing here asks a network, a clock or chance: the same text gives the same
// result in every run.
//
// The files need one another in one direction:
//
//   - fold and glyph read characters. scanner, digits, barenumbers and code find codes in a text, near the
//     documented ones that an undocumented one resembles, and decode what a code says by itself.
//   - lexicon is the words and what they mean: vocabulary fills it from the language data, stored
//     and symptoms from the articles. words looks a word up, stem and typo read it otherwise,
//     understand reads a whole text.
//   - matcher is all that is known, scope what counts of it, scratch the memory of one text. index
//     holds the symptoms, search finds those that a text describes, features and wordscores are
//     what the model reads.
//   - anchor, asked, intent, office, title, part, log and subject answer single questions about a
//     text; join and decidewords settle what its words call for, match what all of it does.
//   - prepare and bind make a matcher of language data and articles; learn makes the model.
//
// What belongs here: what a text says, whoever wrote it and whatever was said before. What a person
// does with it at one point of a conversation is read by bot/understand.
package match
