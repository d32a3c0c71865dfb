package resolver

import (
	"io/fs"
	"os"
	"syscall"
	"testing"
)

// What a machine has too little of for now is worth another try; what it does not let this process have stays so.
func TestShortagesPass(t *testing.T) {
	for _, tt := range []struct {
		errs []error
		want EAI
	}{
		{[]error{syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM, syscall.ENOBUFS, syscall.EAGAIN, syscall.EINTR, errTorn}, EAI_AGAIN},
		{[]error{syscall.EIO, syscall.EACCES, fs.ErrInvalid}, EAI_SYSTEM},
	} {
		for _, err := range tt.errs {
			if got := system(os.NewSyscallError("open", err)).code; got != tt.want {
				t.Errorf("%v is %v, want %v", err, got, tt.want)
			}
		}
	}
}
