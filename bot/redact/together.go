package redact

import (
	"strings"
)

// Together masks texts that belong together, such as the words of a list: a key can be
// split over them. What is only a secret beside the others is hidden as a whole.
func Together(texts []string) ([]string, Secret) {
	all, secret := Redact(strings.Join(texts, "\n"))
	if secret != SecretKey && secret != SecretPart {
		return texts, SecretNone
	}
	masked := make([]string, len(texts))
	for i, text := range texts {
		masked[i] = text
		if at := strings.Index(all, text); at >= 0 {
			all = all[at+len(text):]
			continue
		}
		masked[i] = hidden
	}
	return masked, secret
}
