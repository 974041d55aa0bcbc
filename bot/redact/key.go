package redact

// findNumbersAndKeys finds product keys, recovery keys and other secrets that are
// groups of digits.
func (f *finder) findNumbersAndKeys() {
	w := f.workspace
	w.scanner = groupScanner{finder: f, groups: w.scanner.groups[:0]}
	w.scanner.scan()
	w.segments = segmentsOf(w.scanner.groups, w.segments[:0])
	f.work += len(w.scanner.groups) + maxBetween*len(w.segments)
	f.findKeys(w.scanner.groups, w.segments)
	f.findRegrouped(w.scanner.groups)
	f.findNumbers(w.scanner.groups)
}

// findKeys finds product keys among the groups of a text: it joins the anchors to
// segments, and judges each of them, and those that only words separate together.
func (f *finder) findKeys(groups []group, segments []segment) {
	for i := range segments {
		segments[i].judge(groups)
	}
	acceptScattered(segments)
	for _, seg := range segments {
		if seg.accepted {
			f.mask(seg, groups)
		}
	}
	f.fill(groups, segments)
}
