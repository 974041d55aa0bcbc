package browser

import (
	"html"
	"regexp"
	"strings"
)

// Line is a line of the chat as its page shows it.
type Line struct {
	ID string
	// Key is that of what the person sent.
	Key string
	// Own is of the person, and Agent of an agent; else it is the bot's.
	Own, Agent bool
	// Text is what it says, with its markup.
	Text string
}

var (
	lineHead = regexp.MustCompile(`<li id="l(\d+)" class="line( own| agent)?"[^>]*>`)
	lineKey  = regexp.MustCompile(` data-key="([^"]*)"`)
)

// Lines are those of a page, or of the data of an event.
func Lines(page string) (list []Line) {
	heads := lineHead.FindAllStringSubmatchIndex(page, -1)
	for i, at := range heads {
		end := len(page)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		tag, kind := page[at[0]:at[1]], ""
		if at[4] >= 0 {
			kind = page[at[4]:at[5]]
		}
		l := Line{ID: page[at[2]:at[3]], Own: kind == " own", Agent: kind == " agent", Text: html.UnescapeString(page[at[1]:end])}
		if key := lineKey.FindStringSubmatch(tag); key != nil {
			l.Key = html.UnescapeString(key[1])
		}
		list = append(list, l)
	}
	return list
}

var caseNumber = regexp.MustCompile(`class="case case-open"[^>]*><span>\D*(\d+)`)

// OpenCase returns the number of the case that a page, or an event, tells of; empty where none is
// open.
func OpenCase(page string) string {
	at := caseNumber.FindStringSubmatch(strings.ReplaceAll(page, "\n", " "))
	if at == nil {
		return ""
	}
	return at[1]
}
