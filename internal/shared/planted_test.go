package shared

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/cotalker/rolecall/internal/store"
	stores "github.com/cotalker/rolecall/internal/store/engine"
	"github.com/cotalker/rolecall/internal/store/servertest"
	"github.com/cotalker/rolecall/internal/store/storetest"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// bySubject appends to a stream of NATS where the last message of a subject is as
// expected. Servers such as those of Debian 12 look at that before they know of the
// messages that are under way in the cluster.
type bySubject struct {
	store.Log
	js      jetstream.JetStream
	subject string
}

func (l bySubject) Append(ctx context.Context, after store.Position, data []byte) (store.Position, error) {
	const whole = "w" // how the engine marks an entry that is one message
	ack, err := l.js.Publish(ctx, l.subject, append([]byte(whole), data...), jetstream.WithExpectLastSequencePerSubject(uint64(after)+1))
	var refused *jetstream.APIError
	if errors.As(err, &refused) && (refused.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence || refused.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequenceConstant) {
		return 0, store.LostRace(after, 0)
	}
	if err != nil {
		return 0, store.Unavailable("append", err)
	}
	return store.Position(ack.Sequence - 1), nil
}

// TestTheHistoryTellsAnAppendWithoutItsCondition and those below it plant a fault
// that the checker of histories must find: else what it finds nothing wrong with
// proves little.
func TestTheHistoryTellsAnAppendWithoutItsCondition(t *testing.T) {
	findsFault(t, storetest.Faulty{Store: storetest.NewMemory(), Plant: storetest.Unconditional})
}

func TestTheHistoryTellsAReadWithoutTheHead(t *testing.T) {
	findsFault(t, storetest.Faulty{Store: storetest.NewMemory(), Plant: storetest.Headless})
}

func TestTheHistoryTellsAConditionOnASubject(t *testing.T) {
	cluster := servertest.NATS(t, 3)
	kept, err := stores.Open(t.Context(), cluster.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { kept.Close() })
	conn, err := nats.Connect(cluster.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	if version := conn.ConnectedServerVersion(); !strings.HasPrefix(version, "2.9.") {
		t.Skipf("NATS %s may know of the messages that are under way; the fault is one with 2.9", version)
	}
	js, err := jetstream.New(conn)
	if err != nil {
		t.Fatal(err)
	}
	findsFault(t, storetest.Faulty{Store: kept, Plant: func(l store.Log) store.Log {
		for info := range js.ListStreams(t.Context(), jetstream.WithStreamListSubject("rolecall.*.entries")).Info() {
			return bySubject{l, js, info.Config.Subjects[0]}
		}
		t.Error("the world has no stream of entries")
		return l
	}})
}

// TestTheHistoryTellsNothingElse has the same clients ask mocks without a fault.
func TestTheHistoryTellsNothingElse(t *testing.T) {
	if w := together(t, storetest.NewMemory(), 20); w.history.explained() != nil {
		t.Error(w.history.explained())
	}
}

// findsFault has clients ask mocks of a faulty store until the checker says that
// no order explains what they saw. Two writers must come to meet for that.
func findsFault(t *testing.T, kept store.Store) {
	t.Helper()
	for range 20 {
		w := together(t, kept, 10)
		var fault *unexplained
		if errors.As(w.history.explained(), &fault) && fault.result == porcupine.Illegal {
			t.Logf("%v; %d other problems", fault, len(w.problems))
			return
		}
	}
	t.Error("the checker of histories noticed nothing")
}

// together has 16 clients do so many things each to three mocks.
func together(t *testing.T, kept store.Store, acts int) *work {
	t.Helper()
	addresses, end := three(t, kept)
	defer end()
	w := newWork(t, addresses, addresses...)
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() { w.run(t.Context(), i, acts) })
	}
	all.Wait()
	return w
}

// three starts mocks in this process, which begin with an empty store.
func three(t *testing.T, kept store.Store) (addresses []string, end func()) {
	t.Helper()
	contract, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	if err := kept.Delete(t.Context(), mockserver.DefaultWorld); err != nil {
		t.Fatal(err)
	}
	var ends []func()
	for range 3 {
		mock, err := mockserver.New(contract, mockserver.WithStore(kept, mockserver.StoreSettings{}), mockserver.WithoutJournal())
		if err != nil {
			t.Fatal(err)
		}
		server := httptest.NewServer(mock)
		ends = append(ends, func() {
			server.Close()
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			defer cancel()
			_ = mock.Close(ctx) // what it would keep is faulty
		})
		addresses = append(addresses, server.URL)
	}
	return addresses, func() {
		for _, end := range ends {
			end()
		}
	}
}

// TestTheModelTellsAReadWithoutTheHead has the model of one client find what lags.
func TestTheModelTellsAReadWithoutTheHead(t *testing.T) {
	for name, c := range map[string]struct {
		plant func(store.Log) store.Log
		fine  bool
	}{
		"none":         {func(l store.Log) store.Log { return l }, true},
		"not the head": {storetest.Headless, false},
	} {
		addresses, end := three(t, storetest.Faulty{Store: storetest.NewMemory(), Plant: c.plant})
		err := newModel(addresses...).play(t, 200)
		end()
		if (err == nil) != c.fine {
			t.Errorf("%s: %v", name, err)
		}
	}
}
