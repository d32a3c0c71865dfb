// Package bubble tells the time of testing/synctest from that of the world.
package bubble

import "time"

// Has reports whether t is of a bubble of testing/synctest, where time begins in 2000: a channel or a timer that is made there works
// nowhere else.
func Has(t time.Time) bool { return t.Year() < 2020 }
