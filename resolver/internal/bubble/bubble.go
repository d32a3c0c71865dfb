// Package bubble tells the time of testing/synctest from that of the world.
package bubble

import "time"

// Has reports whether now, which is what time.Now returned, is of a bubble of testing/synctest: a channel or a timer that is made there works
// nowhere else. In a bubble there is no monotonic clock.
func Has(now time.Time) bool { return now == now.Round(0) }
