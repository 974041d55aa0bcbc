package match

// scratch is the working memory of one search.
type scratch struct {
	understood
	in     limits    // what the text is matched with
	said   []float32 // by conceptID: how surely it was said in this window
	marks  []conceptID
	best   []candidate
	close  []candidate // those of best that come close to the best one
	place  []int32     // by article: its place in best, from 1
	seen   []uint32    // by phrase: the window that last looked at it
	window uint32
	// mentioned tells, by conceptID, what the sentence says that is read for intents.
	mentioned []bool
	joint     joint
	asked     kindSet // the kinds of question that the text asks
}

// window is a part of a text that is matched as one: a sentence, two in a row,
// or all of it.
type window struct {
	mentions []mention
	unknown  int
	proper   int
	objects  int
	topics   int
	trust    float32
}

// candidate is an article that a text may describe.
type candidate struct {
	article int32
	phrase  int32
	score   float32
}

// scored is an article with the score of both readers.
type scored struct {
	article int32
	label   int32
	score   float32
}

// joint is the working memory of joining both readers.
type joint struct {
	features []uint32
	scores   []int32
	ranked   []scored // the articles of the scope; rank puts the best first
	// problem is how much speaks for a description of any problem, in the scope or not.
	problem float32
}
