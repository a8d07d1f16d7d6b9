package shared

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"time"
)

// user is what these tests look at of a record.
type user struct {
	ID         string    `json:"_id"`
	Email      string    `json:"email"`
	JobTitle   string    `json:"jobTitle"`
	IsActive   bool      `json:"isActive"`
	ModifiedAt time.Time `json:"modifiedAt"`
}

// client asks mocks as one who may do all, or with another token, those of several
// addresses in turn.
type client struct {
	token     string
	addresses []string
	next      atomic.Uint64
	http      *http.Client
}

func newClient(connections int, addresses ...string) *client {
	return &client{token: "TOKEN", addresses: addresses, http: &http.Client{
		Timeout:   20 * time.Second,
		Transport: &http.Transport{MaxIdleConnsPerHost: connections},
	}}
}

// send gives the status, 0 where there was no reply, and the data of the reply.
func (c *client) send(ctx context.Context, method, path string, body, data any) int {
	reply := struct {
		Data any `json:"data"`
	}{data}
	return c.exchange(ctx, method, "/api"+path, body, &reply)
}

// exchange is send with the whole reply.
func (c *client) exchange(ctx context.Context, method, path string, body, reply any) int {
	var text bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&text).Encode(body); err != nil {
			panic(err) // the tests' own
		}
	}
	address := c.addresses[c.next.Add(1)%uint64(len(c.addresses))]
	request, err := http.NewRequestWithContext(ctx, method, address+path, &text)
	if err != nil {
		panic(err) // the tests' own
	}
	request.Header = http.Header{"Authorization": {"Bearer " + c.token}, "Admin": {"true"}}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := c.http.Do(request)
	if err != nil {
		return 0
	}
	defer response.Body.Close()
	all, err := io.ReadAll(response.Body)
	if err != nil {
		return 0
	}
	if response.StatusCode < 300 {
		if err := json.Unmarshal(all, reply); err != nil {
			return 0
		}
	}
	return response.StatusCode
}

// password is that of all who are created.
const password = "long enough 1!"

// logIn gives a token of a user's own.
func (c *client) logIn(ctx context.Context, email string) (token string, status int) {
	var reply struct {
		Token string `json:"token"`
	}
	status = c.exchange(ctx, http.MethodPost, "/auth/local", map[string]any{"email": email, "password": password}, &reply)
	return reply.Token, status
}

func (c *client) create(ctx context.Context, email string) (user, int) {
	var u user
	status := c.send(ctx, http.MethodPost, "/v3/users", map[string]any{"email": email, "password": password, "name": map[string]string{"names": "A", "lastName": "B"}}, &u)
	return u, status
}

func (c *client) update(ctx context.Context, id, title string) (user, int) {
	var u user
	status := c.send(ctx, http.MethodPatch, "/v3/users/"+id, map[string]any{"jobTitle": title}, &u)
	return u, status
}

func (c *client) read(ctx context.Context, id string) (user, int) {
	var u user
	status := c.send(ctx, http.MethodGet, "/v3/users/"+id, nil, &u)
	return u, status
}

// list reads all pages.
func (c *client) list(ctx context.Context) ([]user, error) {
	var all []user
	for page := 1; ; page++ {
		var data struct {
			Users []user `json:"users"`
		}
		if status := c.send(ctx, http.MethodGet, fmt.Sprintf("/v3/users?limit=100&page=%d", page), nil, &data); status != http.StatusOK {
			return nil, fmt.Errorf("page %d of the list: %d", page, status)
		}
		if len(data.Users) == 0 {
			return all, nil
		}
		all = append(all, data.Users...)
	}
}

// digest tells the position of the log of the mock at an address, and the digest
// of its world.
func digest(ctx context.Context, address string) (position uint64, digest string, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"/_rolecall/v1/worlds/default", nil)
	if err != nil {
		return 0, "", err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	var world struct {
		Log struct {
			Position uint64 `json:"position"`
			Digest   string `json:"digest"`
		} `json:"log"`
	}
	if err := json.NewDecoder(response.Body).Decode(&world); err != nil || world.Log.Digest == "" {
		return 0, "", fmt.Errorf("ask the mock at %s for its digest: %s, %w", address, response.Status, err)
	}
	return world.Log.Position, world.Log.Digest, nil
}
