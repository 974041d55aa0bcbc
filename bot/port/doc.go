// Package port holds what the core asks of the rest of the program, as interfaces: an [Adapter]
// joins a platform, a [Store] keeps conversations, an [Outbox] performs effects, [Cases] is what
// is known across conversations, and a [Matcher] understands texts. Everything that can fail is
// behind one of them. adapters/adaptertest and internal/store/storetest test what they promise.
//
// What belongs here: interfaces that bot/engine or bot/desk call and that packages outside the
// core implement, and the types that only their calls have.
package port
