package dnsclient

import (
	"time"

	"netdb.example/resolver/internal/crew"
)

// A moment is a time by the monotonic clock, in nanoseconds: a third of a time.Time, of which a lookup has many. In a bubble of
// testing/synctest it is by the bubble's clock. The zero moment is long past.
type moment time.Duration

// present is the moment that is.
func present() moment { return moment(crew.Now()) }

func (m moment) Add(d time.Duration) moment     { return m + moment(d) }
func (m moment) Sub(other moment) time.Duration { return time.Duration(m - other) }
func (m moment) Before(other moment) bool       { return m < other }
func (m moment) After(other moment) bool        { return m > other }
