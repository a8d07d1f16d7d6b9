package mutants

import (
	"bytes"
	"net"
)

// lossy is a connection that loses a header whose name is not written as usual.
type lossy struct {
	net.Conn
	name string // of the header, in the usual case
}

func (l lossy) Read(p []byte) (int, error) {
	n, err := l.Conn.Read(p)
	for _, other := range [][]byte{bytes.ToLower([]byte(l.name)), bytes.ToUpper([]byte(l.name))} {
		line := append(append([]byte("\r\n"), other...), ':')
		if at := bytes.Index(p[:n], line); at >= 0 {
			p[at+2] = 'X' // of the same length, and another name
		}
	}
	return n, err
}
