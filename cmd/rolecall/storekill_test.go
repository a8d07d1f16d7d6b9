//go:build unix

package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// storedMock is a built mock, which keeps its worlds in a file.
type storedMock struct {
	process *exec.Cmd
	url     string           // with the base path
	said    *strings.Builder // to standard error, to be read when it has ended
}

func startStored(t *testing.T, folder string, more ...string) *storedMock {
	t.Helper()
	return startBuilt(t, append(more, "--store", "file:"+folder)...)
}

func startBuilt(t *testing.T, flags ...string) *storedMock {
	t.Helper()
	m := &storedMock{process: exec.Command(built(t), append([]string{"mock", "--port", "0", "--quiet"}, flags...)...)}
	out, err := m.process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	m.said = &strings.Builder{}
	m.process.Stderr = m.said
	if err := m.process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		m.process.Process.Kill()
		m.process.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		m.process.Wait()
		t.Fatalf("the mock did not start: %v: %s", err, m.said)
	}
	m.url = strings.TrimSpace(line)
	return m
}

// do asks as the administrator; the status is 0 where there is no answer.
func (m *storedMock) do(method, path, body string) (status int, reply map[string]any) {
	req, err := http.NewRequest(method, m.url+path, strings.NewReader(body))
	if err != nil {
		return 0, nil
	}
	req.Header = http.Header{"Authorization": {"Bearer TOKEN"}, "Admin": {"true"}, "Content-Type": {"application/json"}}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil
	}
	defer res.Body.Close()
	if json.NewDecoder(res.Body).Decode(&reply) != nil {
		return 0, nil
	}
	return res.StatusCode, reply
}

// told is what clients were told of what they wrote.
type told struct {
	mu      sync.Mutex
	created map[string]int // by email: the number of the last change that was told
	tried   map[string]int // and of the last that was asked for
	left    int            // writes to be told of until the mock is killed
	kill    func()
}

// tell notes a write that was told.
func (k *told) tell(email string, n int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.created[email] = n
	if k.left--; k.left == 0 {
		k.kill()
	}
}

func (k *told) try(email string, n int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.tried[email] = n
}

// write creates people and changes them until the mock is gone.
func (k *told) write(m *storedMock, name string) {
	for i := 0; ; i++ {
		email := fmt.Sprintf("%s-%d@example.com", name, i)
		k.try(email, 0)
		status, reply := m.do("POST", "/v3/users", `{"email":"`+email+`","name":{"names":"A","lastName":"0"}}`)
		if status != 201 {
			return
		}
		data, _ := reply["data"].(map[string]any)
		id := fmt.Sprint(data["_id"])
		k.tell(email, 0)
		for n := 1; n < 4; n++ {
			k.try(email, n)
			if status, _ := m.do("PATCH", "/v3/users/"+id, fmt.Sprintf(`{"jobTitle":"%d","name":{"lastName":"%d"}}`, n, n)); status != 200 {
				return
			}
			k.tell(email, n)
		}
	}
}

// check finds every write that was told, and nothing half.
func (k *told) check(t *testing.T, m *storedMock) {
	t.Helper()
	for email, last := range k.tried {
		said, was := k.created[email]
		_, list := m.do("GET", "/v3/users?email="+email, "")
		data, _ := list["data"].(map[string]any)
		users, _ := data["users"].([]any)
		switch {
		case len(users) > 1:
			t.Errorf("%s is there %d times", email, len(users))
		case len(users) == 0 && was:
			t.Errorf("%s was told and is gone: %v", email, list)
		case len(users) == 1:
			one, _ := users[0].(map[string]any)
			name, _ := one["name"].(map[string]any)
			n, _ := strconv.Atoi(fmt.Sprint(name["lastName"]))
			job := fmt.Sprint(one["jobTitle"])
			if n < said || n > last || n > 0 && job != strconv.Itoa(n) {
				t.Errorf("%s: change %d was told and %d asked for; it has the name %d and the job %s", email, said, last, n, job)
			}
		}
	}
	clear(k.tried)
	clear(k.created)
}

// TestKilledWhileWriting kills a mock while eight clients write to it, and starts it
// again in the same folder each time. ROLECALL_KILLS says how often.
func TestKilledWhileWriting(t *testing.T) {
	kills := 40
	if text := os.Getenv("ROLECALL_KILLS"); text != "" {
		kills, _ = strconv.Atoi(text)
	} else if testing.Short() {
		kills = 3
	}
	folder := t.TempDir()
	k := &told{created: map[string]int{}, tried: map[string]int{}}
	writes := 0
	for round := range kills {
		m := startStored(t, folder, "--keep", "50")
		k.check(t, m)
		if t.Failed() {
			t.Fatalf("after %d kills", round)
		}
		k.left, k.kill = 1+rand.N(60), func() { m.process.Process.Signal(syscall.SIGKILL) }
		var writers sync.WaitGroup
		for w := range 8 {
			writers.Go(func() { k.write(m, fmt.Sprintf("r%dw%d", round, w)) })
		}
		writers.Wait()
		m.process.Wait()
		for _, n := range k.created {
			writes += 1 + n
		}
	}
	k.check(t, startStored(t, folder))
	t.Logf("%d kills, %d writes that were told", kills, writes)
	if writes == 0 {
		t.Error("nothing was ever written")
	}
}
