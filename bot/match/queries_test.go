package match

import (
	"bufio"
	"os"
	"slices"
	"strings"
	"testing"

	"aktivering/knowledge"
)

// query is a row of testdata, see its README.
type query struct {
	text, category string
	labels         []string
}

func readQueries(t testing.TB, path string) []query {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var list []query
	for sc := bufio.NewScanner(f); sc.Scan(); {
		p := strings.Split(sc.Text(), "\t")
		if len(p) != 4 {
			t.Fatalf("%s: %q has %d columns, want 4", path, sc.Text(), len(p))
		}
		list = append(list, query{strings.ReplaceAll(p[0], `\n`, "\n"), p[2], strings.Split(p[1], "|")})
	}
	return list
}

func newMatcher(t testing.TB) *Matcher {
	t.Helper()
	kb, err := knowledge.Default()
	if err != nil {
		t.Fatal(err)
	}
	return New(kb)
}

// points scores a result: 1 for a right label, half for an offer that holds it.
func points(m *Matcher, r Result, labels []string) float64 {
	best := 0.0
	for _, l := range labels {
		best = max(best, point(m, r, l))
	}
	return best
}

func point(m *Matcher, r Result, label string) float64 {
	first := slices.Concat(r.Entries, []string{""})[0]
	code, suggestion := strings.CutPrefix(label, "suggest:")
	switch {
	case suggestion:
		c, _ := knowledge.ParseCode(code)
		holds := slices.ContainsFunc(m.kb.ByCode(c), func(a *knowledge.Article) bool { return a.ID == first })
		return float(r.Decision == Suggest && holds)
	case label == "none":
		return float(r.Decision == None)
	case label == "piratkopi":
		return float(r.Decision == Refuse)
	case label == "menneske":
		return float(r.Decision == Human)
	case r.Decision == Answer && first == label, r.Decision == UnknownCode && label == "andre-koder":
		return 1
	case r.Decision == Clarify && slices.Contains(r.Entries[:min(3, len(r.Entries))], label),
		r.Decision == Suggest && first == label:
		return 0.5
	}
	return 0
}

func float(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// TestQueries holds the matcher to what it reached. The floors stand a little
// below that; raise them when it gets better.
func TestQueries(t *testing.T) {
	m := newMatcher(t)
	for _, set := range []struct {
		file                    string
		overall, category, wild float64 // wild: how many answers nobody asked for
	}{
		{"testdata/tuned.tsv", 0.96, 0.93, 0.015},
		{"testdata/heldback.tsv", 0.92, 0.84, 0.04},
	} {
		t.Run(set.file, func(t *testing.T) {
			sum, count := map[string]float64{}, map[string]float64{}
			var total, none, wild float64
			queries := readQueries(t, set.file)
			for _, q := range queries {
				r := m.Match(q.text, Scope{})
				p := points(m, r, q.labels)
				sum[q.category] += p
				count[q.category]++
				total += p
				if slices.Equal(q.labels, []string{"none"}) {
					none++
					wild += float(slices.Contains([]Decision{Answer, Clarify, Suggest}, r.Decision))
				}
				if tied := r.Tied(); tied != nil {
					t.Errorf("%v answer the same query with the same weight", tied)
				}
				switch {
				case strings.HasPrefix(q.labels[0], "suggest:") && r.Decision == Answer && len(q.labels) == 1:
					t.Errorf("%q: corrected without asking", q.text)
				case q.labels[0] == "menneske" && (r.Decision == Answer || r.Decision == Clarify):
					t.Errorf("%q: answered instead of handed over", q.text)
				}
			}
			for category, n := range count {
				t.Logf("%-18s %4.0f queries %5.1f %%", category, n, 100*sum[category]/n)
				if sum[category]/n < set.category {
					t.Errorf("%s: %.3f, want at least %.2f", category, sum[category]/n, set.category)
				}
			}
			t.Logf("overall %.3f, answers nobody asked for %.3f", total/float64(len(queries)), wild/none)
			if got := total / float64(len(queries)); got < set.overall {
				t.Errorf("overall %.3f, want at least %.2f", got, set.overall)
			}
			if wild/none > set.wild {
				t.Errorf("%.3f of the queries about other things were answered, want at most %.2f", wild/none, set.wild)
			}
		})
	}
}

func BenchmarkMatch(b *testing.B) {
	m := newMatcher(b)
	m.Ready()
	queries := readQueries(b, "testdata/tuned.tsv")
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		m.Match(queries[i%len(queries)].text, Scope{})
		i++
	}
}
