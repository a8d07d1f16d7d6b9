package mockserver

import (
	"context"
	"net/http"
	"time"

	"github.com/cotalker/rolecall/internal/connections"
	"github.com/cotalker/rolecall/spec"
)

// health tells whether the mock is ready for requests: it has caught up with its
// store, and is not about to end.
func (c *controlCall) health() (int, any, error) {
	contract := c.server.contract
	select {
	case <-connections.Ending(c.request.Context()):
		return 0, nil, &controlError{http.StatusServiceUnavailable, "the mock is about to end", nil}
	default:
	}
	if c.server.storage != nil {
		ctx, cancel := context.WithTimeout(c.request.Context(), healthTimeout)
		defer cancel()
		if err := c.server.standard.ledger.CatchUp(ctx); err != nil {
			return 0, nil, &controlError{http.StatusServiceUnavailable, "the mock is not ready: " + err.Error(), nil}
		}
	}
	return http.StatusOK, map[string]any{"status": "ok", "contract": contract.Title, "version": contract.Version}, nil
}

// healthTimeout is how long the store may take to say how far it is.
const healthTimeout = 2 * time.Second

// live tells that the process answers, whatever its store does.
func (c *controlCall) live() (int, any, error) {
	return http.StatusOK, map[string]any{"status": "ok"}, nil
}

func (c *controlCall) requirement() (int, any, error) {
	q := c.server.contract.Requirement(c.request.PathValue("id"))
	if q == nil {
		return 0, nil, &unknownError{"there is no such requirement"}
	}
	return http.StatusOK, requirementInfo(q), nil
}

func requirementInfo(q *spec.Requirement) map[string]any {
	return map[string]any{"id": q.ID, "level": q.Level, "text": q.Text, "source": q.Source}
}
