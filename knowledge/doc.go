// Package knowledge holds what the bot knows: articles about documented
// problems, the facts that tell one situation from another, the names of what
// stands on the screen, explanations of words, answers beside the steps, the bot's own
// sentences, and what is known of the languages: which there are, and the words that the
// matcher, the short answers and the desk read.
//
// All of it is YAML: built into the program, and in folders that an operator
// adds. Load reads it and Lint judges it; both name every fault with its file
// and line. A Base never changes once it was loaded.
//
// The names that Windows has for codes are a table of its own, codes/names.txt, which [NameOf]
// searches.
//
// A folder of articles is a [Pack]; a [Scope] says which of them count. The readers of the
// files also make their JSON Schemas, see [Schema].
//
// The files need one another in one direction. article, name, pack and languages are what is known;
// read, fields and shape read one file of YAML, or describe what they read. On these stand the
// readers of each kind of file: decode, explanation, extension, language, phrases and replies.
// folder and loadedfile tell which files there are and what one held, base what is known of all of
// them, unread what of it is read later. lookups and expand stand on that, then lint, and load
// above all.
//
// What belongs here: everything that an editor may change without Go, and the rules that it
// must follow. What it means for a conversation belongs to bot/match and bot/dialogue. Words
// that guard something are no data: those that mark a secret stand in bot/redact, the roles
// that no name may claim in bot/name, so that neither depends on what was loaded.
package knowledge
