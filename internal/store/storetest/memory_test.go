package storetest_test

import (
	"testing"

	"github.com/cotalker/rolecall/internal/store"
	"github.com/cotalker/rolecall/internal/store/storetest"
)

func TestMemoryPassesTheCases(t *testing.T) {
	memory := storetest.NewMemory()
	storetest.Run(t, storetest.Engine{
		Open: func(*testing.T) store.Store { return memory },
		Away: func(*testing.T) func() {
			memory.Away(true)
			return func() { memory.Away(false) }
		},
	})
}
