// Package plot computes where the bars of a chart stand. Templates draw them as SVG with classes,
// so that style sheets give them their colours, in light and in dark.
package plot

import (
	"math"
	"strconv"
)

// Bar is one bar, in the units of the chart.
type Bar struct {
	X, Y, Width, Height float64
	// Class tells what it stands for, and Title says it in words.
	Class, Title string
}

// Label is a text at a place.
type Label struct {
	X, Y float64
	Text string
}

// Columns is a chart of columns side by side.
type Columns struct {
	Width, Height float64
	Bars          []Bar
	// Across are the labels below, Ticks those on the left, each with a line.
	Across, Ticks []Label
	// Left is where the bars begin, and Bottom the line that they stand on.
	Left, Bottom float64
}

// Column is what a chart shows at one place: a stack of values.
type Column struct {
	Label  string
	Values []float64
	Titles []string
}

// The size of a chart of columns.
const (
	width, height = 720, 220
	left, bottom  = 34, 190
	top           = 12
	maxLabels     = 10
	ticks         = 4
)

// NewColumns returns the chart of columns; the values of each stand beside one another, in the
// classes bar-0, bar-1 and so on.
func NewColumns(columns []Column) Columns {
	c := Columns{Width: width, Height: height, Left: left, Bottom: bottom}
	highest := 0.0
	for _, column := range columns {
		for _, v := range column.Values {
			highest = max(highest, v)
		}
	}
	step := nice(highest / ticks)
	limit := step * math.Max(1, math.Ceil(highest/step))
	for v := 0.0; v <= limit; v += step {
		c.Ticks = append(c.Ticks, Label{left - 6, at(v, limit), strconv.FormatFloat(v, 'f', -1, 64)})
	}
	if len(columns) == 0 {
		return c
	}
	room := (width - left) / float64(len(columns))
	every := (len(columns) + maxLabels - 1) / maxLabels
	for i, column := range columns {
		x := left + float64(i)*room
		if i%every == 0 {
			c.Across = append(c.Across, Label{round(x + room/2), bottom + 18, column.Label})
		}
		gap := min(room*0.25, 8)
		each := (room - gap) / float64(max(1, len(column.Values)))
		for j, v := range column.Values {
			if v > 0 {
				c.Bars = append(c.Bars, Bar{round(x + gap/2 + float64(j)*each), at(v, limit), round(max(each-1, 1)), round(bottom - at(v, limit)), "bar-" + strconv.Itoa(j), column.Titles[j]})
			}
		}
	}
	return c
}

// at is how high a value stands.
func at(v, limit float64) float64 { return round(bottom - v/limit*(bottom-top)) }

func round(v float64) float64 { return math.Round(v*10) / 10 }

// nice is a step of 1, 2 or 5 with zeros, at least 1, that is no smaller than a value.
func nice(v float64) float64 {
	if v <= 1 {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, factor := range []float64{1, 2, 5, 10} {
		if factor*power >= v {
			return factor * power
		}
	}
	return 10 * power
}

// Share is a bar of a row: a part of a whole, in hundredths.
func Share(part, whole int) float64 {
	if whole <= 0 {
		return 0
	}
	return round(100 * float64(part) / float64(whole))
}
