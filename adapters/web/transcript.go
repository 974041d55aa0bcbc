package web

import (
	"strconv"
	"strings"
	"time"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/feed"
	"aktivering/bot/form"
)

// plain writes lines as a text that can be kept, read and sent on.
func plain(texts form.Texts, zone *time.Location, lines []feed.Line) (string, error) {
	var b strings.Builder
	names := make(map[string]string)
	for _, key := range []string{"you", "bot", "transcript.title", "gone"} {
		name, err := texts.Say(key)
		if err != nil {
			return "", err
		}
		names[key] = name
	}
	b.WriteString(names["transcript.title"] + "\r\n")
	for _, l := range lines {
		e, ok := entryOf(l)
		who := names["you"]
		text := e.Text
		switch {
		case !ok:
			text = names["gone"]
		case e.Reply != nil:
			reply := *e.Reply
			who = names["bot"]
			if agent, rest, signed := reply.Unsigned(); signed {
				who, reply = agent, rest
			}
			text = plainReply(reply)
		}
		for _, f := range e.Files {
			text = strings.TrimPrefix(text+"\n["+f.Name+"]", "\n")
		}
		b.WriteString("\r\n" + l.At.In(zone).Format("2006-01-02 15:04") + " " + clean(who) + ":\r\n")
		for line := range strings.SplitSeq(clean(text), "\n") {
			b.WriteString("  " + line + "\r\n")
		}
	}
	return b.String(), nil
}

func plainReply(r bot.Reply) string {
	var parts []string
	for _, b := range r.Blocks {
		switch b := b.(type) {
		case content.Heading:
			parts = append(parts, plainSpans(b.Spans))
		case content.Paragraph:
			parts = append(parts, plainSpans(b.Spans))
		case content.Note:
			parts = append(parts, plainSpans(b.Spans))
		case content.Steps:
			for i, item := range b.Items {
				parts = append(parts, strconv.Itoa(b.First()+i)+". "+plainSpans(item))
			}
		case content.Code:
			parts = append(parts, b.Text)
		case content.Fields:
			for _, f := range b.Items {
				parts = append(parts, f.Name+": "+f.Value)
			}
		}
	}
	return strings.Join(parts, "\n")
}

func plainSpans(spans []content.Span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
		if s.Kind == content.Link && s.URL != "" && s.URL != s.Text {
			b.WriteString(" (" + s.URL + ")")
		}
	}
	return b.String()
}
