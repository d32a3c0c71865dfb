// Package absent tells files that are not there from those that cannot be read.
package absent

import (
	"errors"
	"io/fs"
	"syscall"
)

// Is reports whether err means that a database does not exist for this process: the errors that glibc's
// __resolv_conf_load forgives. Any other error is a failure.
func Is(err error) bool {
	for _, e := range []error{fs.ErrNotExist, fs.ErrPermission, syscall.ENOTDIR, syscall.EISDIR, syscall.ELOOP} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}
