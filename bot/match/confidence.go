package match

import "math"

// Confidences of decisions that words do not blur.
const (
	sure         = 0.99
	fairlySure   = 0.9
	probable     = 0.75
	noConfidence = 0.0
)

// maxConfident is for the best descriptions in words; only codes are surer.
const maxConfident = 0.97

// maxEntries is how many articles are offered at most.
const maxEntries = 4

// confidence turns a score into how often an answer with it is right: a logistic
// curve through what the labelled queries in testdata showed.
func confidence(score float32) float64 {
	return min(1/(1+math.Exp(1.65-5.3*float64(score))), maxConfident)
}
