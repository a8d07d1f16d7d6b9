package mockserver

import (
	"encoding/json"
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
	var rule Rule
	if err := json.Unmarshal(jsonvalue.Append(nil, body), &rule); err != nil {
		return 0, nil, err
	}
	rule.Body = body["body"] // with its numbers as they were sent
	if answer != nil {
		rule.Answer.Body = answer["body"]
	}
	if rule, err = c.world().AddRule(rule); err != nil {
		return 0, nil, err
	}
	return http.StatusCreated, rule, nil
}

func (c *controlCall) removeRule() (int, any, error) {
	id := c.request.PathValue("rule")
	if !c.world().RemoveRule(id) {
		return 0, nil, &unknownError{"the world " + c.world().name + " has no rule " + printable(id)}
	}
	return http.StatusNoContent, nil, nil
}

func (c *controlCall) clearRules() (int, any, error) {
	c.world().ClearRules()
	return http.StatusNoContent, nil, nil
}
