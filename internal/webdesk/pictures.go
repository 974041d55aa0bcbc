package webdesk

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"mime"
	"net/http"
	"slices"

	"aktivering/bot"
	"aktivering/bot/desk"
	"aktivering/internal/webdesk/pages"
)

// pictureID names a picture in the address by which a case shows it.
func pictureID(f bot.File) string {
	sum := sha256.Sum256([]byte(string(f.On) + "\x00" + f.At))
	return hex.EncodeToString(sum[:12])
}

// picturesOf are the pictures that are kept of what somebody said.
func picturesOf(number int, c bot.Conversation, l desk.Line) (list []pages.Picture) {
	for _, f := range c.Pictures {
		if f.Turn == l.Turn || f.Turn == 0 && f.In != "" && f.In == l.Message { // an earlier version kept no turn
			list = append(list, pages.Picture{URL: fmt.Sprintf("%s/pictures/%s", caseURL(number), pictureID(f)), Name: f.ShownName()})
		}
	}
	return list
}

// picture shows a picture of a case. What is fetched is none that a request names, but one of those
// that the conversation keeps, and shown is only what is a picture by what it holds.
func (d *Desk) picture(v *visit) error {
	o, err := d.find(v)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(o.c.Pictures, func(f bot.File) bool { return pictureID(f) == v.r.PathValue("id") })
	if i < 0 {
		return failure{http.StatusNotFound, "missing"}
	}
	p, err := d.Actor.Picture(v.ctx(), o.c.Pictures[i])
	if err != nil {
		if v.ctx().Err() == nil {
			d.Log.Info().Ctx(v.ctx()).Err(err).Int("case", o.number).Msg("a picture of a case cannot be shown")
		}
		return failure{http.StatusBadGateway, "picture"}
	}
	h := v.w.Header()
	// Whatever the file holds besides, it is no page of this site.
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Content-Type", p.Kind)
	h.Set("Content-Disposition", mime.FormatMediaType("inline", map[string]string{"filename": p.Name}))
	h.Set("Cache-Control", "private, max-age=3600, immutable")
	_, _ = v.w.Write(p.Data) // whoever asked may be gone
	return nil
}
