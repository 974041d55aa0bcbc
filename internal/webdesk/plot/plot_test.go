package plot_test

import (
	"testing"

	"pgregory.net/rapid"

	"aktivering/internal/webdesk/plot"
)

// Every bar stands within its chart, and is as high as its value says.
func TestColumns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		columns := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) plot.Column {
			v := rapid.SliceOfN(rapid.Float64Range(0, 1e6), 2, 2).Draw(t, "values")
			return plot.Column{Label: "x", Values: v, Titles: []string{"a", "b"}}
		}), 0, 100).Draw(t, "columns")
		c := plot.NewColumns(columns)
		for _, b := range c.Bars {
			if b.X < c.Left || b.X+b.Width > c.Width+0.1 || b.Y < 0 || b.Y+b.Height > c.Bottom+0.2 || b.Width <= 0 || b.Height < 0 {
				t.Fatalf("%+v lies outside", b)
			}
		}
		if len(c.Ticks) < 2 || len(c.Ticks) > 7 || len(c.Across) > 10 {
			t.Fatalf("%d ticks, %d labels", len(c.Ticks), len(c.Across))
		}
	})
	c := plot.NewColumns([]plot.Column{{Values: []float64{2, 4}, Titles: []string{"", ""}}})
	if a, b := c.Bars[0], c.Bars[1]; b.Height < 1.9*a.Height || b.Height > 2.1*a.Height || a.Class != "bar-0" || b.Class != "bar-1" {
		t.Errorf("%+v %+v", a, b)
	}
	if plot.Share(1, 4) != 25 || plot.Share(1, 0) != 0 {
		t.Error("a share is wrong")
	}
}
