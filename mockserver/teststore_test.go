package mockserver_test

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/cotalker/rolecall/internal/store"
	"github.com/cotalker/rolecall/internal/store/engine"
	"github.com/cotalker/rolecall/internal/store/storetest"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// testStore is where the mocks of the tests keep their worlds, for all tests hold
// for a mock that keeps them: memory, "file:" for a folder of each, or the URL of a
// server. Nowhere where it is empty.
var testStore = os.Getenv("ROLECALL_TEST_STORE")

// sharedStore is the store of a server, for all tests.
var sharedStore = sync.OnceValues(func() (store.Store, error) { return engine.Open(context.Background(), testStore) })

// newMock makes a mock that keeps its worlds where all tests are asked to, with
// nobody else's.
func newMock(t testing.TB, contract *spec.Contract, options ...mockserver.Option) *mockserver.Server {
	t.Helper()
	if testStore != "" {
		kept, err := ownStore(t)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := kept.Close(); err != nil {
				t.Errorf("close the store of the tests: %v", err)
			}
		})
		options = append([]mockserver.Option{mockserver.WithStore(kept, mockserver.StoreSettings{})}, options...)
	}
	mock, err := mockserver.New(contract, options...)
	if err != nil {
		t.Fatal(err)
	}
	if testStore != "" {
		t.Cleanup(func() {
			if err := mock.Close(context.Background()); err != nil {
				t.Logf("close the mock: %v", err) // a test may have taken its store away
			}
		})
	}
	return mock
}

func ownStore(t testing.TB) (store.Store, error) {
	switch testStore {
	case "memory":
		return storetest.NewMemory(), nil
	case "file:":
		return engine.Open(t.Context(), fmt.Sprint("file:", t.TempDir()))
	}
	shared, err := sharedStore()
	if err != nil {
		return nil, err
	}
	return storetest.Apart(shared), nil
}
