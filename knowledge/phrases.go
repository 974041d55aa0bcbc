package knowledge

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Phrases are the bot's own sentences, by key, in every language.
type Phrases struct {
	texts map[Lang]map[string]string
}

// Keys returns the keys of all phrases, sorted.
func (p *Phrases) Keys() []string {
	var keys []string
	for key := range p.texts[DefaultLang] {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// Text returns a phrase as it was written, with its {placeholders}. An unknown
// language is bokmål; an unknown key is returned as it is.
func (p *Phrases) Text(l Lang, key string) string {
	texts, ok := p.texts[l]
	if !ok {
		texts = p.texts[DefaultLang]
	}
	if text, ok := texts[key]; ok {
		return text
	}
	return key
}

// Say returns a phrase with args in the place of its {placeholders}. Those that
// args lacks are left standing.
func (p *Phrases) Say(l Lang, key string, args map[string]string) string {
	var out strings.Builder
	rest := p.Text(l, key)
	for {
		before, id, after, ok := cutName(rest)
		if !ok {
			out.WriteString(rest)
			return out.String()
		}
		out.WriteString(before)
		if arg, ok := args[id]; ok {
			out.WriteString(arg)
		} else {
			out.WriteString("{" + id + "}")
		}
		rest = after
	}
}

// phraseFile is one language's sentences and where they stand.
type phraseFile struct {
	*file
	texts map[string]string
	at    map[string]*yaml.Node
	draft bool
}

// loadPhrases reads phrases/nb.yaml and so on: a flat mapping of keys to sentences, with the
// same keys and placeholders in each. What a draft lacks is a gap.
func loadPhrases(fsys fs.FS, languages Languages) (p *Phrases, faults, gaps []Fault) {
	p = &Phrases{texts: make(map[Lang]map[string]string)}
	var files []phraseFile
	for _, info := range languages {
		name := "phrases/" + string(info.ID) + ".yaml"
		if _, err := fs.Stat(fsys, name); info.Draft && errors.Is(err, fs.ErrNotExist) {
			gaps = append(gaps, Fault{File: "knowledge/" + name, Message: "there is no such file; write the phrases in " + string(info.ID)})
			continue
		}
		f := readPhrases(fsys, name)
		f.draft = info.Draft
		p.texts[info.ID] = f.texts
		files = append(files, f)
	}
	for i, f := range files {
		for _, other := range slices.Delete(slices.Clone(files), i, i+1) {
			f.compare(other)
		}
		faults = append(faults, f.faults...)
		gaps = append(gaps, f.gaps...)
	}
	return p, faults, gaps
}

func readPhrases(fsys fs.FS, name string) phraseFile {
	f := phraseFile{
		file:  readFile(fsys, name, "knowledge/"+name),
		texts: make(map[string]string),
		at:    make(map[string]*yaml.Node),
	}
	if f.root != nil {
		f.pairs(f.root, "the file", func(k, v *yaml.Node) {
			f.at[k.Value] = k
			text, ok := line(v)
			if !ok {
				text = f.str(v, "the phrase "+k.Value)
			}
			f.texts[k.Value] = text
		})
	}
	return f
}

// compare notes the phrases of f that the other language lacks or fills
// differently.
func (f *phraseFile) compare(other phraseFile) {
	if f.root == nil || other.root == nil {
		return
	}
	for key, node := range f.at {
		text, ok := other.texts[key]
		switch {
		case !ok && other.draft:
			f.gaps = append(f.gaps, f.faultAt(node, "%q is not in %s", key, other.name))
		case !ok:
			f.fault(node, "%q is not in %s; write it there too, or remove it here", key, other.name)
		case !samePlaceholders(f.texts[key], text):
			f.fault(node, "%q has other {placeholders} than in %s", key, other.name)
		}
	}
	for _, list := range [...][]Fault{f.faults, f.gaps} {
		slices.SortFunc(list, func(a, b Fault) int { return a.Line - b.Line })
	}
}

func samePlaceholders(a, b string) bool {
	return slices.Equal(sortedNames(a), sortedNames(b))
}

func sortedNames(text string) []string {
	ids := NamesIn(text)
	slices.Sort(ids)
	return slices.Compact(ids)
}
