package app

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Age is a length of time such as 180d, 26w or 36h.
type Age time.Duration

// maxAge is the longest age, in hours: a hundred years.
const maxAge = 100 * 366 * 24

// UnmarshalText reads an age.
func (a *Age) UnmarshalText(text []byte) error {
	s := strings.TrimSpace(string(text))
	hours := map[byte]int64{'h': 1, 'd': 24, 'w': 7 * 24}
	if s != "" {
		n, err := strconv.ParseUint(s[:len(s)-1], 10, 31)
		unit := hours[s[len(s)-1]]
		if err == nil && unit > 0 && int64(n) <= maxAge/unit {
			*a = Age(time.Duration(int64(n)*unit) * time.Hour)
			return nil
		}
	}
	return fmt.Errorf("%.20q is no length of time such as 180d, 26w or 36h", s)
}

// String writes an age as it is read, in whole days where it has them.
func (a Age) String() string {
	hours := int64(time.Duration(a) / time.Hour)
	if hours%24 == 0 {
		return strconv.FormatInt(hours/24, 10) + "d"
	}
	return strconv.FormatInt(hours, 10) + "h"
}
