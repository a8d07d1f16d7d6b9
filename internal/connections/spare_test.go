package connections

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// TestASpareConnectionDoesNotDelayTheEnd has a client make a connection and ask nothing
// over it, as browsers do, while another asks and waits for its reply: that comes, and
// the server does not wait for the first.
func TestASpareConnectionDoesNotDelayTheEnd(t *testing.T) {
	aServer := httptest.NewTLSServer(nil)
	certificate := aServer.TLS.Certificates
	aServer.Close()
	for name, secure := range map[string]*tls.Config{"plain": nil, "TLS": {Certificates: certificate}} {
		t.Run(name, func(t *testing.T) {
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			ctx, end := context.WithCancel(t.Context())
			defer end()
			under, release, served := make(chan bool), make(chan bool), make(chan error, 1)
			go func() {
				served <- Serve(ctx, listener, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					under <- true
					<-release
					w.WriteHeader(http.StatusTeapot)
				}), secure, 0)
			}()
			dial := func() (net.Conn, error) { return net.Dial("tcp", listener.Addr().String()) }
			scheme, client := "http", &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
			if secure != nil {
				scheme = "https"
				dial = func() (net.Conn, error) {
					return tls.Dial("tcp", listener.Addr().String(), &tls.Config{InsecureSkipVerify: true})
				}
			}
			spare, err := dial()
			if err != nil {
				t.Fatal(err)
			}
			defer spare.Close()
			status := make(chan int, 1)
			go func() {
				res, err := client.Get(scheme + "://" + listener.Addr().String())
				if err != nil {
					t.Error(err)
					status <- 0
					return
				}
				res.Body.Close()
				status <- res.StatusCode
			}()
			<-under
			end()
			spare.SetReadDeadline(time.Now().Add(drainTimeout / 2))
			var timeout net.Error
			if _, err := spare.Read(make([]byte, 1)); err == nil || errors.As(err, &timeout) && timeout.Timeout() {
				t.Errorf("the spare connection is still open: %v", err)
			}
			close(release)
			if got := <-status; got != http.StatusTeapot {
				t.Errorf("the request under way was answered %d", got)
			}
			if err := <-served; err != nil {
				t.Error(err)
			}
		})
	}
}
