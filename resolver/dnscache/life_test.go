package dnscache

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/miekg/dns"

	"netdb.example/resolver/dnsclient"
)

// Only what the servers did, or did not, is kept; what this machine could not do is tried again.
func TestFailuresOfTheMachineAreNotKept(t *testing.T) {
	for _, tt := range []struct {
		err  error
		kept bool
	}{
		{nil, true},
		{errors.New("what a Dial of one's own says"), true},
		{syscall.ECONNREFUSED, true},
		{os.NewSyscallError("read", syscall.ECONNRESET), true},
		{syscall.EMFILE, false},
		{os.NewSyscallError("socket", syscall.ENFILE), false},
		{syscall.ENOBUFS, false},
		{syscall.ENETUNREACH, false},
		{syscall.EPERM, false},
	} {
		s := newStore((&Cache{}).limits())
		k := s.key("www.test")
		s.put(k, 0, kindA, &reply{Answer: dnsclient.Answer{Outcome: dnsclient.NoAnswer, Err: &dnsclient.Failure{Outcome: dnsclient.NoAnswer, Err: tt.err}}}, 0)
		if e, _ := s.shard(k).find(k, 0, kindA, 0); (e != nil) != tt.kept {
			t.Errorf("%v: kept is %v", tt.err, e != nil)
		}
	}
}

// The error of what is kept says what it said at first, whatever becomes of that, and that it was kept.
func TestErrorOfWhatIsKept(t *testing.T) {
	s := newStore((&Cache{}).limits())
	failure := &dnsclient.Failure{Outcome: dnsclient.NoAnswer, Question: "www.test A", Server: netip.MustParseAddrPort("192.0.2.53:53"), Network: "udp"}
	k := s.key("www.test")
	s.put(k, 0, kindA, &reply{Answer: dnsclient.Answer{Outcome: dnsclient.NoAnswer, Err: failure}}, 0)
	want := *failure
	failure.Question = "spoiled"
	e, _ := s.shard(k).find(k, 0, kindA, 0)
	var f *dnsclient.Failure
	var timeout interface{ Timeout() bool }
	switch err := e.answer.Err; {
	case err.Error() != "www.test A from udp 192.0.2.53:53: no answer in time (cached)":
		t.Error(err)
	case !errors.As(err, &f) || *f != want, !errors.As(err, &timeout) || !timeout.Timeout():
		t.Errorf("%v hides what it was", err)
	}
}

// An answer comes out as it went in, whatever fields there are.
func TestAnswersComeOutAsTheyWentIn(t *testing.T) {
	var in, out reply
	fill(t, reflect.ValueOf(&in.Answer).Elem(), 1)
	in.Outcome = dnsclient.Found
	s := newStore((&Cache{}).limits())
	k := s.key("www.test")
	in.TTL, in.Chain[0].TTL, in.Chain[1].TTL = time.Minute, time.Minute, time.Minute
	s.put(k, 7, kindA, &in, 0)
	e, _ := s.shard(k).find(k, 7, kindA, 0)
	s.answer(&out, e, 0)
	if !reflect.DeepEqual(in, out) {
		t.Errorf("got  %+v\nwant %+v", out, in)
	}
}

// fill sets all of v to something that is not zero.
func fill(t *testing.T, v reflect.Value, n int) {
	switch x := v.Addr().Interface().(type) {
	case *netip.Addr:
		*x = netip.AddrFrom4([4]byte{192, 0, 2, byte(n)})
		return
	case *netip.AddrPort:
		*x = netip.AddrPortFrom(netip.AddrFrom4([4]byte{192, 0, 2, 53}), 53)
		return
	case *error:
		*x = errors.New("an error")
		return
	}
	switch v.Kind() {
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(n))
	case reflect.Uint16:
		v.SetUint(uint64(n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.String:
		v.SetString(fmt.Sprint("name", n))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fill(t, v.Index(i), n+i)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i), n+i)
		}
	default:
		t.Fatalf("%v: say here how to fill it", v.Type())
	}
}

// Records weigh what they take in memory: some strings of a TXT take many times what they do in a message.
func TestLargeRecordsAreNotKept(t *testing.T) {
	for _, tt := range []struct {
		rr   dns.RR
		kept bool
	}{
		{&dns.MX{Mx: "mail.test."}, true},
		{&dns.TXT{Txt: make([]string, 3000)}, true},
		{&dns.TXT{Txt: make([]string, 5000)}, false},
		{&dns.TXT{Txt: []string{strings.Repeat("x", maxAnswer)}}, false},
		{&dns.NSEC{TypeBitMap: make([]uint16, maxAnswer/2)}, false},
		{&dns.HTTPS{SVCB: dns.SVCB{Value: []dns.SVCBKeyValue{&dns.SVCBAlpn{Alpn: []string{"h3", "h2"}}}}}, true},
		{&dns.HTTPS{SVCB: dns.SVCB{Value: []dns.SVCBKeyValue{&dns.SVCBAlpn{Alpn: make([]string, maxAnswer/16)}}}}, false},
		{&dns.HTTPS{SVCB: dns.SVCB{Value: []dns.SVCBKeyValue{&dns.SVCBIPv4Hint{Hint: []net.IP{make(net.IP, maxAnswer)}}}}}, false},
	} {
		s := newStore((&Cache{}).limits())
		k := s.key("www.test")
		a := trimmed([]dns.RR{tt.rr}, &dnsclient.Answer{TTL: time.Minute})
		s.put(k, 0, asRecords, &a, 0)
		if e, _ := s.shard(k).find(k, 0, asRecords, 0); (e != nil) != tt.kept {
			t.Errorf("%T: kept is %v", tt.rr, e != nil)
		}
	}
}

// What is kept has no room in its slices, so that nobody writes into them by appending.
func TestKeptSlicesHaveNoRoom(t *testing.T) {
	a := trimmed(make([]dns.RR, 2, 3), &dnsclient.Answer{Addrs: make([]netip.Addr, 3, 10), Aliases: make([]string, 1, 8), Names: make([]string, 0, 4),
		Chain: []dnsclient.Link{{TTL: time.Minute}}, Extended: make([]dnsclient.ExtendedError, 1, 2)})
	if cap(a.Addrs) != 3 || cap(a.Aliases) != 1 || cap(a.Names) != 0 || cap(a.Chain) != 1 || cap(*a.records) != 2 || cap(a.Extended) != 1 {
		t.Errorf("room in %v", a)
	}
}

// A large answer, or a long name, is not kept.
func TestLargeAnswersAreNotKept(t *testing.T) {
	for _, tt := range []struct {
		name  string
		addrs int
		text  int // of an error, or less than 0 of what is said of an answer
		bytes int64
		kept  bool
	}{
		{"www.test", 1, 0, 0, true},
		{"www.test", 2000, 0, 0, true},
		{"www.test", 3000, 0, 0, false},
		{"www.test", 0, 1000, 0, true},
		{"www.test", 0, 65000, 0, true},
		{"www.test", 0, 66000, 0, false},
		{"www.test", 0, -65000, 0, true},
		{"www.test", 0, -66000, 0, false},
		{"www.test", 1, 0, 300, false},
		{strings.Repeat("a", 255), 1, 0, 0, true},
		{strings.Repeat("a", 256), 1, 0, 0, false},
	} {
		s := newStore((&Cache{MaxBytes: tt.bytes}).limits())
		k := s.key(tt.name)
		a := dnsclient.Answer{TTL: time.Minute, Addrs: make([]netip.Addr, tt.addrs)}
		if tt.text > 0 {
			a.Outcome = dnsclient.NoData
			a.Err = &dnsclient.Failure{Extended: &dnsclient.ExtendedError{Text: strings.Repeat("x", tt.text)}}
		}
		if tt.text < 0 {
			a.Extended = []dnsclient.ExtendedError{{Text: strings.Repeat("x", -tt.text)}}
		}
		s.put(k, 0, kindA, &reply{Answer: a}, 0)
		if e, _ := s.shard(k).find(k, 0, kindA, 0); (e != nil) != tt.kept {
			t.Errorf("%d bytes of a name, %d addresses, %d bytes of text: kept is %v", len(tt.name), tt.addrs, tt.text, e != nil)
		}
	}
}

// A name is kept without what it was cut from.
func TestKeptNamesAreCopies(t *testing.T) {
	s := newStore((&Cache{}).limits())
	name := "www.test"
	k := s.key(name)
	s.put(k, 0, kindA, &reply{Answer: dnsclient.Answer{TTL: time.Minute}}, 0)
	e, _ := s.shard(k).find(k, 0, kindA, 0)
	if unsafe.StringData(e.name) == unsafe.StringData(name) {
		t.Error("the name is the caller's own")
	}
}
