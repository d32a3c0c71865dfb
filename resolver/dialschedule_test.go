package resolver

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// A schedule is told what happens, one step a field, at one instant after the other: a number is milliseconds to let pass, "?4,6" the
// addresses that are known so far and "=4,6" all of them, and "x" the failure of an attempt. After each it tells what is to be attempted.
func TestDialSchedule(t *testing.T) {
	for _, tt := range []struct{ steps, want string }{
		{"=6,4", "0:6"},
		{"=6,4 249", "0:6"},
		{"=6,4 250", "0:6 250:4"},
		{"=4,6 250", "0:4 250:6"}, // the order of RFC 6724 decides who goes first, once both are known
		{"=6a,6b,6c,4a,4b 250 250 250 250", "0:6a 250:4a 500:6b 750:4b 1000:6c"},
		{"=4a,4b 250", "0:4a 250:4b"},
		{"?4 49", ""},
		{"?4 50", "50:4"},
		{"?4 20 =6,4", "20:6"},
		{"?4 20 =4", "20:4"},
		{"?6 10 =6,4 240", "0:6 250:4"},
		{"?6 300 =6,4", "0:6 300:4"},
		{"?4a,4b 50 50 =6a,6b,4a,4b 200 250", "50:4a 300:6a 550:4b"},
		{"?6a,6b 10 =4,6b,6a 240 250", "0:6a 250:4 500:6b"},
		{"=6,4 5 x", "0:6 5:4"},
		{"=6,4 5 x x", "0:6 5:4 over"},
		{"=6 x", "0:6 over"},
		{"?6 x 10 =6", "0:6 over"},
		{"?6 x 10 =6,4", "0:6 10:4"},
		{"=6a,4a,6b 250 10 x", "0:6a 250:4a 260:6b"},
		{"=6,6,4,6 x x", "0:6 0:4 over"}, // each address once
		{"?6 =6,6 x", "0:6 over"},
	} {
		if got := playSchedule(tt.steps); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.steps, got, tt.want)
		}
	}
}

// playSchedule returns the attempts, as MILLISECONDS:ADDRESS.
func playSchedule(steps string) string {
	s := dialSchedule{resolutionDelay: resolutionDelay, attemptDelay: attemptDelay}
	start := time.Now()
	now := start
	var got []string
	for step := range strings.FieldsSeq(steps) {
		var ms time.Duration
		switch step[0] {
		case '?', '=':
			s.found(scheduled(step[1:]), step[0] == '=', now)
		case 'x':
			s.failed(now)
		default:
			fmt.Sscan(step, &ms)
			now = now.Add(ms * time.Millisecond)
		}
		if addr, ok := s.take(now); ok {
			got = append(got, fmt.Sprintf("%d:%s", now.Sub(start).Milliseconds(), shortName(addr)))
		}
	}
	if s.over() {
		got = append(got, "over")
	}
	return strings.Join(got, " ")
}

// scheduled are addresses by short names: the family, and a letter, which is the port.
func scheduled(names string) []netip.AddrPort {
	var list []netip.AddrPort
	for name := range strings.SplitSeq(names, ",") {
		addr := netip.IPv6Loopback()
		if name[0] == '4' {
			addr = localhost4
		}
		list = append(list, netip.AddrPortFrom(addr, uint16((name + "\x00")[1])))
	}
	return list
}

func shortName(addr netip.AddrPort) string {
	name := "6"
	if addr.Addr().Is4() {
		name = "4"
	}
	return strings.TrimSuffix(name+string(rune(addr.Port())), "\x00")
}

// Where 32 attempts hang, the next one waits until one of them fails.
func TestDialScheduleBoundsAttempts(t *testing.T) {
	s := dialSchedule{attemptDelay: attemptDelay}
	now := time.Now()
	var list []netip.AddrPort
	for i := range uint16(100) {
		list = append(list, netip.AddrPortFrom(localhost4, i))
	}
	s.found(list, true, now)
	n := 0
	for range 40 {
		if _, ok := s.take(now); ok {
			n++
		}
		now = now.Add(attemptDelay)
	}
	if _, ok := s.wakes(); n != maxAttempts || ok {
		t.Errorf("%d attempts; another is waited for: %v", n, ok)
	}
	s.failed(now)
	if _, ok := s.take(now); !ok {
		t.Error("no attempt after a failure")
	}
}
