package mockserver

import (
	"net/http"

	"github.com/cotalker/rolecall/internal/jsonvalue"
)

func (c *controlCall) rules() (int, any, error) {
	return http.StatusOK, map[string]any{"rules": c.world().Rules()}, nil
}

func (c *controlCall) addRule() (int, any, error) {
	body, err := c.body()
	if err != nil {
		return 0, nil, err
	}
	answer, _ := body["answer"].(map[string]any)
	normalizeWhole(body, "times")
	normalizeWhole(answer, "status")
	rule, err := readRule(jsonvalue.Append(nil, body))
	if err == nil {
		rule, err = c.world().AddRule(rule)
	}
	if err != nil {
		return 0, nil, err
	}
	return http.StatusCreated, rule, nil
}

func (c *controlCall) removeRule() (int, any, error) {
	return http.StatusNoContent, nil, c.world().removeRule(c.request.PathValue("rule"))
}

func (c *controlCall) clearRules() (int, any, error) {
	return http.StatusNoContent, nil, c.world().ClearRules()
}
