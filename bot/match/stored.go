package match

import (
	_ "embed" // for what is known of the symptoms
	"encoding/binary"
	"hash/fnv"
	"slices"

	"aktivering/knowledge"
)

// symptomsFile holds what the matcher needs of the articles that come with the program, so that
// they need not be read to answer one question.
const symptomsFile = "symptoms.bin"

//go:embed model/symptoms.bin
var embeddedSymptoms string

// The stored form, where a text is its length and its bytes, and numbers are varints:
//
//	the sum of the concepts that the numbers below are of, as a text
//	the number of the articles
//	of each: its id; its kinds; 1 where it is for administrators, else 0; the number of its
//	titles and these; the number of its symptoms and of each the number of its concepts and these
//	the number of the words of symptoms and these

// conceptSum returns the sum of the concepts of a lexicon, in order.
func conceptSum(x *lexicon) string {
	sum := fnv.New64a()
	for _, name := range x.names {
		_, _ = sum.Write([]byte(name)) // it never fails
		_, _ = sum.Write([]byte{0})
	}
	return string(sum.Sum(nil))
}

// storeSymptoms returns the stored form. The lexicon is one that is not finished yet, and becomes
// so.
func storeSymptoms(x *lexicon, l *knowledge.Language, as *articles) []byte {
	var data []byte
	number := func(n int) { data = binary.AppendUvarint(data, uint64(n)) }
	text := func(s string) {
		number(len(s))
		data = append(data, s...)
	}
	texts := func(list []string) {
		number(len(list))
		for _, s := range list {
			text(s)
		}
	}
	text(conceptSum(x))
	words := x.finish(l, as)
	number(len(as.ids))
	symptoms, titles := as.symptoms(x), as.titles()
	for i, id := range as.ids {
		text(id)
		number(int(as.answers[i]))
		expert := 0
		if as.expert[i] {
			expert = 1
		}
		number(expert)
		texts(titles[i])
		number(len(symptoms[i]))
		for _, concepts := range symptoms[i] {
			number(len(concepts))
			for _, c := range concepts {
				number(int(c))
			}
		}
	}
	texts(words)
	return data
}

// openStored returns the articles with some ids as they were stored; nil where others or none were,
// or of other concepts than those of the lexicon.
func openStored(stored string, x *lexicon, ids []string) *articles {
	r := storedReader{left: stored}
	if stored == "" || len(ids) == 0 || r.text() != conceptSum(x) || r.number() != len(ids) {
		return nil
	}
	n := len(ids)
	as := &articles{ids: ids, answers: make([]kindSet, n), expert: make([]bool, n)}
	titles, symptoms := make([][]string, n), make([][][]conceptID, n)
	for i, id := range ids {
		if r.text() != id {
			return nil
		}
		as.answers[i], as.expert[i], titles[i] = kindSet(r.number()), r.number() == 1, r.texts()
		symptoms[i] = make([][]conceptID, r.count())
		for j := range symptoms[i] {
			concepts := make([]conceptID, r.count())
			for k := range concepts {
				concepts[k] = conceptID(r.number())
			}
			symptoms[i][j] = concepts
		}
	}
	words := r.texts()
	if r.broken || r.left != "" {
		return nil
	}
	as.titles = func() [][]string { return titles }
	as.symptoms = func(*lexicon) [][][]conceptID { return symptoms }
	as.words = func(x *lexicon) []string {
		for _, w := range words {
			x.addSymptomWord(w)
		}
		return slices.Clip(words)
	}
	return as
}

// storedReader reads the stored form. What is broken reads as nothing.
type storedReader struct {
	left   string
	broken bool
}

// number reads a number.
func (r *storedReader) number() int {
	var n uint64
	for shift := uint(0); shift < 32 && r.left != ""; shift += 7 {
		b := r.left[0]
		r.left = r.left[1:]
		n |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return int(n)
		}
	}
	r.broken, r.left = true, ""
	return 0
}

// count reads how many things follow, each of one byte at least.
func (r *storedReader) count() int {
	n := r.number()
	if n > len(r.left) {
		r.broken, r.left = true, ""
		return 0
	}
	return n
}

func (r *storedReader) text() string {
	n := r.count()
	s := r.left[:n]
	r.left = r.left[n:]
	return s
}

func (r *storedReader) texts() []string {
	list := make([]string, r.count())
	for i := range list {
		list[i] = r.text()
	}
	return list
}
