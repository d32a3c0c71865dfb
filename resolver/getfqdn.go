package resolver

import (
	"context"
	"net/netip"
	"strings"

	"netdb.example/inet"
)

// Gethostname returns the name of this machine, as gethostname(2) does. The error is an *[Error].
func (r *Resolver) Gethostname() (string, error) {
	name, err := r.orDefault().System.hostname()
	if err != nil {
		return "", &Error{Func: "gethostname", Code: EAI_SYSTEM, Err: err}
	}
	return name, nil
}

// Getfqdn returns the full name of name, by the rule of Python's socket.getfqdn: the first name with a dot among those
// that gethostbyaddr has for its address, else the canonical one; a reverse name (in-addr.arpa, ip6.arpa) is no host and
// never wins. "", "0.0.0.0" and "::" are this machine. Where nothing is known, name is returned as it is.
func (r *Resolver) Getfqdn(ctx context.Context, name string) string {
	r = r.orDefault()
	name = strings.TrimSpace(name)
	if name == "" || name == "0.0.0.0" || name == "::" {
		name, _ = r.system().hostname() // without one there is no name to return
	}
	addr, ok := r.firstAddr(ctx, name)
	if !ok {
		return name
	}
	h, err := r.hostentByAddr(ctx, addr)
	if err != nil {
		return name
	}
	for _, candidate := range append([]string{h.Name}, h.Aliases...) {
		if strings.Contains(candidate, ".") && candidate != "." && !isReverseName(candidate) {
			return candidate
		}
	}
	if h.Name == "." {
		return name
	}
	return h.Name
}

// firstAddr is the best address of name in any family.
func (r *Resolver) firstAddr(ctx context.Context, name string) (netip.Addr, bool) {
	_, addrs, err := r.resolve(ctx, name, "", &Hints{Socktype: SOCK_DGRAM, Family: inet.AF_UNSPEC})
	if err != nil {
		return netip.Addr{}, false
	}
	return addrs[0].Addr.Addr(), true
}

func isReverseName(name string) bool {
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	return strings.HasSuffix(name, ".in-addr.arpa") || strings.HasSuffix(name, ".ip6.arpa")
}
