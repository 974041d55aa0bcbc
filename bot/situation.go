package bot

import (
	"maps"
	"slices"
)

// Equal reports whether two situations are the same, an empty list being another one than none: it
// is what reflect.DeepEqual reports, which takes longer and each turn asks.
func (s *Situation) Equal(o *Situation) bool {
	return s.Stage == o.Stage && s.View == o.View && s.Article == o.Article && s.Code == o.Code &&
		s.Question == o.Question && s.Prompt == o.Prompt && s.Begun == o.Begun && s.Skipped == o.Skipped &&
		sameList(s.Also, o.Also) && sameList(s.Shown, o.Shown) && sameList(s.Brief, o.Brief) &&
		sameList(s.Candidates, o.Candidates) && sameList(s.Codes, o.Codes) && sameList(s.Near, o.Near) &&
		sameList(s.Unsettled, o.Unsettled) && sameList(s.Trail, o.Trail) && sameList(s.Tried, o.Tried) &&
		(s.Facts == nil) == (o.Facts == nil) && maps.Equal(s.Facts, o.Facts)
}

func sameList[T comparable](a, b []T) bool { return (a == nil) == (b == nil) && slices.Equal(a, b) }
