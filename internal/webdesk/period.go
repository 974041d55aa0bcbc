package webdesk

import (
	"slices"
	"strconv"

	"aktivering/internal/webdesk/pages"
)

// periods are how many days figures can be of.
func periods() []int { return []int{7, 30, 90} }

// days is how many days a request asks for.
func (v *visit) days() int {
	n, err := strconv.Atoi(v.r.URL.Query().Get("days"))
	if err != nil || !slices.Contains(periods(), n) {
		return periods()[1]
	}
	return n
}

func (v *visit) periods() (list []pages.Option) {
	for _, n := range periods() {
		list = append(list, pages.Option{Value: strconv.Itoa(n), Label: v.words.Say("insight.days.n", "n", n), Chosen: n == v.days()})
	}
	return list
}
