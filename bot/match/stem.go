package match

import (
	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/norwegian"
)

// minStem is the length in bytes from which a word is stemmed.
const minStem = 4

func stemNorwegian(w string) string {
	if len(w) < minStem {
		return w
	}
	env := snowballstem.NewEnv(w)
	norwegian.Stem(env)
	return env.Current()
}

func stemEnglish(w string) string {
	if len(w) < minStem {
		return w
	}
	env := snowballstem.NewEnv(w)
	english.Stem(env)
	return env.Current()
}
