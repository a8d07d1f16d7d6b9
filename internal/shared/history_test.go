package shared

import (
	"fmt"
	"math"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
)

// act is a write of a record's member, or a read of it.
type act struct {
	record string
	write  bool
	value  string // that is written
}

// register is what a record's member must be like: a read gives the value of the
// last write.
var register = porcupine.Model{
	Partition: func(history []porcupine.Operation) [][]porcupine.Operation {
		byRecord := map[string][]porcupine.Operation{}
		for _, operation := range history {
			record := operation.Input.(act).record
			byRecord[record] = append(byRecord[record], operation)
		}
		var parts [][]porcupine.Operation
		for _, part := range byRecord {
			parts = append(parts, part)
		}
		return parts
	},
	Init: func() any { return "" },
	Step: func(state, input, output any) (bool, any) {
		if a := input.(act); a.write {
			return true, a.value
		}
		return output == state, state
	},
}

// history is what clients did and saw, and when. It is safe for use by many
// goroutines.
type history struct {
	began time.Time
	mu    sync.Mutex
	known []porcupine.Operation
	open  []porcupine.Operation // writes of which nobody was told what became
	seen  map[string]bool       // values that somebody saw
}

func newHistory() *history { return &history{began: time.Now(), seen: map[string]bool{}} }

func (h *history) now() int64 { return int64(time.Since(h.began)) }

// wrote notes a write of a value that no other has. Where it is not known whether
// it took place, it may have at any later time.
func (h *history) wrote(record, value string, call int64, known bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	operation := porcupine.Operation{Input: act{record, true, value}, Call: call, Return: h.now()}
	if known {
		h.known = append(h.known, operation)
		return
	}
	operation.Return = math.MaxInt64
	h.open = append(h.open, operation)
}

// read notes what a read saw.
func (h *history) read(record, value string, call int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.seen[value] = true
	h.known = append(h.known, porcupine.Operation{Input: act{record: record}, Call: call, Output: value, Return: h.now()})
}

// explained has a checker look for an order that explains all of it. Writes of
// unknown end whose value nobody saw explain nothing, and are left out: each of
// them would double what there is to try.
func (h *history) explained() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := h.known
	for _, operation := range h.open {
		if h.seen[operation.Input.(act).value] {
			all = append(all, operation)
		}
	}
	if result := porcupine.CheckOperationsTimeout(register, all, 2*time.Minute); result != porcupine.Ok {
		return &unexplained{result, len(all), len(all) - len(h.known)}
	}
	return nil
}

// unexplained is a history for which the checker found no order.
type unexplained struct {
	result     porcupine.CheckResult
	acts, open int // of all, and of unknown end
}

func (e *unexplained) Error() string {
	return fmt.Sprintf("the checker of histories says %s of %d acts, %d of them of unknown end", e.result, e.acts, e.open)
}

// TestTheCheckerFindsFaults has it look at a stale read and at a lost write.
func TestTheCheckerFindsFaults(t *testing.T) {
	write := func(value string, from, to int64) porcupine.Operation {
		return porcupine.Operation{Input: act{"r", true, value}, Call: from, Return: to}
	}
	read := func(value string, from, to int64) porcupine.Operation {
		return porcupine.Operation{Input: act{record: "r"}, Call: from, Output: value, Return: to}
	}
	for name, c := range map[string]struct {
		acts []porcupine.Operation
		fine bool
	}{
		"in order":     {[]porcupine.Operation{write("a", 0, 1), read("a", 2, 3), write("b", 4, 5), read("b", 6, 7)}, true},
		"at once":      {[]porcupine.Operation{write("a", 0, 1), write("b", 2, 9), read("a", 3, 4), read("b", 5, 6)}, true},
		"a stale read": {[]porcupine.Operation{write("a", 0, 1), write("b", 2, 3), read("a", 4, 5)}, false},
		"back again":   {[]porcupine.Operation{write("a", 0, 1), write("b", 2, 9), read("b", 3, 4), read("a", 5, 6)}, false},
	} {
		if got := porcupine.CheckOperations(register, c.acts); got != c.fine {
			t.Errorf("%s: %v", name, got)
		}
	}
}
