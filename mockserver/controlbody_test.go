package mockserver_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestLargeControlBodies sends what would fill the memory when it is decoded, and
// what has more mistakes than anybody reads.
func TestLargeControlBodies(t *testing.T) {
	if testing.Short() {
		t.Skip("it sends bodies of many megabytes")
	}
	c := newClient(t, "v3")
	records := func(n int) string {
		return `{"data":{"collections":{"users":[` + strings.Repeat("{},", n) + `{}]}}}`
	}
	refused := func(status int, method, path, body, says string) {
		t.Helper()
		r := c.control(status, method, path, body)
		if detail, _ := r.at("detail").(string); !strings.Contains(detail, says) || len(r.text) > 1<<16 {
			t.Errorf("%d bytes, want %q: %.300s", len(r.text), says, r.text)
		}
	}
	refused(413, "POST", "/worlds", records(1_100_000), "more than 1000000 values")
	refused(413, "POST", "/worlds", `{"name":"`+strings.Repeat("x", 16<<20)+`"}`, "larger than 16 MiB")
	refused(413, "PUT", "/worlds/w/collections/users/records/0123456789abcdef01234567", `{"name":"`+strings.Repeat("x", 1<<20)+`"}`, "larger than 1 MiB")
	refused(400, "POST", "/worlds", records(20_000), "more")
	r := c.control(201, "PUT", "/worlds/w/collections/users/records/0123456789abcdef01234567", `{"accessRoles":[`+strings.Repeat("1,", 1000)+`1]}`)
	if misfits, _ := r.at("misfits").([]any); len(misfits) != 100 {
		t.Errorf("%d misfits of a thousand wrong roles are listed", len(misfits))
	}
	c.control(204, "DELETE", "/worlds/w/collections/users/records/0123456789abcdef01234567", "")
}

// TestHalfSentControlBodies has clients that never end their bodies take all the
// room: one more is told to come again, and they that their time is over.
func TestHalfSentControlBodies(t *testing.T) {
	if testing.Short() {
		t.Skip("it waits for bodies that do not come")
	}
	t.Parallel() // it waits
	c := newClient(t, "v3")
	c.mock.SetIntakeTimes(50*time.Millisecond, 2*time.Second)
	address := serving(t, c)
	statuses := map[int]int{}
	var clients []net.Conn
	for range 5 { // of 16 MiB each, and 64 there are
		client, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		fmt.Fprintf(client, "POST /_rolecall/v1/worlds HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n{", 16<<20)
		clients = append(clients, client)
	}
	for _, client := range clients {
		res, err := http.ReadResponse(bufio.NewReader(client), nil)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, res.Body)
		statuses[res.StatusCode]++
	}
	if statuses[http.StatusRequestTimeout] != 4 || statuses[http.StatusServiceUnavailable] != 1 {
		t.Errorf("they are answered by %v", statuses)
	}
	c.control(201, "POST", "/worlds", `{"name":"after"}`)
}
