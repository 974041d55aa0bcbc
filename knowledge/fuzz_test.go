package knowledge

import (
	"os"
	"testing"
	"testing/fstest"
)

// Whatever stands in a file, reading and linting it ends in faults and never in
// another way; every fault names its file.
func FuzzFile(f *testing.F) {
	for _, seed := range []string{
		"", "id: a", "a: &x [*x]", "- - -", "{", "id: [1, {2: 3}]\nremedies: {}\n", "&a a: *a", "? {a: b} : c", "!!binary x: y",
		"id: vpn\ntitle: {nb: a, nn: b, en: \"{x\"}\nremedies: [{id: r, when: {windows: 10, x: []}}]\n",
		"---\nid: a\n---\nid: b\n", "id: a\nid: a\n", "names: [{id: n, kind: path, forms: {\"\": 1}}]",
	} {
		f.Add([]byte(seed), true)
		f.Add([]byte(seed), false)
	}
	whole, err := Default()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte, article bool) {
		name := packFile
		if article {
			name = "vpn.yaml"
		}
		b := &Base{origins: make(map[any]origin), languages: whole.languages, language: whole.language, phrases: whole.phrases}
		faults, _ := b.read([]*packFolder{
			{label: "sound", fsys: os.DirFS("testdata/sound"), own: true},
			{label: "own", fsys: fstest.MapFS{name: {Data: data}}},
		}, nil)
		for _, fault := range append(faults, b.Lint()...) {
			if fault.Message == "" || fault.File == "" || fault.Line < 0 {
				t.Errorf("the fault %+v says nothing", fault)
			}
		}
	})
}
