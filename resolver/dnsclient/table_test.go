package dnsclient

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// A table is held to a list, from the end of which it finds: with few numbers, so that several have the same.
func TestTableFindsTheLastOfANumber(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, most := range []int{1, 7, 70, 300} {
		table := table{by: byQuestion}
		var list []*exchange
		for range 20 * most {
			number := rnd.Uint32N(uint32(most))
			if len(list) < most && rnd.IntN(3) > 0 {
				x := &exchange{key: number}
				table.put(x)
				list = append(list, x)
			} else if len(list) > 0 {
				i := rnd.IntN(len(list))
				x := list[i]
				list = slices.Delete(list, i, i+1)
				if !table.remove(x) || table.remove(x) {
					t.Fatal("not removed once")
				}
			}
			checkTable(t, &table, list, number)
		}
		for _, x := range list {
			table.remove(x)
		}
		if table.size != 0 || len(table.slots) > fewestSlots {
			t.Errorf("%d exchanges and %d slots are left", table.size, len(table.slots))
		}
	}
}

func checkTable(t *testing.T, table *table, list []*exchange, number uint32) {
	t.Helper()
	var want *exchange
	for _, x := range list {
		if x.key == number {
			want = x
		}
	}
	if got := table.find(number); got != want {
		t.Fatalf("%d of %d: found %p, want %p", number, len(list), got, want)
	}
	all := table.all()
	if len(all) != len(list) || table.size != len(list) {
		t.Fatalf("%d exchanges, of size %d, want %d", len(all), table.size, len(list))
	}
	for _, x := range list {
		if !slices.Contains(all, x) {
			t.Fatal("one is lost")
		}
	}
}
