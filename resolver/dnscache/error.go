package dnscache

import (
	"errors"
	"net"
	"os"
	"reflect"

	"netdb.example/resolver/dnsclient"
)

// An Error is why there is no answer, as it was learnt a while ago. It is a value, and what [errors.As] gives of what the lookup failed with
// then, as a rule a *[dnsclient.Failure], is a copy: whatever is done to it, what is kept stays as it is. So it does not unwrap.
type Error struct{ err error }

// Error returns one printable line.
func (e Error) Error() string { return e.err.Error() + " (cached)" }

// Is reports whether the lookup failed with target.
func (e Error) Is(target error) bool { return errors.Is(e.err, target) }

// As sets what target points to to a copy of the first of such a type that the lookup failed with, and reports whether there is one.
func (e Error) As(target any) bool {
	if !errors.As(e.err, target) {
		return false
	}
	v := reflect.ValueOf(target).Elem()
	if err, ok := v.Interface().(error); ok {
		v.Set(reflect.ValueOf(copied(err)))
	}
	return true
}

// cached is the error of a kept answer.
func cached(err error) error {
	if err == nil {
		return nil
	}
	return Error{copied(err)}
}

// copied is err for one more who has it. Of the errors that there are in a failure those of packages net and os have parts that can be
// set; one that a Dial has made is passed on as it is.
func copied(err error) error {
	switch e := err.(type) {
	case *dnsclient.Failure:
		f := *e
		f.Err = copied(e.Err)
		if e.Extended != nil {
			extended := *e.Extended
			f.Extended = &extended
		}
		return &f
	case *net.OpError:
		op := *e
		op.Source, op.Addr, op.Err = copiedAddr(e.Source), copiedAddr(e.Addr), copied(e.Err)
		return &op
	case *os.SyscallError:
		call := *e
		return &call
	}
	return err
}

func copiedAddr(addr net.Addr) net.Addr {
	switch a := addr.(type) {
	case *net.UDPAddr:
		return net.UDPAddrFromAddrPort(a.AddrPort())
	case *net.TCPAddr:
		return net.TCPAddrFromAddrPort(a.AddrPort())
	}
	return addr
}
