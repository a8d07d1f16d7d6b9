package shared

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
)

// model is what is expected of mocks: a plain list of those whom one client made, in
// order, to whom nobody else does anything.
type model struct {
	client *client
	prefix string // of the emails
	users  []user
	made   int
	logins []*client // of users with a password, by their place in the list
	random *rand.Rand
}

func newModel(addresses ...string) *model {
	return &model{client: newClient(1, addresses...), prefix: "model"}
}

// modelSteps is how many random things are done: more with ROLECALL_STORED=all.
func modelSteps(t *testing.T) int {
	t.Helper()
	if os.Getenv("ROLECALL_STORED") != "" {
		return 20_000
	}
	return 500
}

// play does random things, and compares each reply with what the model says.
func (m *model) play(t *testing.T, steps int) error {
	t.Helper()
	seed := rand.Uint64()
	m.random = rand.New(rand.NewPCG(seed, 1))
	for step := range steps {
		if err := m.step(t); err != nil {
			return fmt.Errorf("step %d of the seed %d, with %d users: %w", step, seed, len(m.users), err)
		}
	}
	return nil
}

func (m *model) step(t *testing.T) error {
	if len(m.users) == 0 {
		return m.create(t)
	}
	at := m.random.IntN(len(m.users))
	switch m.random.IntN(12) {
	case 0:
		return m.create(t)
	case 1:
		_, status := m.client.create(t.Context(), strings.ToUpper(m.users[at].Email))
		return want("create with an email that is taken", status, http.StatusConflict)
	case 2:
		other := m.users[(at+1)%len(m.users)]
		if len(m.users) == 1 {
			return m.change(t, at, map[string]any{"email": other.Email}, func(*user) {})
		}
		status := m.client.send(t.Context(), http.MethodPatch, "/v3/users/"+m.users[at].ID, map[string]any{"email": other.Email}, nil)
		return want("update with an email that is taken", status, http.StatusConflict)
	case 3:
		m.made++
		return m.change(t, at, map[string]any{"email": m.email()}, func(u *user) { u.Email = m.email() })
	case 4:
		active := m.random.IntN(2) == 0
		return m.change(t, at, map[string]any{"isActive": active}, func(u *user) { u.IsActive = active })
	case 5, 6:
		title := fmt.Sprint("title ", m.random.IntN(1000))
		return m.change(t, at, map[string]any{"jobTitle": title}, func(u *user) { u.JobTitle = title })
	case 7:
		return m.me(t, at)
	case 8:
		_, status := m.client.read(t.Context(), fmt.Sprintf("%024x", m.random.Uint64()))
		return want("read what nobody made", status, http.StatusNotFound)
	case 9:
		return m.list(t)
	}
	got, status := m.client.read(t.Context(), m.users[at].ID)
	if status != http.StatusOK || got != m.users[at] {
		return fmt.Errorf("a read gives %d, %+v; want %+v", status, got, m.users[at])
	}
	return nil
}

func want(what string, status, expected int) error {
	if status != expected {
		return fmt.Errorf("%s: %d, want %d", what, status, expected)
	}
	return nil
}

// email is that of the user that was made last.
func (m *model) email() string { return fmt.Sprintf("%s-%d@example.com", m.prefix, m.made) }

func (m *model) create(t *testing.T) error {
	m.made++
	u, status := m.client.create(t.Context(), m.email())
	if status != http.StatusCreated || u.Email != m.email() || !u.IsActive {
		return fmt.Errorf("create %s: %d, %+v", m.email(), status, u)
	}
	m.users, m.logins = append(m.users, u), append(m.logins, nil)
	return nil
}

func (m *model) change(t *testing.T, at int, members map[string]any, how func(*user)) error {
	var got user
	status := m.client.send(t.Context(), http.MethodPatch, "/v3/users/"+m.users[at].ID, members, &got)
	expected := m.users[at]
	how(&expected)
	if got.ModifiedAt.Before(expected.ModifiedAt) {
		return fmt.Errorf("modifiedAt goes from %s back to %s", expected.ModifiedAt, got.ModifiedAt)
	}
	expected.ModifiedAt = got.ModifiedAt
	if status != http.StatusOK || got != expected {
		return fmt.Errorf("an update by %v gives %d, %+v; want %+v", members, status, got, expected)
	}
	m.users[at] = got
	return nil
}

// me logs a user in, once, and reads it by its own token: who is disabled is nobody.
func (m *model) me(t *testing.T, at int) error {
	expected := m.users[at]
	if m.logins[at] == nil {
		token, status := m.client.logIn(t.Context(), expected.Email)
		if !expected.IsActive {
			if status < 400 || status >= 500 {
				return fmt.Errorf("log in who is disabled: %d", status)
			}
			return nil
		}
		if status != http.StatusOK || token == "" {
			return fmt.Errorf("log %s in: %d", expected.Email, status)
		}
		m.logins[at] = newClient(1, m.client.addresses...)
		m.logins[at].token = token
	}
	var got user
	status := m.logins[at].send(t.Context(), http.MethodGet, "/v3/users/me", nil, &got)
	if !expected.IsActive {
		return want("/users/me of who is disabled", status, http.StatusUnauthorized)
	}
	if status != http.StatusOK || got != expected {
		return fmt.Errorf("/users/me gives %d, %+v; want %+v", status, got, expected)
	}
	return nil
}

// list reads some page of all that the model has, or of those who are active.
func (m *model) list(t *testing.T) error {
	expected, filter := slices.Clone(m.users), "all"
	if m.random.IntN(2) == 0 {
		filter = "true"
		expected = slices.DeleteFunc(expected, func(u user) bool { return !u.IsActive })
	}
	count, limit := len(expected), 1+m.random.IntN(20)
	page := 1 + m.random.IntN(count/limit+2)
	expected = expected[min((page-1)*limit, count):min(page*limit, count)]
	var data struct {
		Users []user `json:"users"`
		Count int    `json:"count"`
	}
	path := fmt.Sprintf("/v3/users?search=%s-&isActive=%s&limit=%d&page=%d&count=true", m.prefix, filter, limit, page)
	status := m.client.send(t.Context(), http.MethodGet, path, nil, &data)
	if status != http.StatusOK || data.Count != count || !slices.Equal(data.Users, expected) {
		return fmt.Errorf("%s gives %d, %d users, %+v; want %d, %+v", path, status, data.Count, data.Users, count, expected)
	}
	return nil
}
