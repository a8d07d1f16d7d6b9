package wire

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/cotalker/rolecall/spec"
)

// rawServer answers every connection with what answer writes.
func rawServer(t *testing.T, answer func(net.Conn)) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		connection, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer connection.Close()
		answer(connection)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func says(text string) func(net.Conn) {
	return func(c net.Conn) { c.Write([]byte(text)) }
}

// repeats writes a beginning and then one text until the reader has enough.
func repeats(begin, text string) func(net.Conn) {
	return func(c net.Conn) {
		c.Write([]byte(begin))
		many := []byte(strings.Repeat(text, 1+4096/len(text)))
		for {
			if _, err := c.Write(many); err != nil {
				return
			}
		}
	}
}

// drips writes a byte now and then until the reader has enough.
func drips(begin string) func(net.Conn) {
	return func(c net.Conn) {
		c.Write([]byte(begin))
		for range time.Tick(20 * time.Millisecond) {
			if _, err := c.Write([]byte("1")); err != nil {
				return
			}
		}
	}
}

func gzipBomb(t *testing.T) func(net.Conn) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	for range 100 {
		z.Write(make([]byte, 1<<20))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return says(fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s", packed.Len(), packed.String()))
}

// fewLimits are those that a run has unless it is told otherwise, but for the
// time.
func fewLimits(patience time.Duration) Limits {
	return Limits{Concurrency: 12, Timeout: patience, MaxReply: 8 << 20, MaxHeader: 64 << 10}
}

func askOnce(t *testing.T, address, method string, patience time.Duration) (*Exchange, error) {
	t.Helper()
	c, err := NewClient(&spec.Contract{}, &Target{Address: address}, fewLimits(patience), "c0ffee00")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	x := &Exchange{Sent: Sent{Method: method, URL: address + "/"}}
	err = c.RoundTrip(context.Background(), x, "test", false)
	x.Release()
	if len(c.large) > 0 || len(c.slots) > 0 {
		t.Error("a place is not given back")
	}
	return x, err
}

func TestAReplyThatIsNoneIsOfAKind(t *testing.T) {
	const ok, object = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n", `{"a":1}`
	for _, one := range []struct {
		name   string
		answer func(net.Conn)
		fault  replyFault
		words  string
	}{
		{"closed", says(""), hungUp, "closed before a reply"},
		{"reset", func(c net.Conn) { c.(*net.TCPConn).SetLinger(0) }, Reset, "reset"},
		{"no HTTP", says("SSH-2.0-OpenSSH_9.6\r\n"), garbled, "not HTTP"},
		{"a bad header", says("HTTP/1.1 200 OK\r\nno header\r\n\r\n"), garbled, "not HTTP"},
		{"half a header", says("HTTP/1.1 200 OK\r\nContent-Type: a"), cutShort, "in the middle"},
		{"an endless header", repeats("HTTP/1.1 200 OK\r\n", "X-Much: "+strings.Repeat("x", 900)+"\r\n"), TooLarge, "header of the reply is too large"},
		{"an endless line", repeats("HTTP/1.1 200 OK\r\nX-Much: ", "x"), TooLarge, "header of the reply is too large"},
		{"a flood of 1xx", repeats("", "HTTP/1.1 103 Early Hints\r\n\r\n"), garbled, "over 32 replies of 1xx"},
		{"a flood of 100", repeats("", "HTTP/1.1 100 Continue\r\n\r\n"), garbled, "over 32 replies of 1xx"},
		{"another protocol", repeats("HTTP/1.1 101 Switching Protocols\r\nUpgrade: chat\r\nConnection: Upgrade\r\n\r\n", "x"), garbled, `101 Switching Protocols, to "chat"`},
		{"too short", says(ok + "Content-Length: 100\r\n\r\n" + object), cutShort, "7 bytes of the 100 that Content-Length says"},
		{"two lengths", says(ok + "Content-Length: 7\r\nContent-Length: 9\r\n\r\n" + object), garbled, "Content-Length"},
		{"no length", says(ok + "Content-Length: many\r\n\r\n" + object), garbled, "Content-Length"},
		{"bad chunks", says(ok + "Transfer-Encoding: chunked\r\n\r\nseven\r\n" + object), garbled, "chunk"},
		{"a chunk too long", says(ok + "Transfer-Encoding: chunked\r\n\r\n3\r\n" + object + "\r\n0\r\n\r\n"), garbled, "chunk"},
		{"an absent last chunk", says(ok + "Transfer-Encoding: chunked\r\n\r\n7\r\n" + object + "\r\n"), cutShort, "ended after 7 bytes"},
		{"bad gzip", says(ok + "Content-Encoding: gzip\r\nContent-Length: 21\r\n\r\n" + object + object + object), garbled, "gzip"},
		{"a gzip bomb", gzipBomb(t), TooLarge, "--max-reply"},
		{"an endless body", repeats(ok+"\r\n", "[[[[[[[["), TooLarge, "--max-reply"},
		{"a length of 100 MB", repeats(ok+"Content-Length: 100000000\r\n\r\n", "x"), TooLarge, "--max-reply"},
		{"many small objects", says(ok + "\r\n[" + strings.Repeat(`{"a":1},`, 1<<18) + "1]"), TooLarge, "in memory"},
		{"a hang", func(c net.Conn) { c.Read(make([]byte, 1)) }, TooSlow, "no reply in time"},
		{"a drip of a header", drips("HTTP/1.1 200 OK\r\nX-Drip: "), TooSlow, "no reply in time"},
		{"a drip of a body", drips(ok + "\r\n"), TooSlow, "not whole in time"},
		{"a body that does not come", func(c net.Conn) { says(ok + "Content-Length: 9\r\n\r\n{")(c); c.Read(make([]byte, 1)) }, TooSlow, "1 bytes of the 9"},
	} {
		t.Run(one.name, func(t *testing.T) {
			t.Parallel()
			address := rawServer(t, one.answer)
			began := time.Now()
			patience := time.Second
			if one.fault == TooLarge { // there is much to read first
				patience = 30 * time.Second
			}
			_, err := askOnce(t, address, http.MethodGet, patience)
			var failed *ReplyError
			switch {
			case !errors.As(err, &failed):
				t.Fatalf("%v", err)
			case failed.Fault != one.fault || !failed.Connected() || !failed.Answerable() || !strings.Contains(err.Error(), one.words):
				t.Errorf("%s: %v", failed.Fault, err)
			case strings.Count(err.Error(), address) != 1 || strings.Contains(err.Error(), "\n"):
				t.Errorf("%v", err)
			}
			if took := time.Since(began); took > 4*patience {
				t.Errorf("took %s", took)
			}
		})
	}
}

func TestATargetThatIsDownIsUnreached(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "http://" + listener.Addr().String()
	listener.Close()
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	defer secure.Close()
	for _, address := range []string{address, "http://nowhere.invalid", secure.URL, strings.Replace(plain.URL, "http:", "https:", 1)} {
		_, err := askOnce(t, address, http.MethodGet, 5*time.Second)
		var failed *ReplyError
		if !errors.As(err, &failed) || failed.Connected() || failed.Answerable() {
			t.Errorf("%v", err)
		}
	}
}

// TestABodyOnHEADIsNobodysReply has HEAD answered with a body, and then GET.
func TestABodyOnHEADIsNobodysReply(t *testing.T) {
	const reply = "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n" + `{"a":1}`
	address := rawServer(t, func(c net.Conn) {
		says(reply)(c)
		c.Read(make([]byte, 4096))
		says(reply)(c)
	})
	c, err := NewClient(&spec.Contract{}, &Target{Address: address}, fewLimits(time.Second), "c0ffee00")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, method := range []string{"HEAD", "GET", "HEAD", "GET"} {
		x := &Exchange{Sent: Sent{Method: method, URL: address}}
		if err := c.RoundTrip(t.Context(), x, "test", false); err != nil || x.Status != 200 || len(x.ReplyBody) != map[string]int{"HEAD": 0, "GET": 7}[method] {
			t.Errorf("%s: %v, %d with %q", method, err, x.Status, x.ReplyBody)
		}
	}
}

// TestAReplyBehindAnotherIsAskedAgain has bytes too many behind a reply.
func TestAReplyBehindAnotherIsAskedAgain(t *testing.T) {
	address := rawServer(t, func(c net.Conn) {
		for range 2 {
			says("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n" + `{"a":1}`)(c)
			c.Read(make([]byte, 4096))
			says("more")(c)
		}
	})
	for range 20 {
		if x, err := askOnce(t, address, http.MethodGet, time.Second); err != nil || x.Status != 200 {
			t.Fatal(err)
		}
	}
}

func TestRepliesAreReadMoreLenientlyThanRequests(t *testing.T) {
	for name, text := range map[string]string{
		"half an emoji": `{"a":1,"bio":"cut \ud83d"}`, "a great number": `{"a":1,"n":1e400}`, "much nested": `{"a":1,"d":` + strings.Repeat("[", 600) + strings.Repeat("]", 600) + "}",
		"a name twice": `{"a":2,"a":1}`, "blanks": " \r\n\t{\"a\":1}\n", "many members": `{"a":1` + manyMembers(100_000) + "}", "a long text": `{"a":1,"t":"` + strings.Repeat("x", 4<<20) + `"}`,
	} {
		value, _, err := decodeReply([]byte(text), 24<<20, nil)
		if object, _ := value.(map[string]any); err != nil || fmt.Sprint(object["a"]) != "1" {
			t.Errorf("%s: %v", name, err)
		}
	}
	for text, words := range map[string]string{
		"\uFEFF{}": "byte order mark", "<html>": "at byte 0", "{": "EOF", " ": "no JSON value", "{} {}": "more than one", "\"\xff\"": "invalid UTF-8 at byte 1", "{'a':1}": "at byte 1", "[1,]": "at byte 2",
	} {
		if value, _, err := decodeReply([]byte(text), 24<<20, nil); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%q: %v, %v", text, value, err)
		}
	}
}

func manyMembers(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,"m%d":%d`, i, i)
	}
	return b.String()
}

// TestDeepRepliesEndNothing nests as deep as text can be.
func TestDeepRepliesEndNothing(t *testing.T) {
	for _, depth := range []int{9_000, 4 << 20} {
		for _, open := range []string{"[", `{"a":`} {
			if len(open)*depth > 8<<20 {
				continue
			}
			_, _, err := decodeReply([]byte(strings.Repeat(open, depth)), 24<<20, nil)
			if large := errors.As(err, new(*faultyReply)); err == nil || large != (depth > 10_000) {
				t.Errorf("%d: %v", depth, err)
			}
		}
	}
}
