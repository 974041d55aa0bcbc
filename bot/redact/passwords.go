package redact

// findPasswords finds what words such as "password" say is a secret.
func (f *finder) findPasswords() {
	text := f.text
	f.work += len(text)
	for at := 0; at < len(text); {
		start, end := nameAt(text, at)
		if start < 0 {
			break
		}
		at = end
		what := labelOf(text[start:end])
		if what == labelNone {
			continue
		}
		r := valueReader{finder: f, at: end, what: what}
		s, ok := span{}, false
		if what != labelLogin && what != labelNetwork {
			s, ok = r.read(start)
		}
		if !ok {
			s, ok = r.phrase(start, end)
		}
		if ok {
			if what == labelPassword || what == labelStrict {
				s = r.rest(s, isPhrase(text[start:end]))
			}
			f.spans = append(f.spans, s)
			at = max(at, s.end)
		}
	}
}
