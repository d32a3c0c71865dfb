package bubble

import (
	"testing"
	"testing/synctest"
	"time"
)

// A bubble stays one, however long it sleeps.
func TestHas(t *testing.T) {
	if Has(time.Now()) {
		t.Error("the world is one")
	}
	synctest.Test(t, func(t *testing.T) {
		for range 3 {
			if !Has(time.Now()) {
				t.Errorf("not in %v", time.Now())
			}
			time.Sleep(30 * 365 * 24 * time.Hour)
		}
	})
}
