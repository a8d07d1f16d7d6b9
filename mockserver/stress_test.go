package mockserver_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cotalker/rolecall/mockserver"
)

// stressTime is how long the clients of TestManyClients work; the environment
// variable asks for more than a test run can afford.
func stressTime(t *testing.T) time.Duration {
	text := os.Getenv("ROLECALL_STRESS")
	if text == "" {
		return time.Second
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatalf("ROLECALL_STRESS: %v", err)
	}
	return d
}

// TestManyClients has 64 clients create, patch, disable and read at once: no
// write is lost, no email is given twice, no goroutine stays behind.
func TestManyClients(t *testing.T) {
	if testing.Short() {
		t.Skip("many clients ask for seconds")
	}
	before := runtime.NumGoroutine()
	mock := newMock(t, contract(t))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- mock.Serve(ctx, listener) }()
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	c := &client{t: t, url: "http://" + listener.Addr().String(), base: "/api/v3", mock: mock}
	old := http.DefaultClient
	http.DefaultClient = &http.Client{Transport: transport}
	defer func() { http.DefaultClient = old }()

	const clients = 64
	deadline := time.Now().Add(stressTime(t))
	var created, conflicts, rounds atomic.Int64
	var all sync.WaitGroup
	for i := range clients {
		all.Go(func() {
			member := []string{"jobTitle", "displayName", "secondLastName"}[i%3]
			for round := 0; time.Now().Before(deadline); round++ {
				rounds.Add(1)
				// Half of the clients want the same new emails: one of them gets each.
				email := fmt.Sprintf("stress-%d@example.com", round)
				if i%2 == 1 {
					email = fmt.Sprintf("stress-%d-%d@example.com", i, round)
				}
				switch r := c.do("user-write", "POST", "/users", `{"email":"`+email+`","name":{"names":"S","lastName":"T"}}`); r.status {
				case 201:
					created.Add(1)
					id := r.at("data._id").(string)
					c.want(200, "", "user-write", "PATCH", "/users/"+id, `{"isActive":false}`)
					if got := c.want(200, "", "user-read", "GET", "/users/"+id, ""); got.at("data.isActive") != false {
						t.Errorf("a disabled user reads back as %s", got.text)
					}
				case 409:
					conflicts.Add(1)
				default:
					t.Errorf("create: %d %s", r.status, r.text)
				}
				if i < 3 { // one writer a member: what it wrote last must stand at the end
					value := fmt.Sprintf(`"%s":"%d"`, member, round)
					if i > 0 {
						value = `"name":{` + value + `}`
					}
					c.want(200, "", "user-write", "PATCH", "/users/"+ana, "{"+value+"}")
					r := c.want(200, "", "user-read", "GET", "/users/"+ana, "")
					path := "data.name." + member
					if i == 0 {
						path = "data.jobTitle"
					}
					c.equal("a write of its own", r.at(path), fmt.Sprint(round))
				}
			}
		})
	}
	all.Wait()
	count := c.do("TOKEN", "GET", "/users?count=true&search=stress-", "").at("data.count")
	c.equal("users in the list", count, created.Load())
	t.Logf("%d rounds, %d created, %d conflicts", rounds.Load(), created.Load(), conflicts.Load())

	stop()
	if err := <-served; err != nil {
		t.Errorf("serve: %v", err)
	}
	transport.CloseIdleConnections()
	if testStore != "" {
		return // it has goroutines until its end
	}
	for range 1000 {
		if runtime.NumGoroutine() <= before {
			return
		}
		runtime.Gosched()
		time.Sleep(time.Millisecond)
	}
	t.Errorf("%d goroutines before, %d after", before, runtime.NumGoroutine())
}

// TestRandomBytes sends 10,000 random strings down raw connections, half of
// them dressed as requests: none is answered with a 5xx, and the mock lives on.
func TestRandomBytes(t *testing.T) {
	c := newClient(t, "v3")
	address := strings.TrimPrefix(c.url, "http://")
	random := rand.New(rand.NewPCG(1, 2))
	tries := 3_000
	if testing.Short() {
		tries = 500
	}
	for i := range tries {
		noise := make([]byte, random.IntN(120))
		for j := range noise {
			noise[j] = byte(random.Uint32())
		}
		text := string(noise)
		switch i % 4 {
		case 1:
			text = "GET /api/v3/users?" + strings.ReplaceAll(text, "\n", "") + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer TOKEN\r\nAdmin: true\r\n\r\n"
		case 2:
			text = fmt.Sprintf("POST /api/v3/users HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer TOKEN\r\nAdmin: true\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(text), text)
		case 3:
			text = "PATCH /api/v3/users/" + ana + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + strings.ReplaceAll(text, "\n", "") + "\r\n\r\n"
		}
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(conn, text)
		conn.(*net.TCPConn).CloseWrite()
		status, _ := bufio.NewReader(conn).ReadString('\n')
		conn.Close()
		if fields := strings.Fields(status); len(fields) > 1 && strings.HasPrefix(fields[1], "5") {
			t.Fatalf("%q is answered with %s", text, status)
		}
	}
	c.want(200, "", "TOKEN", "GET", "/users/me", "")
}

// TestFreshMocksAreAlike shows that a mock is deterministic: the same requests
// give the same bytes, and a reset brings the same world back.
func TestFreshMocksAreAlike(t *testing.T) {
	story := func(c *client) string {
		var b strings.Builder
		for i := range 3 {
			r := c.do("TOKEN", "POST", "/users", fmt.Sprintf(`{"email":"%d@example.com","name":{"names":"A","lastName":"B"},"password":"longenough"}`, i))
			b.WriteString(r.text + r.header.Get("Location"))
			b.WriteString(c.do("", "POST", "//auth/local", fmt.Sprintf(`{"email":"%d@example.com","password":"longenough"}`, i)).text)
		}
		b.WriteString(c.do("TOKEN", "GET", "/users?limit=100&count=true", "").text)
		return b.String()
	}
	one, two := newClient(t, "v3", frozen()), newClient(t, "v3", frozen())
	first := story(one)
	one.equal("the other mock", story(two), first)
	one.want(204, "", "", "POST", "//_rolecall/v1/reset", "")
	one.equal("after a reset", story(one), first)
}

// TestControl asks the mock about itself.
func TestControl(t *testing.T) {
	c := newClient(t, "v3")
	c.equal("health", c.want(200, "", "", "GET", "//_rolecall/v1/health", "").at("status"), "ok")
	c.equal("a persona", c.want(200, "", "", "GET", "//_rolecall/v1/personas", "").at("personas.1.name"), "client")
	denied := c.want(403, "PRM-3", "client", "GET", "/users", "")
	c.equal("the rule", c.want(200, "", "", "GET", "/"+denied.at("type").(string), "").at("id"), "PRM-3")
	if why, _ := denied.at("detail").(string); !strings.Contains(why, "user-read, all-read") {
		t.Errorf("the refusal names no persona that would pass: %s", why)
	}
	c.want(404, "", "", "GET", "//_rolecall/v1/requirements/NO-1", "")
}

// TestBrowsers shows that a page of any origin can use the mock.
func TestBrowsers(t *testing.T) {
	c := newClient(t, "v3")
	r := c.want(204, "", "", "OPTIONS", "/users", "", "Origin: http://app.test", "Access-Control-Request-Method: PATCH", "Access-Control-Request-Headers: admin,authorization,x-own",
		"Access-Control-Request-Private-Network: true")
	c.equal("private network", r.header.Get("Access-Control-Allow-Private-Network"), "true")
	c.equal("credentials", r.header.Get("Access-Control-Allow-Credentials"), "true")
	c.equal("headers", r.header.Get("Access-Control-Allow-Headers"), "admin,authorization,x-own")
	c.equal("method", r.header.Get("Access-Control-Allow-Methods"), "PATCH")
	big := `{"jobTitle":"` + strings.Repeat("x", 1<<20) + `"}`
	for status, send := range map[int]func() reply{
		200: func() reply { return c.do("TOKEN", "GET", "/users/me", "", "Origin: http://app.test") },
		401: func() reply { return c.do("", "GET", "/users/me", "", "Origin: http://app.test") },
		404: func() reply { return c.do("", "GET", "/nothing", "", "Origin: http://app.test") },
		405: func() reply { return c.do("", "DELETE", "/users", "", "Origin: http://app.test") },
		201: func() reply {
			return c.do("TOKEN", "POST", "/users", `{"email":"a@example.com","name":{"names":"A","lastName":"B"}}`, "Origin: http://app.test")
		},
		403: func() reply { return c.do("", "POST", "//_rolecall/v1/reset", "", "Origin: http://app.test") },
		415: func() reply {
			return c.do("TOKEN", "PATCH", "/users/me", "x", "Content-Type: text/plain", "Origin: http://app.test")
		},
		413: func() reply { return c.do("TOKEN", "PATCH", "/users/me", big, "Origin: http://app.test") },
	} {
		r := send()
		c.equal("status", r.status, status)
		c.equal("origin", r.header.Get("Access-Control-Allow-Origin"), "http://app.test")
		c.equal("credentials", r.header.Get("Access-Control-Allow-Credentials"), "true")
		exposed := strings.ToLower(r.header.Get("Access-Control-Expose-Headers"))
		if !strings.Contains(r.header.Get("Vary"), "Origin") || !strings.Contains(exposed, "location") || !strings.Contains(exposed, "www-authenticate") {
			t.Errorf("%d: Vary %q, exposed %q", status, r.header.Get("Vary"), r.header.Get("Access-Control-Expose-Headers"))
		}
	}
}

// TestLogsTellNoSecrets shows what a line of the log holds, and what never.
func TestLogsTellNoSecrets(t *testing.T) {
	var log lockedBuffer
	c := newClient(t, "v3", mockserver.WithLog(log.logger()))
	c.do("", "POST", "//auth/local", `{"email":"john.doe@example.com","password":"rolecall-mock"}`)
	c.do("", "POST", "//auth/local", `{"email":"john.doe@example.com","password":"sesame"}`)
	c.do("TOKEN", "PATCH", "/users/me", `{"password":"sesame-open"}`)
	c.do("TOKEN", "PATCH", "/users/me", `{"password":"sesame","jobTitle":4}`)
	c.do("", "GET", "/users/me?access_token=TOKEN", "")
	c.do("", "GET", "/users?access_token=TOKEN", "")
	c.do("TOKEN", "GET", "/users?search=john", "")
	c.do("TOKEN", "GET", "/users?limit=1&pass=sesame&id=TOKEN", "")
	c.do("TOKEN", "GET", "/users?search=TOK%45N&limit=1", "")
	c.do("TOKEN", "GET", "/users/TOKEN", "")
	c.do("", "GET", "/me/TOK%45N", "")
	c.do("client", "GET", "/users/x%0Ay", "")
	text := log.String()
	for _, secret := range []string{"sesame", "rolecall-mock", "TOKEN", "TOK%45N"} {
		if strings.Contains(text, secret) {
			t.Errorf("the log tells %q:\n%s", secret, text)
		}
	}
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if len(lines) != 12 {
		t.Fatalf("12 requests, %d lines:\n%s", len(lines), text)
	}
	var last map[string]any
	if err := json.Unmarshal([]byte(lines[11]), &last); err != nil {
		t.Fatal(err)
	}
	if last["rule"] != "PRM-3" || last["caller"] != "client" || last["status"] != 403.0 || last["path"] != "/api/v3/users/x%0Ay" {
		t.Errorf("the line of a refusal: %v", last)
	}
}
