package mockserver

import (
	"net/http"

	"github.com/cotalker/rolecall/spec"
)

func (c *controlCall) health() (int, any, error) {
	contract := c.server.contract
	return http.StatusOK, map[string]any{"status": "ok", "contract": contract.Title, "version": contract.Version}, nil
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
