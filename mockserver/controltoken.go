package mockserver

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/cotalker/rolecall/internal/printable"
)

func (c *controlCall) personas() (int, any, error) {
	return http.StatusOK, map[string]any{"personas": c.world().Personas()}, nil
}

func (c *controlCall) mint() (int, any, error) {
	body, err := c.body()
	if err != nil {
		return 0, nil, err
	}
	persona, err := c.world().Mint(textOf(body, "name"), textList(body["permissions"])...)
	if err != nil {
		return 0, nil, err
	}
	return http.StatusCreated, persona, nil
}

func (c *controlCall) expire() (int, any, error) { return c.endToken((*World).ExpireToken) }

func (c *controlCall) revoke() (int, any, error) { return c.endToken((*World).RevokeToken) }

func (c *controlCall) endToken(end func(*World, string) error) (int, any, error) {
	body, err := c.body()
	if err != nil {
		return 0, nil, err
	}
	w, token := c.world(), textOf(body, "token")
	if name := textOf(body, "persona"); name != "" {
		var names []string
		for _, p := range w.Personas() {
			if names = append(names, p.Name); p.Name == name {
				token = p.Token
			}
		}
		if token == "" {
			return 0, nil, &unknownError{fmt.Sprintf("the world %s has no persona %q; it has: %s", w.name, printable.Line(name), strings.Join(names, ", "))}
		}
	}
	if err := end(w, token); err != nil {
		return 0, nil, unlessStore(err)
	}
	return http.StatusNoContent, nil, nil
}
