package match

// articles are what the matcher needs of the articles that it finds.
type articles struct {
	ids     []string
	answers []kindSet // the kinds of question that each answers
	expert  []bool    // it is written for administrators
	// words returns the words of symptoms that mean something, in order, but for those that a
	// concept of the language data has.
	words func(*lexicon) []string
	// symptoms returns the symptoms of each as sets of concepts.
	symptoms func(*lexicon) [][][]conceptID
	// titles returns the titles of each, as foldedTitles does.
	titles func() [][]string
}
