package redact

// segment is a row of groups with no words between them: a key, several keys that
// follow each other, or a part of one.
type segment struct {
	first, last int // groups
	// members counts the groups that belong to a key, anchors those that are hardly
	// words, and genuine those that keys have.
	members, anchors, genuine, numbers int
	dashed                             bool // nothing but dashes joins the members
	broken                             bool // something else stands between two members
	runs                               int  // runs of characters that the groups come from
	far                                bool // only words stand between it and the segment before
	reach                              int  // the widest gap between two anchors, in bytes
	accepted                           bool
}

// judge decides whether a segment is a key, or a part of one, and takes along what
// stands beside it and belongs to it.
func (seg *segment) judge(groups []group) {
	seg.takeDashed(groups)
	switch {
	case seg.genuine >= 3, seg.genuine >= 2 && seg.runs >= 2:
		seg.accepted = true
	case seg.numbers > maxNumbers:
		return // a product ID, an order number
	case seg.dashed && seg.members >= keyGroups:
		seg.accepted = seg.genuine >= 1 || seg.anchors >= 2
	case seg.dashed && seg.members == keyGroups-1:
		seg.accepted = seg.anchors >= 3
	case seg.dashed && seg.members == keyGroups-2:
		seg.accepted = seg.anchors >= 3 && seg.genuine >= 1
	}
	if seg.anchors >= 3 && seg.members%keyGroups != 0 {
		seg.takeLoose(groups)
	}
	if seg.anchors >= 3 && seg.members%keyGroups == 0 && !seg.broken {
		seg.accepted = true
	}
	if seg.accepted && seg.members < keyGroups {
		seg.takePieces(groups)
	}
}

// takeDashed takes along the groups of five that dashes join to the segment.
func (seg *segment) takeDashed(groups []group) {
	isGroup := func(g group) bool { return g.size == groupSize && g.class != classOther && g.class != classSpoken }
	for range maxBetween {
		i := seg.first - 1
		if i < 0 || groups[seg.first].gap > gapDash || !isGroup(groups[i]) || groups[i].isAnchor() {
			break
		}
		seg.take(groups, i)
		seg.first = i
	}
	for range maxBetween {
		i := seg.last + 1
		if i >= len(groups) || groups[i].gap > gapDash || !isGroup(groups[i]) || groups[i].isAnchor() {
			break
		}
		seg.take(groups, i)
		seg.last = i
	}
}

func (seg *segment) take(groups []group, i int) {
	seg.members++
	if groups[i].class == classVague {
		seg.numbers++
	}
}

// takeLoose takes along groups beside a segment that lacks some: those that could be
// of a key, and words where the others are hardly more than that.
func (seg *segment) takeLoose(groups []group) {
	lacks := keyGroups - seg.members%keyGroups
	lower := groups[seg.first].lower
	fits := func(g group) bool {
		return g.class == classVague || g.class == classWord && seg.genuine < 2 && seg.members < keyGroups && g.lower == lower
	}
	for range lacks {
		i := seg.first - 1
		if i < 0 || groups[seg.first].gap > gapLoose || !fits(groups[i]) {
			break
		}
		seg.take(groups, i)
		seg.first = i
	}
	for range lacks {
		i := seg.last + 1
		if i >= len(groups) || groups[i].gap > gapLoose || !fits(groups[i]) {
			break
		}
		seg.take(groups, i)
		seg.last = i
	}
	seg.dashed = false
}

// takePieces takes along what dashes join to a part of a key: groups that were cut off or
// mistyped.
func (seg *segment) takePieces(groups []group) {
	fits := func(g group) bool { // a single character may be one of a row
		return g.class == classPiece && g.size > 1 || g.class == classSix || g.size == groupSize && g.class != classOther
	}
	for seg.members < keyGroups {
		i := seg.first - 1
		if i < 0 || groups[seg.first].gap > gapDash || !fits(groups[i]) || groups[i].isAnchor() {
			break
		}
		seg.first = i
		seg.members++
	}
	for seg.members < keyGroups {
		i := seg.last + 1
		if i >= len(groups) || groups[i].gap > gapDash || !fits(groups[i]) || groups[i].isAnchor() {
			break
		}
		seg.last = i
		seg.members++
	}
}

// isMember reports a group between two anchors that is a group of their key.
func isMember(groups []group, i int) bool {
	within := groups[i].gap <= gapDash && i+1 < len(groups) && groups[i+1].gap <= gapDash
	switch groups[i].class {
	case classOdd, classGenuine, classVague:
		return true
	case classWord:
		return within
	case classPiece, classSix:
		return within && groups[i].size >= groupSize-1 // mistyped
	case classOther, classSpoken:
	}
	return false
}

// acceptScattered accepts parts of a key that words separate, such as a group with
// each of "the first is … and the second …".
func acceptScattered(segments []segment) {
	for from := 0; from < len(segments); {
		to := from + 1
		genuine := segments[from].genuine
		for to < len(segments) && segments[to].far && segments[to].members < keyGroups && segments[to-1].members < keyGroups {
			genuine += segments[to].genuine
			to++
		}
		if genuine >= 3 && to-from > 1 {
			for i := from; i < to; i++ {
				alone := segments[i].anchors == 1 && (i > from && segments[i-1].anchors == 1 || i+1 < to && segments[i+1].anchors == 1)
				segments[i].accepted = segments[i].accepted || segments[i].genuine > 0 || alone
			}
		}
		from = to
	}
}

// segmentsOf joins the anchors that belong together.
func segmentsOf(groups []group, segments []segment) []segment {
	previous, counted, named := -1, false, false
	for i, g := range groups {
		if !g.isAnchor() {
			continue
		}
		j := joint{gap: gapApart}
		if previous >= 0 {
			j = jointOf(groups, previous, i)
		}
		if j.gap <= gapLoose {
			seg := &segments[len(segments)-1]
			seg.last, seg.members, seg.numbers = i, seg.members+j.members, seg.numbers+j.numbers
			seg.dashed, seg.broken = seg.dashed && j.dashed, seg.broken || j.broken
			seg.reach = max(seg.reach, g.start-groups[previous].end)
			if g.gap != gapNone {
				seg.runs++
			}
		} else {
			segments = append(segments, segment{first: i, last: i, dashed: true, runs: 1, far: j.gap == gapFar})
		}
		seg := &segments[len(segments)-1]
		seg.members++
		seg.anchors++
		variant := previous >= 0 && isVariant(g.chars, groups[previous].chars)
		genuine := g.class == classGenuine && !variant
		if genuine {
			seg.genuine++
		}
		if variant && g.chars != groups[previous].chars && seg.first < i {
			// They are names, which can stand in a key and make none.
			seg.anchors--
			if !named {
				seg.anchors--
				if counted {
					seg.genuine--
				}
			}
			named = true
		} else {
			named = false
		}
		counted = genuine
		previous = i
	}
	return segments
}

// joint is what stands between two anchors.
type joint struct {
	gap gap // the widest one
	// members counts the groups that belong to the same key, numbers those of them that
	// are digits.
	members, numbers int
	dashed, broken   bool
}

func jointOf(groups []group, from, to int) joint {
	distance := groups[to].start - groups[from].end
	if distance > maxFarGap || to-from > maxBetween {
		return joint{gap: gapApart}
	}
	j := joint{dashed: true}
	for i := from + 1; i <= to; i++ {
		j.gap = max(j.gap, groups[i].gap)
		j.dashed = j.dashed && groups[i].gap <= gapDash
		if i == to {
			break
		}
		switch {
		case isMember(groups, i), groups[i].couldBe(groups[from].lower || groups[to].lower), isAmong(groups, from, i, to):
			j.members++
			if groups[i].class == classVague {
				j.numbers++
			}
		case groups[i].class == classPiece || groups[i].class == classSpoken:
			j.dashed = j.dashed && groups[i].class == classPiece
		default:
			j.gap = max(j.gap, gapFar)
		}
	}
	switch {
	case j.numbers > maxNumbers:
		return joint{gap: gapApart}
	case j.gap == gapFar && distance <= maxBroken:
		j.gap, j.broken = gapLoose, true
	}
	return j
}

// isAmong reports a word in small letters that stands alone between two groups as keys have
// them, in small letters too.
func isAmong(groups []group, from, i, to int) bool {
	return to-from == 2 && groups[i].class == classWord && groups[from].class == classGenuine && groups[to].class == classGenuine &&
		groups[from].lower && groups[i].lower && groups[to].lower
}

// maxBetween bounds how many groups are looked at between two anchors, or beside one.
const maxBetween = 12

// maxNumbers is how many groups of a key can be digits only.
const maxNumbers = 2
