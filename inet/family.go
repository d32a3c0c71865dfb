package inet

import "strconv"

// A Family is an address family, numbered on every platform as on Linux
// (<sys/socket.h>), so that a number means the same in a test, a scenario and a log.
type Family int

// The address families that <netdb.h> and <arpa/inet.h> speak of.
const (
	AF_UNSPEC Family = 0  // any family
	AF_UNIX   Family = 1  // local to the machine
	AF_INET   Family = 2  // IPv4
	AF_INET6  Family = 10 // IPv6
)

// String returns the C name of af ("AF_INET6"), or its number where it has none here.
func (af Family) String() string {
	switch af {
	case AF_UNSPEC:
		return "AF_UNSPEC"
	case AF_UNIX:
		return "AF_UNIX"
	case AF_INET:
		return "AF_INET"
	case AF_INET6:
		return "AF_INET6"
	}
	return strconv.Itoa(int(af))
}
