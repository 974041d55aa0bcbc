package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"aktivering/knowledge"
)

// report writes tables in Markdown. Its error is the first that writing met.
type report struct {
	out io.Writer
	err error
}

func (r *report) line(format string, args ...any) {
	if r.err == nil {
		_, r.err = fmt.Fprintf(r.out, format+"\n", args...)
	}
}

// table writes rows under a head; the first column is text, the others are
// numbers.
func (r *report) table(head []string, rows [][]string) {
	widths := make([]int, len(head))
	for _, row := range append([][]string{head}, rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], len([]rune(cell)))
		}
	}
	write := func(row []string) {
		cells := make([]string, len(row))
		for i, cell := range row {
			pad := strings.Repeat(" ", widths[i]-len([]rune(cell)))
			if cells[i] = pad + cell; i == 0 {
				cells[i] = cell + pad
			}
		}
		r.line("| %s |", strings.Join(cells, " | "))
	}
	r.line("")
	write(head)
	rule := make([]string, len(head))
	for i, w := range widths {
		rule[i] = strings.Repeat("-", w-1) + ":"
	}
	rule[0] = strings.Repeat("-", widths[0])
	write(rule)
	for _, row := range rows {
		write(row)
	}
}

func micros(d time.Duration) string {
	us := float64(d.Nanoseconds()) / float64(time.Microsecond)
	if us < 100 {
		return fmt.Sprintf("%.1f", us)
	}
	return grouped(int64(us + 0.5))
}

func millis(d time.Duration) string {
	return fmt.Sprintf("%.1f", float64(d.Nanoseconds())/float64(time.Millisecond))
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f", float64(n)/1e6) }

// grouped writes a number with its thousands apart.
func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func (t *timed) share() string {
	if t.known == 0 {
		return ""
	}
	return fmt.Sprintf("%d %%", (100*t.found+t.known/2)/t.known)
}

// compare puts the queries to every engine with the real articles.
func compare(r *report, o options, kb *knowledge.Base) (err error) {
	queries, err := readQueries(o.queries)
	if err != nil {
		return err
	}
	var engines []searcher
	defer func() {
		for _, e := range engines {
			err = errors.Join(err, e.close())
		}
	}()
	for _, c := range o.engines {
		e, err := c.opened(kb)
		if err != nil {
			return err
		}
		engines = append(engines, e)
	}
	times, err := race(engines, queries, o.rounds)
	if err != nil {
		return err
	}
	r.line("\n## Queries\n\n%d queries, %d articles, %d rounds; times in microseconds", len(queries), len(kb.Articles()), o.rounds)
	own := quantile(times[0].settled(), 50)
	rows := make([][]string, len(times))
	for i, t := range times {
		settled := t.settled()
		median := quantile(settled, 50)
		rows[i] = []string{
			o.engines[i].name, micros(median), micros(quantile(settled, 99)), micros(slices.Max(settled)),
			micros(quantile(t.first, 50)), micros(quantile(t.first, 99)),
			fmt.Sprintf("%.1f", float64(median)/float64(own)), t.share(),
		}
	}
	r.table([]string{"engine", "median", "p99", "max", "first median", "first p99", "times ours", "found"}, rows)
	return r.err
}

func compareGrowth(r *report, o options) error {
	own, err := readQueries("")
	if err != nil {
		return err
	}
	queries, err := growthQueries(own)
	if err != nil {
		return err
	}
	rounds := (o.rounds + 2) / 3
	r.line("\n## Growth\n\n%d queries, %d rounds; times of a query in microseconds", len(queries), rounds)
	var bases, rows [][]string
	for _, n := range o.sizes {
		l, err := load(n)
		if err != nil {
			return err
		}
		bases = append(bases, []string{grouped(int64(n)), millis(l.took), megabytes(l.memory)})
		results, err := growth(o.engines, l, queries, rounds)
		if err != nil {
			return err
		}
		for _, g := range results {
			settled := g.timed.settled()
			rows = append(rows, []string{
				g.name, grouped(int64(g.articles)), millis(g.build), megabytes(g.memory),
				micros(quantile(settled, 50)), micros(quantile(settled, 99)), micros(slices.Max(settled)), g.timed.share(),
			})
		}
	}
	slices.SortStableFunc(rows, func(a, b []string) int { return place(a[0]) - place(b[0]) })
	r.table([]string{"engine", "articles", "build ms", "index MB", "median", "p99", "max", "found"}, rows)
	r.table([]string{"articles", "load ms", "loaded MB"}, bases)
	return r.err
}

// place is where a contender stands in their list.
func place(name string) int {
	return slices.IndexFunc(contenders(), func(c contender) bool { return c.name == name })
}

func compareCodes(r *report, o options, kb *knowledge.Base) error {
	r.line("\n## Codes\n\nMB/s, median of %d rounds; in brackets how many were found in a text of a megabyte", o.rounds)
	head := []string{"text"}
	for _, e := range extractors(kb) {
		head = append(head, e.name)
	}
	var rows [][]string
	for _, p := range passages(kb) {
		row := []string{p.name}
		for _, e := range extractors(kb) {
			s := extraction(e, p, o.rounds)
			row = append(row, fmt.Sprintf("%s (%s)", s, grouped(int64(s.found))))
		}
		rows = append(rows, row)
	}
	r.table(head, rows)
	return r.err
}

func compareStart(ctx context.Context, r *report, o options) error {
	results, err := startUp(ctx, o.root, 2*o.rounds+1)
	if err != nil {
		return err
	}
	r.line("\n## Start-up\n\n%d processes each; times in milliseconds", 2*o.rounds+1)
	rows := make([][]string, len(results))
	for i, s := range results {
		rows[i] = []string{"`ask " + s.question + "`", millis(slices.Min(s.times)), millis(quantile(s.times, 50)), millis(slices.Max(s.times))}
	}
	r.table([]string{"command", "fastest", "median", "slowest"}, rows)
	return r.err
}
