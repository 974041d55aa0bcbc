package sourcepage_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"aktivering/bot/match"
	"aktivering/internal/sourcepage"
	"aktivering/knowledge"
)

// find finds codes as they are written.
func find(text string) (codes []knowledge.Code) {
	for _, f := range (match.Finder{}).Find(text, func(knowledge.Code) bool { return false }) {
		codes = append(codes, f.Value)
	}
	return codes
}

func TestRead(t *testing.T) {
	type page = []sourcepage.Section
	for _, c := range []struct {
		name, file, text string
		want             page
	}{
		{"HTML", "a.html", "<h1>A &amp; B</h1><p>one\n two<br>three<p>four", page{{"A & B", 1, []string{"one two three", "four"}}}},
		{"HTML by its beginning", "saved", "\ufeff<!DOCTYPE html><p>one", page{{"", 0, []string{"one"}}}},
		{"main alone", "a.htm", "<p>menu</p><main><h2>x</h2>y</main><p>below", page{{"x", 2, []string{"y"}}}},
		{"what is not shown", "a.html", "<head><title>t</title></head><script>s</script><style>s</style><nav>a<nav>b</nav>c</nav><p>p</p><footer>f</footer><noscript>n</noscript>q", page{{"", 0, []string{"p", "q"}}}},
		{"a head without an end", "a.html", "<head><title>t</title><body><p>p", page{{"", 0, []string{"p"}}}},
		{"a menu without an end", "a.html", "<nav>menu<h1>x</h1><p>p", page{{"x", 1, []string{"p"}}}},
		{"a table", "a.html", "<h2>x</h2><table><tr><th>a<th>b</tr><tr><td><p>c</p><p>d</p></td><td>e</td></tr></table>f", page{{"x", 2, []string{"a | b", "c d | e", "f"}}}},
		{"items", "a.html", "<ul><li>a<li>b <b>c</b></ul><dl><dt>d<dd>e</dl>", page{{"", 0, []string{"a", "b c", "d", "e"}}}},
		{"a heading in parts", "a.html", "<h3><div>a</div><div>b</div></h3>c", page{{"a b", 3, []string{"c"}}}},
		{"what unfolds", "a.html", "<h2>a</h2><details><summary>0xC004F00F</summary><p>b</p></details>", page{{"a", 2, nil}, {"0xC004F00F", 6, []string{"b"}}}},
		{"what is not seen", "a.html", "<p>a\u00a0b\u200b\u00adc", page{{"", 0, []string{"a bc"}}}},
		{"Markdown", "a.md", "---\ndate: today\n---\n# A #\none\ntwo\n\n- **x** [y](https://z)\n- `v`\n  w\n\nB\n---\nthree", page{{"A", 1, []string{"one two", "x y", "v w"}}, {"B", 2, []string{"three"}}}},
		{"a table in Markdown", "a.md", "## A\n| a | b |\n|---|:-:|\n| c | d |", page{{"A", 2, []string{"a | b", "c | d"}}}},
		{"code in Markdown", "a.md", "```\n# no heading\nslmgr /ato\n```\n#no heading", page{{"", 0, []string{"# no heading", "slmgr /ato", "#no heading"}}}},
		{"text", "a.txt", "Title\n\nOne sentence.\nAnother.\n\n\n1. an item\n2. another\n\nTwo\nlines\n\nEnds here:\n", page{{"Title", 1, []string{"One sentence. Another.", "an item", "another", "Two lines", "Ends here:"}}}},
		{"nothing", "a.txt", " \n", nil},
		{"not UTF-8", "a.txt", "a \xff b.", page{{"", 0, []string{"a \uFFFD b."}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := sourcepage.Read(c.file, []byte(c.text)); !reflect.DeepEqual(got.Sections, c.want) {
				t.Errorf("got  %+v\nwant %+v", got.Sections, c.want)
			}
		})
	}
}

func TestCompare(t *testing.T) {
	type list = []sourcepage.Difference
	const a, b, c = knowledge.Code(0xC004F00F), knowledge.Code(0xC004F034), knowledge.Code(0xC004C003)
	for _, test := range []struct {
		name, before, after string
		want                list
	}{
		{"the same", "# 0xC004F00F\none\ntwo", "# 0xC004F00F\none two", nil},
		{"a new code in a list", "# x\n- 0xC004F00F a\n- 0xC004F034 b", "# x\n- 0xC004F00F a\n- 0xC004C003 c\n- 0xC004F034 b", list{
			{"new", []knowledge.Code{c}, "x", nil, []string{"0xC004C003 c"}},
			{"changed", nil, "x", nil, []string{"0xC004C003 c"}},
		}},
		{"a code is gone", "# x\ny\n- 0xC004F00F a\n- 0xC004F034 b", "# x\ny\n- 0xC004F034 b", list{
			// The other one is the only code of the section now, and is said to be the same all the same.
			{"gone", []knowledge.Code{a}, "x", []string{"0xC004F00F a"}, nil},
			{"changed", nil, "x", []string{"0xC004F00F a"}, nil},
		}},
		{"a section of two codes", "# 0xC004F00F, 0xC004F034\nwait", "# 0xC004F00F, 0xC004F034\nrestart", list{
			{"changed", []knowledge.Code{a, b}, "0xC004F00F, 0xC004F034", []string{"wait"}, []string{"restart"}},
			{"changed", nil, "0xC004F00F, 0xC004F034", []string{"wait"}, []string{"restart"}},
		}},
		{"below the section of a code", "# 0xC004F00F\n## Steps\nwait\n# y\nz", "# 0xC004F00F\n## Steps\nrestart\n# y\nz", list{
			{"changed", []knowledge.Code{a}, "0xC004F00F", []string{"wait"}, []string{"restart"}},
			{"changed", nil, "Steps", []string{"wait"}, []string{"restart"}},
		}},
		{"around the only code of a section", "# x\n0xC004F00F is shown.\n\nwait", "# x\n0xC004F00F is shown.\n\nrestart", list{
			{"changed", []knowledge.Code{a}, "x", []string{"wait"}, []string{"restart"}},
			{"changed", nil, "x", []string{"wait"}, []string{"restart"}},
		}},
		{"a section without a code", "# x\none\n# y\ntwo", "# y\nthree\n# z\nfour", list{
			{"changed", nil, "y", []string{"two"}, []string{"three"}},
			{"new", nil, "z", nil, []string{"four"}},
			{"gone", nil, "x", []string{"one"}, nil},
		}},
		{"headings that are the same", "# x\none\n# x\ntwo", "# X\ntwo\n# x\none", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			read := func(text string) sourcepage.Page { return sourcepage.Read("a.md", []byte(text)) }
			if got := sourcepage.Compare(read(test.before), read(test.after), find); !reflect.DeepEqual(got, test.want) {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
		})
	}
}

// Large pages that are made to be slow are compared in the time that their length takes: the bound
// is that of a busy machine and the race detector.
func TestHostile(t *testing.T) {
	const size = 256 << 10
	for name, part := range map[string]string{
		"codes under each other": "# 0xC004F00F\n", "codes in a row": "0xC004F00F ", "elements": "<main><nav><h1>", "rows": "<tr><td>0xC004F034",
		"deep": "###### 0xC004F00F\nx\n", "links": "[](", "marks": "**`", "lines": "a\n", "headings": "<h1>0xC004C003", "fences": "```\n",
	} {
		page := []byte(strings.Repeat(part, size/len(part)))
		for _, file := range []string{"a.html", "a.md", "a.txt"} {
			start := time.Now()
			sourcepage.Compare(sourcepage.Read(file, page), sourcepage.Read(file, page[:size/2]), find)
			if took := time.Since(start); took > 30*time.Second {
				t.Errorf("%s in %s took %v", name, file, took)
			}
		}
	}
}

// FuzzCompare holds that any two pages can be compared, that a page differs in nothing from
// itself, and that what is new one way is gone the other way.
func FuzzCompare(f *testing.F) {
	for _, file := range []string{"a.html", "a.md", "a.txt"} {
		f.Add(file, "# 0xC004F00F\n<main><h2>x</h2><p>one", "## y\n<table><tr><td>0xC004F034<td>b\n| a | b |")
	}
	f.Fuzz(func(t *testing.T, file, a, b string) {
		before, after := sourcepage.Read(file, []byte(a)), sourcepage.Read(file, []byte(b))
		if d := sourcepage.Compare(before, before, find); len(d) > 0 {
			t.Errorf("a page differs from itself: %+v", d)
		}
		there, back := count(sourcepage.Compare(before, after, find)), count(sourcepage.Compare(after, before, find))
		if there["new"] != back["gone"] || there["gone"] != back["new"] || there["changed"] != back["changed"] {
			t.Errorf("%v one way, %v the other", there, back)
		}
	})
}

func count(list []sourcepage.Difference) map[sourcepage.Change]int {
	n := make(map[sourcepage.Change]int)
	for _, d := range list {
		n[d.Change] += max(len(d.Codes), 1)
	}
	return n
}
