package shared

import (
	"context"
	"fmt"
	"testing"

	"github.com/cotalker/rolecall/internal/store/servertest"
)

// rulesHold sets a rule at one mock of a fleet, kills that, and looks for the rule
// at all of them, then resets the world at another.
func rulesHold(t *testing.T, f *fleet) {
	ctx := t.Context()
	var told map[string]any
	one, other := newClient(1, f.mocks[0].address()), newClient(1, f.mocks[1].address())
	ask := func(times, want int) {
		t.Helper()
		inTurn := newClient(1, f.balancer)
		for range times {
			servertest.Until(t, "a mock", func(ctx context.Context) error {
				switch status := inTurn.send(ctx, "GET", "/v3/users/me", nil, &told); status {
				case 0, 502, 503: // the balancer does not know yet that one was killed
					return fmt.Errorf("%d", status)
				case want:
				default:
					t.Errorf("a request to the balancer: %d, want %d", status, want)
				}
				return nil
			})
		}
	}
	rule := map[string]any{"times": 7, "answer": map[string]any{"status": 418}}
	if status := one.exchange(ctx, "POST", "/_rolecall/v1/worlds/default/rules", rule, &told); status != 201 {
		t.Fatalf("a rule: %d", status)
	}
	ask(3, 418)
	f.mocks[0].kill()
	f.ready()
	ask(4, 418)
	ask(3, 200)
	if status := one.exchange(ctx, "POST", "/_rolecall/v1/worlds/default/rules", rule, &told); status != 201 {
		t.Fatalf("a rule: %d", status)
	}
	ask(1, 418)
	other.exchange(ctx, "POST", "/_rolecall/v1/reset", nil, &told)
	ask(3, 200)
}
