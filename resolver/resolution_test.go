package resolver

import (
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"netdb.example/inet"
	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/internal/crew"
)

// What is in stock for calls that are handed over serves one that is not as well.
func TestStockIsForAll(t *testing.T) {
	for resolutions.Get() != nil {
	}
	for range 2 * stock {
		restock()
	}
	if kept := resolutions.Kept(); crowd >= 0 && kept != stock {
		t.Errorf("%d are in stock", kept)
	}
	synctest.Test(t, func(t *testing.T) {
		srv := fakedns.New(t, "www.test. A 192.0.2.1")
		r := Resolver{Dial: srv.Dial, System: System{FS: fstest.MapFS{}}}
		for range 3 {
			addrs, err := r.Getaddrinfo(t.Context(), "www.test", "", &Hints{Family: inet.AF_INET, Socktype: SOCK_STREAM})
			if err != nil || len(addrs) != 1 {
				t.Errorf("%v, %v", addrs, err)
			}
		}
	})
}

// A task that is not kept has no timer left.
func TestEndOfAResolutionStopsItsTimer(t *testing.T) {
	before := crowd
	defer func() { crowd = before }()
	crowd = -1
	synctest.Test(t, func(t *testing.T) {
		q := newResolution()
		q.name.ctx = t.Context()
		q.task, q.err = nil, EAI_AGAIN
		task := q.asTask()
		task.WakeBy(crew.Now() + time.Second)
		q.end()
		time.Sleep(3 * time.Second)
		select {
		case <-task.Woken():
			t.Error("woken after its end")
		default:
		}
	})
}
