package fakedns

import (
	"errors"
	"io"
	"syscall"
)

// errorTexts are the errors that have a text: what a read or a dial may fail with.
var errorTexts = []struct {
	name string
	err  error
}{
	{"EOF", io.EOF},
	{"ECONNREFUSED", syscall.ECONNREFUSED},
	{"ECONNRESET", syscall.ECONNRESET},
	{"ECONNABORTED", syscall.ECONNABORTED},
	{"EHOSTUNREACH", syscall.EHOSTUNREACH},
	{"ENETUNREACH", syscall.ENETUNREACH},
	{"ENETDOWN", syscall.ENETDOWN},
	{"ETIMEDOUT", syscall.ETIMEDOUT},
	{"EADDRNOTAVAIL", syscall.EADDRNOTAVAIL},
	{"EAFNOSUPPORT", syscall.EAFNOSUPPORT},
	{"EACCES", syscall.EACCES},
	{"EPERM", syscall.EPERM},
	{"EINVAL", syscall.EINVAL},
	{"EMSGSIZE", syscall.EMSGSIZE},
	{"EMFILE", syscall.EMFILE},
	{"ENFILE", syscall.ENFILE},
	{"ENOBUFS", syscall.ENOBUFS},
	{"ENOMEM", syscall.ENOMEM},
	{"EAGAIN", syscall.EAGAIN},
	{"EINTR", syscall.EINTR},
	{"EPIPE", syscall.EPIPE},
	{"EIO", syscall.EIO},
}

func errorNamed(name string) (error, bool) {
	for _, e := range errorTexts {
		if e.name == name {
			return e.err, true
		}
	}
	return nil, false
}

func errorNames() []string {
	var names []string
	for _, e := range errorTexts {
		names = append(names, e.name)
	}
	return names
}

// ErrorName returns the name by which [ParseFaults] knows err, or what it wraps; EIO for one that it does not know.
func ErrorName(err error) string {
	for _, e := range errorTexts {
		if errors.Is(err, e.err) {
			return e.name
		}
	}
	return "EIO"
}
