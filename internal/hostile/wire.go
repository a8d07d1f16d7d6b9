package hostile

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// longest bounds how long a client is kept waiting.
const longest = 3 * time.Minute

// wire takes the connection, so that what no good server sends can be sent. It
// is closed in the end, with what the client still sends unread.
func (a *answer) wire(talk func(conn net.Conn)) {
	a.sent = true
	conn, _, err := http.NewResponseController(a.writer).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(longest))
	talk(conn)
}

// head is the beginning of the reply as it would be sent, with other headers
// added.
func (a *answer) head(more string) string {
	var text strings.Builder
	fmt.Fprintf(&text, "HTTP/1.1 %d %s\r\n", a.status, http.StatusText(a.status))
	a.header.Write(&text)
	return text.String() + more + "\r\n"
}

// awaitEnd waits until the client has gone.
func awaitEnd(conn net.Conn) { io.Copy(io.Discard, conn) }

// reset ends the connection as a crash does.
func reset(a *answer) {
	a.wire(func(conn net.Conn) {
		if tcp, is := conn.(*net.TCPConn); is {
			tcp.SetLinger(0)
		}
	})
}

func closed(a *answer) { a.wire(func(net.Conn) {}) }

func hang(a *answer) { a.wire(awaitEnd) }

func hangInBody(a *answer) {
	a.wire(func(conn net.Conn) {
		fmt.Fprintf(conn, "%s%s", a.head(fmt.Sprintf("Content-Length: %d\r\n", len(a.body)+1)), a.body)
		awaitEnd(conn)
	})
}

// drip sends a byte a second: from the first one on, or by an odd seed of the
// body.
func drip(a *answer) {
	a.wire(func(conn net.Conn) {
		text := a.head(fmt.Sprintf("Content-Length: %d\r\n", len(a.body)))
		if a.seed%2 == 1 {
			io.WriteString(conn, text)
			text = ""
		}
		text += string(a.body)
		second := time.NewTicker(time.Second)
		defer second.Stop()
		for i := range len(text) {
			if _, err := io.WriteString(conn, text[i:i+1]); err != nil {
				return
			}
			<-second.C
		}
	})
}

func longerLength(a *answer) {
	a.wire(func(conn net.Conn) {
		fmt.Fprintf(conn, "%s%s", a.head(fmt.Sprintf("Content-Length: %d\r\n", len(a.body)+1+a.random.IntN(1<<30))), a.body)
	})
}

func shorterLength(a *answer) {
	a.wire(func(conn net.Conn) {
		fmt.Fprintf(conn, "%s%s", a.head(fmt.Sprintf("Content-Length: %d\r\n", len(a.body)/2)), a.body)
		awaitEnd(conn)
	})
}

var chunks = []string{"zz\r\n%s\r\n0\r\n\r\n", "5\r\n%s\r\n0\r\n\r\n", "ffffffffffffffffff\r\n%s", "-1\r\n%s\r\n", "%[2]x\r\n%[1]s", "%[2]x;%[3]s\r\n%[1]s\r\n0\r\n\r\n", "%[2]x\r\n%[1]s\r\n0\r\n%[3]s"}

// badChunks breaks the rules by which a body is cut into pieces.
func badChunks(a *answer) {
	a.wire(func(conn net.Conn) {
		format := chunks[a.random.IntN(len(chunks))]
		fmt.Fprint(conn, a.head("Transfer-Encoding: chunked\r\n"))
		fmt.Fprintf(conn, format+"%.0[1]s%.0[2]d%.0[3]s", a.body, len(a.body), strings.Repeat("X-Trailer: x\r\n", 1<<16))
	})
}

var interims = []struct {
	text  string
	times int // 0 for no end
}{
	{"102 Processing", 0}, {"103 Early Hints", 2}, {"103 Early Hints\r\nLink: </" + strings.Repeat("x", 500) + ">", 0}, {"100 Continue", 0}, {"199 Odd", 3}, {"100 Continue", 10_000},
}

func informationalText(seed uint64) string {
	one := interims[seed/2%uint64(len(interims))]
	return fmt.Sprintf("%.15s times %d", one.text, one.times)
}

// informational sends statuses that promise a reply: a few, or without end.
func informational(a *answer) {
	one := interims[a.seed/2%uint64(len(interims))]
	a.wire(func(conn net.Conn) {
		some := strings.Repeat("HTTP/1.1 "+one.text+"\r\n\r\n", max(1, min(one.times, 100)))
		for i := 0; one.times == 0 || i < max(1, one.times/100); i++ {
			if _, err := io.WriteString(conn, some); err != nil {
				return
			}
		}
		fmt.Fprintf(conn, "%s%s", a.head(fmt.Sprintf("Connection: close\r\nContent-Length: %d\r\n", len(a.body))), a.bodyUnlessHead())
	})
}

func (a *answer) bodyUnlessHead() []byte {
	if a.request.Method == http.MethodHead {
		return nil
	}
	return a.body
}

// switching leaves HTTP for something that nobody asked for.
func switching(a *answer) {
	a.wire(func(conn net.Conn) {
		io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: rolecall\r\n\r\n")
		if a.seed/2%2 == 0 {
			awaitEnd(conn)
			return
		}
		for {
			if _, err := io.WriteString(conn, strings.Repeat("x", 1<<10)); err != nil {
				return
			}
		}
	})
}

// bodyOfHead answers HEAD with a body; other replies are left alone, but for
// their being followed by another.
func bodyOfHead(a *answer) {
	if a.same = a.request.Method != http.MethodHead; a.same {
		return
	}
	a.wire(func(conn net.Conn) {
		text := `{"data":{}}`
		fmt.Fprintf(conn, "%s%s", a.head(fmt.Sprintf("Content-Length: %d\r\n", len(text))), text)
		awaitEnd(conn)
	})
}

// secondReply sends the reply twice: who uses the connection again reads the
// second one as the answer to its next request.
func secondReply(a *answer) {
	a.wire(func(conn net.Conn) {
		one := a.head(fmt.Sprintf("Content-Length: %d\r\n", len(a.body))) + string(a.bodyUnlessHead())
		io.WriteString(conn, one+one)
		awaitEnd(conn)
	})
}

var noHTTPs = []string{"SSH-2.0-OpenSSH_9.6\r\n", "\x15\x03\x01\x00\x02\x02F", "HTTP/1.1 200", "HTTP/1.1 abc OK\r\n\r\n", "HTTP/9.9 200 OK\r\n\r\n", "\r\n\r\n", "HTTP/1.1 200 OK\r\nno header\r\n\r\n", "HTTP/1.1 99999 OK\r\n\r\n", "HTTP/1.1 000 No\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"}

func noHTTPText(seed uint64) string {
	return fmt.Sprintf("%.20q", noHTTPs[seed/2%uint64(len(noHTTPs))])
}

// noHTTP sends what is no reply.
func noHTTP(a *answer) {
	a.wire(func(conn net.Conn) { io.WriteString(conn, noHTTPs[a.seed/2%uint64(len(noHTTPs))]) })
}

// hugeHeader sends a header of 64 MB: one line, or by an odd seed many.
func hugeHeader(a *answer) {
	a.wire(func(conn net.Conn) {
		begin, line := "HTTP/1.1 200 OK\r\nX: ", strings.Repeat("x", 1<<10)
		if a.seed%2 == 1 {
			begin, line = "HTTP/1.1 200 OK\r\n", "X: "+strings.Repeat("x", 1<<10)+"\r\n"
		}
		io.WriteString(conn, begin)
		for range 64 << 10 {
			if _, err := io.WriteString(conn, line); err != nil {
				return
			}
		}
		io.WriteString(conn, "\r\n\r\n")
	})
}
