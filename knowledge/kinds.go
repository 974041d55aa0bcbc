package knowledge

import "go.yaml.in/yaml/v4"

// KindWords are the words by which people begin a question of some kind.
type KindWords struct {
	// Begin are the beginnings of a question, by its kind.
	Begin map[Kind]Words
	// Repairs make a question one for a repair: it tells a problem.
	Repairs Words
}

// readKinds reads the words by which questions begin.
func (l *Language) readKinds(f *file) {
	l.Kinds.Begin = make(map[Kind]Words)
	begin := func(k Kind, about string) field {
		return must(string(k), func(n *yaml.Node) { l.Kinds.Begin[k] = f.words(n, string(k)) }).about(about)
	}
	f.fields(f.root, "the kinds",
		begin(KindMayI, "Whether something is allowed, needed, possible or lost."),
		begin(KindWhatIs, "What something is or means."),
		begin(KindWhatIf, "What happens in a case that has not come."),
		begin(KindHowTo, "How something is done, and where it is."),
		must("repairs", func(n *yaml.Node) { l.Kinds.Repairs = f.words(n, "repairs") }).about("What asks for a fault to be gone."))
}
