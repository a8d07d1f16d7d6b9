// Package mockintest shows how a team tests code that calls an API against the
// mock of it, in tests that run in parallel.
package mockintest

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// Greeting stands for the team's own code: it greets whoever is logged in.
func Greeting(client *http.Client, api string) (string, error) {
	res, err := client.Get(api + "/v3/users/me")
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	if res.StatusCode == http.StatusUnauthorized {
		return "Please log in", nil
	}
	var reply struct {
		Data struct {
			Name struct {
				Names string `json:"names"`
			} `json:"name"`
		} `json:"data"`
	}
	if err := json.NewDecoder(res.Body).Decode(&reply); err != nil {
		return "", fmt.Errorf("reading who is logged in: %w", err)
	}
	return "Welcome, " + reply.Data.Name.Names, nil
}
