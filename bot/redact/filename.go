package redact

import (
	"net/url"
	"strings"
)

// maxExtension is how long the end of a file's name is, with its dot.
const maxExtension = 6

// FileName masks the name of a file: as it is written, without its end, and with what
// people and platforms write in names for a blank read as one.
func FileName(name string) (string, Secret) {
	masked, secret := Redact(name)
	if secret != SecretNone {
		return masked, secret
	}
	stem, end := cutExtension(name)
	for _, read := range []string{stem, strings.ReplaceAll(stem, "_", " "), strings.Map(blank, stem)} {
		if masked, secret := Redact(read); secret != SecretNone {
			return masked + end, secret
		}
	}
	return name, SecretNone
}

// cutExtension cuts a name before its end, such as ".png".
func cutExtension(name string) (stem, end string) {
	if dot := strings.LastIndexByte(name, '.'); dot > 0 && len(name)-dot <= maxExtension {
		return name[:dot], name[dot:]
	}
	return name, ""
}

// blank reads what stands for a blank in a name as one.
func blank(r rune) rune {
	if r == '_' || r == '+' || r == '-' {
		return ' '
	}
	return r
}

// InAddress reports the kind of secret that an address holds, also in the name of the file
// that it ends with.
func InAddress(address string) Secret {
	if _, secret := Redact(address); secret != SecretNone {
		return secret
	}
	path, _, _ := strings.Cut(address, "?")
	path, _, _ = strings.Cut(path, "#")
	name := path[strings.LastIndexByte(path, '/')+1:]
	if plain, err := url.PathUnescape(name); err == nil {
		name = plain
	}
	_, secret := FileName(name)
	return secret
}
