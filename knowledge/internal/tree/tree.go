// Package tree stores parsed YAML documents, found by the bytes that they were parsed from, so
// that what comes with the program need not be parsed at each start.
//
// What belongs here: the stored form. What a document means is the caller's.
package tree

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v4"
)

// The stored form:
//
//	magic; the number of documents (4 bytes, the lowest first)
//	of each, in the order of the sums: SHA-256 of its source, where it begins and ends (4 each)
//	the documents
//
// A document is the number of its nodes and its root. A node is its kind, its tag as a number in
// tags (or other and the tag), how many lines it is below the node before it, and its text or
// the number of its children and these. Numbers are varints.
const (
	magic     = "yml1"
	beginning = len(magic) + 4
	sumSize   = sha256.Size
	rowSize   = sumSize + 8
)

// tags returns those that YAML itself gives, and none.
func tags() [other]string {
	return [other]string{"", "!!str", "!!map", "!!seq", "!!null", "!!bool", "!!int", "!!float", "!!timestamp", "!!binary", "!!merge"}
}

const (
	other    = 11 // the number of a tag that is not among tags and follows
	maxDepth = 100
)

// ErrFormat means that stored data is broken.
var ErrFormat = errors.New("no stored documents")

// Store stores documents, each with its source. Aliases become what they stand for; columns,
// styles and comments are left out.
func Store(documents map[string]*yaml.Node) ([]byte, error) {
	type document struct {
		sum  [sumSize]byte
		data []byte
	}
	var list []document
	for source, root := range documents {
		w := writer{tags: tags()}
		if err := w.node(root, 0); err != nil {
			return nil, err
		}
		list = append(list, document{sha256.Sum256([]byte(source)), append(binary.AppendUvarint(nil, uint64(w.nodes)), w.data...)})
	}
	slices.SortFunc(list, func(a, b document) int { return bytes.Compare(a.sum[:], b.sum[:]) })
	head := binary.LittleEndian.AppendUint32([]byte(magic), uint32(len(list)))
	var body []byte
	for _, d := range list {
		from := len(body)
		body = append(body, d.data...)
		head = append(head, d.sum[:]...)
		head = binary.LittleEndian.AppendUint32(head, uint32(from))
		head = binary.LittleEndian.AppendUint32(head, uint32(len(body)))
	}
	return append(head, body...), nil
}

type writer struct {
	tags  [other]string
	data  []byte
	line  int
	nodes int
}

func (w *writer) number(n int) { w.data = binary.AppendUvarint(w.data, uint64(n)) }

func (w *writer) text(s string) {
	w.number(len(s))
	w.data = append(w.data, s...)
}

func (w *writer) node(n *yaml.Node, depth int) error {
	for n.Kind == yaml.AliasNode && n.Alias != nil {
		n = n.Alias
	}
	if depth > maxDepth {
		return fmt.Errorf("line %d is nested deeper than %d", n.Line, maxDepth)
	}
	w.nodes++
	w.number(int(n.Kind))
	if i := slices.Index(w.tags[:], n.Tag); i >= 0 {
		w.number(i)
	} else {
		w.number(other)
		w.text(n.Tag)
	}
	w.data = binary.AppendVarint(w.data, int64(n.Line-w.line))
	w.line = n.Line
	if n.Kind == yaml.ScalarNode {
		w.text(n.Value)
		return nil
	}
	w.number(len(n.Content))
	for _, c := range n.Content {
		if err := w.node(c, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// Find returns the root of the document that was parsed from a source; nil where none was
// stored. The texts of its nodes share the memory of what is stored.
func Find(stored string, source []byte) (*yaml.Node, error) {
	if len(stored) < beginning || stored[:len(magic)] != magic {
		return nil, fmt.Errorf("%w: it begins otherwise", ErrFormat)
	}
	count := int(number(stored[len(magic):]))
	if count > (len(stored)-beginning)/rowSize {
		return nil, fmt.Errorf("%w: %d documents", ErrFormat, count)
	}
	rows, body := stored[beginning:beginning+count*rowSize], stored[beginning+count*rowSize:]
	sum := sha256.Sum256(source)
	want := string(sum[:])
	low, high := 0, count
	for low < high {
		if mid := (low + high) / 2; rows[mid*rowSize:mid*rowSize+sumSize] < want {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low == count || rows[low*rowSize:low*rowSize+sumSize] != want {
		return nil, nil //nolint:nilnil // it is not there, which is no fault
	}
	at := rows[low*rowSize+sumSize:]
	from, to := number(at), number(at[4:])
	if from > to || uint64(to) > uint64(len(body)) {
		return nil, fmt.Errorf("%w: a document is beyond its end", ErrFormat)
	}
	return decode(body[from:to])
}

func decode(data string) (*yaml.Node, error) {
	r := reader{data: data, tags: tags()}
	nodes := r.number()
	const least = 4 // bytes of a node
	if nodes > uint64(len(data)/least) {
		return nil, fmt.Errorf("%w: %d nodes", ErrFormat, nodes)
	}
	r.nodes = make([]yaml.Node, nodes)
	r.children = make([]*yaml.Node, nodes)
	root := r.node(0)
	if r.broken || len(r.data) > 0 || len(r.nodes) > 0 {
		return nil, fmt.Errorf("%w: a document has another length", ErrFormat)
	}
	return root, nil
}

type reader struct {
	data string
	tags [other]string
	line int
	// nodes and children are those that are not used yet.
	nodes    []yaml.Node
	children []*yaml.Node
	broken   bool
}

func (r *reader) number() uint64 {
	var n uint64
	for shift := uint(0); shift < 64; shift += 7 {
		if len(r.data) == 0 {
			break
		}
		b := r.data[0]
		r.data = r.data[1:]
		n |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return n
		}
	}
	r.broken, r.data = true, ""
	return 0
}

func (r *reader) text() string {
	n := r.number()
	if n > uint64(len(r.data)) {
		r.broken = true
		return ""
	}
	s := r.data[:n]
	r.data = r.data[n:]
	return s
}

func (r *reader) node(depth int) *yaml.Node {
	if r.broken || len(r.nodes) == 0 || depth > maxDepth {
		r.broken = true
		return nil
	}
	n := &r.nodes[0]
	r.nodes = r.nodes[1:]
	n.Kind = yaml.Kind(r.number())
	if tag := r.number(); tag < other {
		n.Tag = r.tags[tag]
	} else {
		n.Tag = r.text()
	}
	lines := r.number()
	r.line += int(int64(lines>>1) ^ -int64(lines&1))
	n.Line = r.line
	if n.Kind == yaml.ScalarNode {
		n.Value = r.text()
		return n
	}
	count := r.number()
	if count > uint64(len(r.children)) {
		r.broken = true
		return nil
	}
	n.Content = r.children[:count:count]
	r.children = r.children[count:]
	for i := range n.Content {
		n.Content[i] = r.node(depth + 1)
	}
	return n
}

// number reads a number of four bytes.
func number(s string) uint32 {
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}
