package understand

import (
	"fmt"
	"testing"

	"aktivering/bot/match"
	"aktivering/knowledge"
)

func TestZZ(t *testing.T) {
	kb, _ := knowledge.Default()
	m, _ := LoadModel()
	r := NewReader(m, kb.Language())
	mm := match.New(kb)
	for _, s := range []string{"bought it in a store", "på Elkjøp", "from Dell", "kjøpte den i butikk", "the key came in a box", "it was a gift", "in a shop", "bought it online", "fra jobben", "it came with windows", "self built", "installed it myself", "yes", "yes it did", "ja den var der fra før", "kjøpt på power", "the shop put it on", "bought it used", "fikk den av broren min", "my dad bought it", "its a dell", "amazon", "den er fra 2019", "det husker jeg at den gjorde", "I bought a key", "har kjøpt nøkkel", "jeg har pro", "we have a license from work"} {
		a := r.Analyze(s, mm.Match(s, match.Scope{}))
		fmt.Printf("%-32s", s)
		id, v, l := r.tells(&a.whole)
		fmt.Printf(" tells %s=%s %d |", id, v, l)
		for _, f := range []string{"preinstalled", "has_key", "ms_account", "hardware_changed", "work_pc"} {
			p := a.whole
			sc := r.model.facts.with(p.factScores(r), p.besideAsked(f))
			best, b := "", int32(-1<<30)
			for i, lab := range r.model.facts.labels {
				if (lab == labelNone || lab == labelYes || lab == labelNo || len(lab) > len(f) && lab[:len(f)+1] == f+"=") && sc[i] > b {
					best, b = lab, sc[i]
				}
			}
			_, lead := r.valueOf(f, &p)
			fmt.Printf(" %s: %s %d |", f, best, lead)
		}
		fmt.Println()
	}
}

func (p *part) factScores(r *Reader) []int32 { return r.model.facts.scores(p.all()) }
