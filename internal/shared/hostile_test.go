package shared

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// hostile has clients send mocks through their balancer what nobody should: none of
// it is answered by a fault of the mock, others are served meanwhile, nothing is
// written, and the mocks agree afterwards.
func hostile(t *testing.T, f *fleet) {
	honest := newClient(4, f.balancer)
	u, status := honest.create(t.Context(), "honest@example.com")
	if status != http.StatusCreated {
		t.Fatalf("create: %d", status)
	}
	before := digests(t, f)

	half := "POST /api/v3/users HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer TOKEN\r\nAdmin: true\r\nContent-Type: application/json\r\nContent-Length: 1048576\r\n\r\n" +
		strings.Repeat(" ", 64<<10)
	for range 100 {
		conn := dial(t, f.balancer)
		defer conn.Close()
		fmt.Fprint(conn, half)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 1000 {
		noise := make([]byte, random.IntN(120))
		for j := range noise {
			noise[j] = byte(random.Uint32())
		}
		text := dressed(i, string(noise), u.ID)
		conn := dial(t, f.balancer)
		fmt.Fprint(conn, text)
		if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
			t.Fatal(err)
		}
		line, _ := bufio.NewReader(conn).ReadString('\n') // none is an answer too
		conn.Close()
		if fields := strings.Fields(line); len(fields) > 1 && strings.HasPrefix(fields[1], "5") {
			t.Errorf("%q is answered with %s", text, line)
		}
		if i%100 == 0 {
			if got, status := honest.read(t.Context(), u.ID); status != http.StatusOK || got != u {
				t.Errorf("meanwhile a read gives %d, %+v", status, got)
			}
		}
	}
	for name, body := range map[string]map[string]any{
		"members": many(60_000, func(i int) (string, any) { return fmt.Sprint("member", i), 1 }),
		"a name":  {strings.Repeat("x", 1<<19): 1},
		"deep":    {"name": nested(5_000)},
	} {
		if status := honest.send(t.Context(), http.MethodPatch, "/v3/users/"+u.ID, body, nil); status != http.StatusBadRequest {
			t.Errorf("%s: %d", name, status)
		}
	}
	if after := digests(t, f); after != before {
		t.Errorf("the mocks tell %s, and told %s before", after, before)
	}
}

func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	return conn
}

// dressed gives noise as it is, or as a part of a request.
func dressed(i int, noise, id string) string {
	line := strings.ReplaceAll(noise, "\n", "")
	switch i % 4 {
	case 1:
		return "GET /api/v3/users?" + line + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer TOKEN\r\nAdmin: true\r\n\r\n"
	case 2:
		return fmt.Sprintf("POST /api/v3/users HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer TOKEN\r\nAdmin: true\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(noise), noise)
	case 3:
		return "PATCH /api/v3/users/" + id + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + line + "\r\n\r\n"
	}
	return noise
}

func many(n int, member func(int) (string, any)) map[string]any {
	out := map[string]any{}
	for i := range n {
		name, value := member(i)
		out[name] = value
	}
	return out
}

func nested(depth int) any {
	var out any = 1
	for range depth {
		out = map[string]any{"names": out}
	}
	return out
}

// digests are what the mocks tell of their worlds, which must be the same.
func digests(t *testing.T, f *fleet) string {
	t.Helper()
	var first string
	for i, address := range f.addresses() {
		position, text, err := digest(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		if told := fmt.Sprintf("%s at %d", text, position); i == 0 {
			first = told
		} else if told != first {
			t.Errorf("one mock tells %s, another one %s", first, told)
		}
	}
	return first
}
