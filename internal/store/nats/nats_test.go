package nats

import (
	"slices"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/internal/store"
	"github.com/cotalker/rolecall/internal/store/servertest"
	"github.com/cotalker/rolecall/internal/store/storetest"
)

func TestNATSPassesTheCases(t *testing.T) {
	server := servertest.NATS(t, 1)
	storetest.Run(t, storetest.Engine{
		Open: func(t *testing.T) store.Store { return open(t, server.URL) },
		Away: func(*testing.T) func() {
			server.Stop()
			return server.Start
		},
		Cut: func(t *testing.T) {
			server.Stop()
			server.Start()
		},
	})
}

// TestAClusterPassesTheCases has one of three servers killed for a cut.
func TestAClusterPassesTheCases(t *testing.T) {
	cluster := servertest.NATS(t, 3)
	down := -1
	storetest.Run(t, storetest.Engine{
		Open: func(t *testing.T) store.Store { return open(t, cluster.URL) },
		Cut: func(*testing.T) {
			if down >= 0 {
				cluster.StartOne(down)
			}
			down = (down + 1) % 3
			cluster.StopOne(down)
		},
	})
}

func open(t *testing.T, url string) *Store {
	t.Helper()
	s, err := Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAURLIsRead(t *testing.T) {
	a, err := parse("nats://u:p%2Fw@a:1,nats://b:2,c?replicas=5&tls=true")
	if err != nil || a.servers != "nats://u:p%2Fw@a:1,nats://b:2,nats://c" || a.replicas != 5 || !slices.Contains(a.secrets, "p/w") {
		t.Errorf("%+v, %v", a, err)
	}
	for wrong, want := range map[string]string{
		"nats://":                    "nats://HOST:PORT",
		"nats://a/path":              "nats://HOST:PORT",
		"nats://a,http://b":          "nats://HOST:PORT",
		"nats://a?replicas=0":        "1 to 5",
		"nats://a?tls=perhaps":       "neither",
		"nats://a?password=s3cret":   "not an option",
		"nats://u:s3cret@[::1":       "not a URL",
		"nats://u:s3cr%zzs3cret@a:1": "not a URL",
	} {
		if _, err := parse(wrong); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: %v", wrong, err)
		}
	}
}

// TestAPasswordIsNeverTold asks a server that is not there.
func TestAPasswordIsNeverTold(t *testing.T) {
	for _, url := range []string{"nats://user:s3cr%2Fet@127.0.0.1:1", "nats://s3cr%2Fet@127.0.0.1:1"} {
		if _, err := Open(t.Context(), url); err == nil || strings.Contains(err.Error(), "s3cr") {
			t.Errorf("%s: %v", url, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte{2, 1, 0x80, 1})
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		numbers := decode(b)
		if numbers == nil {
			return
		}
		w := &writer{numbers: numbers}
		if again := decode(w.encode()); !slices.Equal(again, numbers) {
			t.Errorf("%v comes back as %v", numbers, again)
		}
	})
}
