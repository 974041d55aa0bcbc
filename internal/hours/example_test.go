package hours_test

import (
	"fmt"
	"log"
	"time"

	"aktivering/internal/hours"
)

// A case that comes in at four on the Wednesday before Easter, when the next two days are
// public holidays, is looked at on Tuesday.
func ExampleHours() {
	h, err := hours.Parse("man-fre 08:00-16:00", "Europe/Oslo")
	if err != nil {
		log.Fatal(err)
	}
	zone, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		log.Fatal(err)
	}
	at := time.Date(2027, time.March, 24, 16, 0, 0, 0, zone)
	fmt.Println(h.Open(at))
	fmt.Println(h.Opens(at).Format("Mon 2 Jan 15:04"))
	// Eight hours of work are a whole day of work.
	fmt.Println(h.After(at, 8*time.Hour).Format("Mon 2 Jan 15:04"))
	// Output:
	// false
	// Tue 30 Mar 08:00
	// Tue 30 Mar 16:00
}
