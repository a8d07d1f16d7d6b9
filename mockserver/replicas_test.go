package mockserver_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"sync"
	"testing"

	"github.com/cotalker/rolecall/internal/store"
	"github.com/cotalker/rolecall/internal/store/storetest"
	"github.com/cotalker/rolecall/mockserver"
)

// fleet is several mocks of one store, and what is wrong with what they answer.
type fleet struct {
	urls     []string
	mu       sync.Mutex
	problems []string
	made     map[string]string // who was told to have made an email: the id
}

func newFleet(t *testing.T, size int, kept store.Store) *fleet {
	t.Helper()
	f := &fleet{made: map[string]string{}}
	for range size {
		mock, err := mockserver.New(contract(t), mockserver.WithStore(kept, mockserver.StoreSettings{Keep: 40}), mockserver.WithoutJournal())
		if err != nil {
			t.Fatal(err)
		}
		server := httptest.NewServer(mock)
		t.Cleanup(func() {
			server.Close()
			mock.Close(context.Background())
		})
		f.urls = append(f.urls, server.URL)
	}
	return f
}

func (f *fleet) problem(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.problems = append(f.problems, fmt.Sprintf(format, args...))
}

// faulty tells whether a problem is known: then there is nothing to come again for.
func (f *fleet) faulty() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.problems) > 0
}

// do asks one of the mocks. A mock that says to come again is asked again.
func (f *fleet) do(at int, method, target, body string) (status int, header http.Header, value map[string]any) {
	for range 300 {
		req, err := http.NewRequest(method, f.urls[at%len(f.urls)]+target, strings.NewReader(body))
		if err != nil {
			f.problem("%v", err)
			return 0, nil, nil
		}
		req.Header = http.Header{"Authorization": {"Bearer TOKEN"}, "Admin": {"true"}, "Content-Type": {"application/json"}}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			f.problem("%s %s: %v", method, target, err)
			return 0, nil, nil
		}
		var text bytes.Buffer
		text.ReadFrom(res.Body)
		res.Body.Close()
		if res.StatusCode == http.StatusServiceUnavailable && !f.faulty() {
			continue
		}
		json.Unmarshal(text.Bytes(), &value)
		return res.StatusCode, res.Header, value
	}
	f.problem("%s %s: 503 each time", method, target)
	return 0, nil, nil
}

func field(value map[string]any, at string) string {
	var v any = value
	for name := range strings.SplitSeq(at, ".") {
		m, _ := v.(map[string]any)
		v = m[name]
	}
	return fmt.Sprint(v)
}

// write makes people whom the other writers of the same number make too, and
// changes them here and there. What one mock tells, the next must know.
func (f *fleet) write(at, number, people int) {
	for i := range people {
		email := fmt.Sprintf("w%d-%d@example.com", number, i)
		status, header, _ := f.do(at, "POST", "/api/v3/users", `{"email":"`+email+`","name":{"names":"A","lastName":"0"}}`)
		if status == http.StatusConflict {
			continue
		}
		if status != http.StatusCreated {
			f.problem("creating %s: %d", email, status)
			continue
		}
		id := path.Base(header.Get("Location"))
		f.mu.Lock()
		before, twice := f.made[email]
		f.made[email] = id
		f.mu.Unlock()
		if twice {
			f.problem("%s was made twice: %s and %s", email, before, id)
		}
		stamp := ""
		for n, change := range []string{
			`{"name":{"lastName":"1"},"jobTitle":"1"}`, `{"name":{"lastName":"2","names":"2"}}`, `{"name":{"lastName":"3"},"jobTitle":"3"}`,
		} {
			status, _, value := f.do(at+n, "PATCH", "/api/v3/users/"+id, change)
			if status != http.StatusOK {
				f.problem("change %d of %s: %d", n+1, email, status)
				continue
			}
			if now := field(value, "data.modifiedAt"); now <= stamp {
				f.problem("%s: modifiedAt went from %s to %s", email, stamp, now)
			} else {
				stamp = now
			}
			status, _, value = f.do(at+n+1, "GET", "/api/v3/users/"+id, "")
			if status != http.StatusOK || field(value, "data.name.lastName") != fmt.Sprint(n+1) {
				f.problem("%s after change %d, at the next mock: %d %s", email, n+1, status, field(value, "data.name.lastName"))
			}
		}
	}
}

// settle compares the mocks when all writers have ended.
func (f *fleet) settle(t *testing.T) {
	digests := map[string]bool{}
	for at := range f.urls {
		_, _, value := f.do(at, "GET", "/_rolecall/v1/worlds/default", "")
		digests[field(value, "log.position")+" "+field(value, "log.digest")] = true
		for email, id := range f.made {
			_, _, list := f.do(at, "GET", "/api/v3/users?email="+email, "")
			_, _, one := f.do(at, "GET", "/api/v3/users/"+id, "")
			data, _ := list["data"].(map[string]any)
			users, _ := data["users"].([]any)
			if len(users) != 1 {
				f.problem("%s is listed %d times", email, len(users))
				continue
			}
			listed, _ := users[0].(map[string]any)
			for _, member := range []string{"_id", "email", "jobTitle", "name.names", "modifiedAt"} {
				if a, b := field(listed, member), field(one, "data."+member); a != b {
					f.problem("%s of %s: %s in the list, %s by its id", member, email, a, b)
				}
			}
			if job := field(one, "data.jobTitle"); job != "3" || field(one, "data.name.names") != "2" {
				f.problem("%s lost a member: %v", email, one)
			}
		}
	}
	if len(digests) != 1 {
		f.problem("the mocks hold different worlds: %v", digests)
	}
	t.Logf("%d people, digests %v", len(f.made), digests)
}

func (f *fleet) run(t *testing.T, writers, people int) {
	t.Helper()
	var all sync.WaitGroup
	for at := range f.urls {
		for number := range writers {
			all.Go(func() { f.write(at, number, people) })
		}
	}
	all.Wait()
	f.settle(t)
}

// TestReplicasAgree has two mocks written to by 16 clients each, who want the same.
func TestReplicasAgree(t *testing.T) {
	f := newFleet(t, 2, storetest.NewMemory())
	f.run(t, 16, 4)
	for _, problem := range f.problems[:min(len(f.problems), 10)] {
		t.Error(problem)
	}
	if len(f.made) != 64 {
		t.Errorf("%d people were made, not 64", len(f.made))
	}
}

// TestPlantedFaultsAreFound shows that what [TestReplicasAgree] looks at tells.
func TestPlantedFaultsAreFound(t *testing.T) {
	for name, plant := range map[string]func(store.Log) store.Log{
		"an append without its condition": storetest.Unconditional,
		"a read without the head":         storetest.Headless,
	} {
		t.Run(name, func(t *testing.T) {
			for range 10 { // two writers must come to meet
				f := newFleet(t, 2, storetest.Faulty{Store: storetest.NewMemory(), Plant: plant})
				if f.run(t, 8, 2); len(f.problems) > 0 {
					t.Logf("%d problems, such as: %s", len(f.problems), f.problems[0])
					return
				}
			}
			t.Error("nobody noticed")
		})
	}
}
