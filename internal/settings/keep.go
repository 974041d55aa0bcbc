package settings

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"aktivering/bot/port"
)

// Keep tells how long things are kept; 0 is for ever.
type Keep struct {
	Transcripts Age `name:"keep-transcripts" env:"KEEP_TRANSCRIPTS" default:"365d" placeholder:"AGE" help:"How long what people write is kept, and a conversation in which nothing happens, such as 365d; 0d is for ever. The default is ${default}."`
	Cases       Age `name:"keep-cases" env:"KEEP_CASES" default:"730d" placeholder:"AGE" help:"How long a case is kept after its end, with what was said in it; 0d is for ever. The default is ${default}."`
	Effects     Age `name:"keep-effects" env:"KEEP_EFFECTS" default:"365d" placeholder:"AGE" help:"How long the bot's own replies are kept after they were delivered; 0d is for ever. The default is ${default}."`
}

// Retention is the same for the store and the core.
func (k Keep) Retention() port.Retention {
	return port.Retention{Transcripts: time.Duration(k.Transcripts), Cases: time.Duration(k.Cases), Effects: time.Duration(k.Effects)}
}

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
