package capture

import (
	"encoding/hex"
	"fmt"
	"net"
	"net/netip"
	"reflect"
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// fromText redacts a record that has been read from text. It is put on the wire before, so that its names are spelled in one way.
func (r *redactor) fromText(rr dns.RR) (dns.RR, error) {
	wire, err := packRecord(rr)
	if err != nil {
		return nil, err
	}
	rr, _, err = dns.UnpackRR(wire, 0)
	if err != nil {
		return nil, err
	}
	return r.record(rr), nil
}

func packRecord(rr dns.RR) ([]byte, error) {
	wire := make([]byte, dns.Len(rr)+dns.MaxMsgSize)
	end, err := dns.PackRR(rr, wire, 0, nil, false)
	return wire[:end], err
}

// record returns a copy of rr that is redacted: its names and addresses mapped, its texts of x, and other octets of zeros, each
// as long as before. What the fields of a type hold, package dns says in their tags.
func (r *redactor) record(rr dns.RR) dns.RR {
	rr = dns.Copy(rr)
	h := rr.Header()
	h.Name = r.name(h.Name)
	r.fields(reflect.ValueOf(rr).Elem())
	return rr
}

func (r *redactor) fields(v reflect.Value) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Type == reflect.TypeFor[dns.RR_Header]() {
			continue
		}
		tag, _, _ := strings.Cut(f.Tag.Get("dns"), ":")
		r.field(f.Name, tag, v.Field(i))
	}
}

// field redacts one field in place.
func (r *redactor) field(name, tag string, v reflect.Value) {
	switch x := v.Addr().Interface().(type) {
	case *string:
		*x = r.text(tag, *x)
	case *[]string:
		for i := range *x {
			(*x)[i] = r.text(tag, (*x)[i])
		}
	case *net.IP:
		*x = r.ip(tag, *x)
	case *[]dns.APLPrefix:
		for i, p := range *x {
			(*x)[i].Network = r.network(p.Network)
		}
	case *[]dns.SVCBKeyValue:
		*x = nil
	case *[]dns.EDNS0:
		*x = r.ednsOptions(*x)
	case *uint16:
		if name == "KeyTag" {
			*x = 0
		}
	case *uint32, *uint64:
		if !slices.Contains(keptNumbers, name) {
			v.SetZero()
		}
	default:
		if v.Kind() == reflect.Struct {
			r.fields(v)
		}
	}
}

// keptNumbers are the fields of 32 bits that are times. Others may be serials, places or addresses; shorter ones are lengths,
// algorithms, ports, preferences and the like.
var keptNumbers = []string{"Refresh", "Retry", "Expire", "Minttl", "OrigTtl"}

// text redacts a string by what its tag says it is.
func (r *redactor) text(tag, s string) string {
	notPadding := func(c byte) bool { return c != '=' }
	switch tag {
	case "cdomain-name", "domain-name", "ipsechost", "amtrelayhost":
		return r.name(s)
	case "hex", "size-hex", "size-base32":
		return replaced(s, "0", notPadding)
	case "base64", "size-base64", "base32":
		return replaced(s, "A", notPadding)
	case "any":
		return replaced(s, "x", notPadding)
	}
	octets, _ := unescape(s)
	return strings.Repeat("x", len(octets))
}

// ip maps an address, which of A is of 16 octets too.
func (r *redactor) ip(tag string, ip net.IP) net.IP {
	addr, ok := netip.AddrFromSlice(ip)
	if !ok {
		return ip
	}
	if tag != "aaaa" {
		addr = addr.Unmap()
	}
	return r.addr(addr).AsSlice()
}

func (r *redactor) network(n net.IPNet) net.IPNet {
	ones, _ := n.Mask.Size()
	addr, ok := netip.AddrFromSlice(n.IP)
	if !ok {
		return n
	}
	return net.IPNet{IP: r.prefix(netip.PrefixFrom(addr, ones)).Addr().AsSlice(), Mask: n.Mask}
}

// ednsOptions keeps the options of an OPT record that have a form which is known, and what in them tells nothing.
func (r *redactor) ednsOptions(options []dns.EDNS0) []dns.EDNS0 {
	var kept []dns.EDNS0
	for _, o := range options {
		switch o := o.(type) {
		case *dns.EDNS0_PADDING:
			clear(o.Padding)
		case *dns.EDNS0_LOCAL:
			clear(o.Data)
		case *dns.EDNS0_NSID:
			o.Nsid = r.text("hex", o.Nsid)
		case *dns.EDNS0_COOKIE:
			o.Cookie = r.text("hex", o.Cookie)
		case *dns.EDNS0_EDE:
			o.ExtraText = strings.Repeat("x", len(o.ExtraText))
		case *dns.EDNS0_ESU:
			o.Uri = strings.Repeat("x", len(o.Uri))
		case *dns.EDNS0_SUBNET:
			o.Address = r.subnet(o)
		case *dns.EDNS0_REPORTING:
			o.AgentDomain = r.name(o.AgentDomain)
		case *dns.EDNS0_DAU, *dns.EDNS0_DHU, *dns.EDNS0_N3U, *dns.EDNS0_EXPIRE, *dns.EDNS0_TCP_KEEPALIVE, *dns.EDNS0_UL:
		default:
			continue
		}
		kept = append(kept, o)
	}
	return kept
}

// subnet maps the address of an option for client subnets (RFC 7871 §6).
func (r *redactor) subnet(o *dns.EDNS0_SUBNET) net.IP {
	addr, ok := netip.AddrFromSlice(o.Address)
	if !ok {
		return o.Address
	}
	if o.Family == 1 {
		addr = addr.Unmap()
	}
	return r.prefix(netip.PrefixFrom(addr, min(int(o.SourceNetmask), addr.BitLen()))).Addr().AsSlice()
}

// plainTypes are written as everybody writes them, others in the way of RFC 3597 §5.
var plainTypes = []uint16{dns.TypeA, dns.TypeAAAA, dns.TypeCNAME, dns.TypeDNAME, dns.TypePTR, dns.TypeNS, dns.TypeMX, dns.TypeSRV,
	dns.TypeSOA, dns.TypeTXT}

// plain are characters that a master file and a line of faults may have anywhere.
const plain = letters + "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + digits + ` .:-_*"`

// typeAndData returns what stands in a master file behind the TTL and the class of a record.
func typeAndData(rr dns.RR) (string, error) {
	h := rr.Header()
	wire, err := packRecord(rr)
	if err != nil {
		return "", err
	}
	text := strings.TrimPrefix(rr.String(), h.String())
	if slices.Contains(plainTypes, h.Rrtype) && h.Rdlength > 0 && strings.Trim(text, plain) == "" {
		return dns.Type(h.Rrtype).String() + " " + text, nil
	}
	data := wire[len(wire)-int(h.Rdlength):]
	text = fmt.Sprintf(`TYPE%d \# %d`, h.Rrtype, len(data))
	for part := range slices.Chunk(data, 100) { // a word must not be too long
		text += " " + hex.EncodeToString(part)
	}
	return text, nil
}
