package mockintest

import (
	"testing"

	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// TestGreeting starts one mock. Each case has a world of its own, so that all may
// run at once, and change what they like.
func TestGreeting(t *testing.T) {
	contract, err := spec.Default() // or spec.LoadFile of your own document
	if err != nil {
		t.Fatal(err)
	}
	mock := mockserver.Start(t, contract)

	t.Run("of a persona", func(t *testing.T) {
		t.Parallel()
		api := mock.World(t)
		wants(t, api, "client", "Welcome, Clara")
	})
	t.Run("of somebody with another name", func(t *testing.T) {
		t.Parallel()
		api := mock.World(t)
		caller := api.In.Personas()[1].Caller
		// Past the rules: whatever the contract would say to such a record.
		if _, err := api.In.PutRecord("users", caller, map[string]any{"name": map[string]any{"names": "Ada"}, "isActive": true}); err != nil {
			t.Fatal(err)
		}
		wants(t, api, "client", "Welcome, Ada")
	})
	t.Run("of nobody any more", func(t *testing.T) {
		t.Parallel()
		api := mock.World(t)
		if err := api.In.ExpireToken("client"); err != nil {
			t.Fatal(err)
		}
		wants(t, api, "client", "Please log in")
	})
}

func wants(t *testing.T, api *mockserver.Running, persona, want string) {
	t.Helper()
	got, err := Greeting(api.As(persona), api.URL+"/api")
	if err != nil || got != want {
		t.Errorf("as %s: %q, %v; want %q", persona, got, err, want)
	}
}
