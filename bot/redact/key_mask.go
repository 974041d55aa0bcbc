package redact

// mask adds the spans of a segment: a key whose end is known shows its last group, and
// everything else is hidden.
func (f *finder) mask(seg segment, groups []group) {
	start, end := groups[seg.first].start, groups[seg.last].end
	if seg.members < keyGroups {
		start, end = seg.borrow(f.text, groups)
	}
	if !seg.whole(groups) {
		f.addPart(start, end, seg.members)
		return
	}
	n, from := 0, start
	for i := seg.first; i <= seg.last; i++ {
		if !seg.counts(groups, i) {
			continue
		}
		if n++; n%keyGroups == 1 {
			from = groups[i].start
		}
		if n%keyGroups == 0 {
			f.addKey(from, groups[i].start, groups[i].end)
		}
	}
}

// counts reports a group of the segment that is one of a key.
func (seg *segment) counts(groups []group, i int) bool {
	return i == seg.first || i == seg.last || isMember(groups, i) || groups[i].class == classWord && !seg.dashed && seg.genuine < 2
}

// whole reports a segment of one key, or of several, whose last groups are known: each
// is complete, and no dash joins it to the next one.
func (seg *segment) whole(groups []group) bool {
	n := 0
	for i := seg.first; i <= seg.last; i++ {
		if !seg.counts(groups, i) {
			continue
		}
		if n++; n%keyGroups == 0 && groups[i].size != groupSize {
			return false
		}
	}
	return n > 0 && n%keyGroups == 0
}

// borrow widens a part of a key by a group that is glued to the word beside it.
func (seg *segment) borrow(text string, groups []group) (start, end int) {
	start, end = groups[seg.first].start, groups[seg.last].end
	if i := seg.first - 1; i >= 0 && groups[seg.first].gap <= gapDash && groups[i].size > groupSize && groups[i].class == classOther {
		if at := edge(text[:groups[i].end], groups[i].end-maxFarGap, true); at >= groups[i].start {
			start = at
		}
	}
	if i := seg.last + 1; i < len(groups) && groups[i].gap <= gapDash && groups[i].size > groupSize && groups[i].class == classOther {
		if at := edge(text[:min(len(text), groups[i].end)], groups[i].start, false); at > 0 {
			end = at
		}
	}
	return start, end
}

// edge returns where a genuine group at the end of a text begins, or one that begins at
// an offset ends; -1 where there is none.
func edge(text string, from int, last bool) int {
	var chars []byte
	var at []int
	for i := max(from, 0); i < len(text); {
		g := glyphAt(text[i:])
		if g.kind == glyphKey {
			chars, at = append(chars, g.char), append(at, i)
			if !last && len(chars) == groupSize {
				at = append(at, i+g.size)
				break
			}
		}
		i += g.size
	}
	if len(chars) < groupSize {
		return -1
	}
	group := chars[len(chars)-groupSize:]
	if classOf(group, "") != classGenuine {
		return -1
	}
	if last {
		return at[len(at)-groupSize]
	}
	return at[groupSize]
}

// fill adds the groups that a key lacks, and that are words or numbers by themselves:
// between the parts of a key, and before the first and after the last one.
func (f *finder) fill(groups []group, segments []segment) {
	for from := 0; from < len(segments); {
		to, members, reach := from+1, segments[from].members, segments[from].reach
		for to < len(segments) && segments[to].far && segments[to].accepted && segments[from].accepted {
			members += segments[to].members
			reach = max(reach, segments[to].reach, groups[segments[to].first].start-groups[segments[to-1].last].end)
			to++
		}
		scattered := to-from > 1
		if segments[from].accepted && members < keyGroups && (scattered || !segments[from].dashed) {
			most := reach + 2 // a number may have a digit more, or a separator another sign
			lower := groups[segments[from].first].lower
			for i := from + 1; i < to; i++ {
				f.fillRow(groups, segments[i-1].last, 1, maxFarGap, lower, 1)
			}
			f.fillRow(groups, segments[from].first, -1, most, lower, keyGroups-members)
			f.fillRow(groups, segments[to-1].last, 1, most, lower, keyGroups-members)
		}
		from = to
	}
}

// fillRow looks for the groups that a key lacks, from one of its groups on and each at most so
// many bytes away: for one of them, and for the next one where a separator in words follows.
func (f *finder) fillRow(groups []group, from, step, most int, lower bool, lacks int) {
	for n, i := 1, from+step; n < maxBetween && i >= 0 && i < len(groups); n, i = n+1, i+step {
		nearer := max(i, i-step) // the later one of two neighbours
		g := groups[i]
		if groups[nearer].gap == gapApart || g.isAnchor() || max(g.start-groups[from].end, groups[from].start-g.end) > most {
			break
		}
		if !g.couldBe(lower) {
			continue
		}
		f.addPart(g.start, g.end, 1)
		lacks--
		if next := i + step; lacks <= 0 || next < 0 || next >= len(groups) || groups[next].class != classSpoken {
			return
		}
		from = i
	}
}
