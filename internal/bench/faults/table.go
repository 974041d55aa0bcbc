package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// row is one of the table.
type row struct {
	Fault, Done, Version string
	figures
	Skipped bool
}

// table writes what was done, and the table in Markdown.
func table(w io.Writer, rows []row) {
	var told string
	for _, r := range rows {
		if r.Done != told {
			_, _ = fmt.Fprintf(w, "- **%s**: %s\n", r.Fault, r.Done) // a table on the screen, here and below
			told = r.Done
		}
	}
	_, _ = fmt.Fprintln(w, "\n| fault | version | sent | acknowledged | answered | lost | doubled | recovered / all answered | peak MB | what else | goal |\n"+
		"| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | --- |")
	for _, r := range rows {
		_, _ = fmt.Fprintln(w, "| "+strings.Join(r.cells(), " | ")+" |")
	}
}

func (r row) cells() []string {
	cells := []string{r.Fault, r.Version}
	if r.Skipped {
		return append(cells, "", "", "", "", "", "", "", strings.Join(r.Notes, "; "), "")
	}
	for _, n := range []int{r.Sent, r.Acknowledged, r.Answered, r.Lost, r.Doubled} {
		cells = append(cells, count(n))
	}
	goal := "met"
	if len(r.Unmet) > 0 {
		goal = "**not met**: " + strings.Join(r.Unmet, "; ")
	}
	peak := ""
	if r.PeakMB > 0 {
		peak = fmt.Sprintf("%.0f", r.PeakMB)
	}
	return append(cells, took(r.Recovered)+" / "+took(r.Caught), peak, strings.Join(r.Notes, "; "), goal)
}

// count writes a number.
func count(n int) string {
	if n < 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// never is a time that did not come.
const never = time.Duration(1<<63 - 1)

// took writes a time.
func took(d time.Duration) string {
	switch {
	case d < 0:
		return "–"
	case d == never:
		return "never"
	case d < time.Second:
		return strconv.Itoa(int(d.Milliseconds())) + " ms"
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}
