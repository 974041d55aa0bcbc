package engine

import (
	"bytes"
	"slices"
	"strings"

	"aktivering/bot"
	"aktivering/bot/port"
)

// pictureKind is how a kind of pictures begins, and how its names may end.
type pictureKind struct {
	kind, begins string
	ends         []string
}

func pictureKinds() []pictureKind {
	return []pictureKind{
		{"image/png", "\x89PNG\r\n\x1a\n", []string{".png"}},
		{"image/jpeg", "\xff\xd8\xff", []string{".jpg", ".jpeg"}},
		{"image/gif", "GIF8", []string{".gif"}},
		{"image/webp", "RIFF", []string{".webp"}},
	}
}

// pictureOf is what was fetched as a picture, whatever it was said to be; false where
// it is none.
func pictureOf(f bot.File, data []byte) (port.Picture, bool) {
	for _, k := range pictureKinds() {
		if !bytes.HasPrefix(data, []byte(k.begins)) || k.begins == "RIFF" && !isWebP(data) {
			continue
		}
		name := strings.TrimLeft(f.Name[strings.LastIndexAny(f.Name, `/\`)+1:], ".")
		if name == "" {
			name = "picture"
		}
		ends := func(end string) bool { return strings.HasSuffix(strings.ToLower(name), end) }
		if !slices.ContainsFunc(k.ends, ends) {
			name += k.ends[0]
		}
		return port.Picture{Name: name, Kind: k.kind, Data: data}, true
	}
	return port.Picture{}, false
}

// isWebP tells a picture from the other things that begin with RIFF.
func isWebP(data []byte) bool { return len(data) > 12 && string(data[8:12]) == "WEBP" }
