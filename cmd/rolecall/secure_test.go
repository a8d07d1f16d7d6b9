package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// startTLS runs a mock over TLS until the test ends, and returns its address, the
// client that trusts the certificate of a file, and what was printed.
func startTLS(t *testing.T, certFile string, args ...string) (url string, client *http.Client, printed string) {
	t.Helper()
	read, write := io.Pipe()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan int)
	go func() {
		ended <- run(ctx, append([]string{"mock", "--port", "0"}, args...), nil, write, io.Discard)
		write.Close()
	}()
	t.Cleanup(func() {
		cancel()
		go io.Copy(io.Discard, read)
		if code := <-ended; code != 0 {
			t.Errorf("the mock ended with %d", code)
		}
	})
	var text bytes.Buffer
	for buffer := make([]byte, 4096); !strings.Contains(text.String(), "Stop: Ctrl-C"); {
		n, err := read.Read(buffer)
		if err != nil {
			t.Fatalf("%v: %s", err, &text)
		}
		text.Write(buffer[:n])
	}
	url = regexp.MustCompile(`https://[^/]+`).FindString(text.String())
	trusted, err := os.ReadFile(certFile)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(trusted) {
		t.Fatalf("%s holds no certificate", certFile)
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true}
	t.Cleanup(transport.CloseIdleConnections)
	return url, &http.Client{Transport: transport}, text.String()
}

// TestTheMockSpeaksTLS asks a mock with a certificate of its own by HTTP/2 and by
// HTTP/1.1, and one that was given a certificate.
func TestTheMockSpeaksTLS(t *testing.T) {
	folder := t.TempDir()
	certFile := filepath.Join(folder, "cert.pem")
	url, client, printed := startTLS(t, certFile, "--tls", "--tls-write-cert", certFile)
	text, _ := os.ReadFile(certFile)
	block, rest := pem.Decode(text)
	if block == nil || len(rest) > 0 || block.Type != "CERTIFICATE" {
		t.Fatalf("the file holds more than the certificate: %s", text)
	}
	sum := fmt.Sprintf("%X", sha256.Sum256(block.Bytes))
	if !strings.Contains(strings.ReplaceAll(printed, ":", ""), sum) {
		t.Errorf("its fingerprint %s is not told:\n%s", sum, printed)
	}
	ask := func(client *http.Client, url string, major int) {
		t.Helper()
		res, err := client.Get(url + "/_rolecall/v1/health")
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if res.StatusCode != 200 || res.ProtoMajor != major {
			t.Errorf("%s by %s, want HTTP/%d", res.Status, res.Proto, major)
		}
	}
	ask(client, url, 2)
	ask(client, strings.Replace(url, "127.0.0.1", "localhost", 1), 2)
	old := client.Transport.(*http.Transport).Clone()
	old.TLSClientConfig.NextProtos, old.ForceAttemptHTTP2 = []string{"http/1.1"}, false
	ask(&http.Client{Transport: old}, url, 1)
	old.CloseIdleConnections()
	if _, err := http.Get(url + "/_rolecall/v1/health"); err == nil {
		t.Error("a client that trusts nothing is served")
	}
}

// TestACertificateIsGiven writes one with its key, and one with another's.
func TestACertificateIsGiven(t *testing.T) {
	folder := t.TempDir()
	certFile, keyFile := filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	writePair(t, certFile, keyFile)
	url, client, printed := startTLS(t, certFile, "--tls-cert", certFile, "--tls-key", keyFile)
	res, err := client.Get(url + "/_rolecall/v1/health")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if !strings.Contains(printed, "\n  curl -H") {
		t.Errorf("curl is told what to trust:\n%s", printed)
	}
	otherCert, otherKey := filepath.Join(folder, "other.pem"), filepath.Join(folder, "otherkey.pem")
	writePair(t, otherCert, otherKey)
	for says, args := range map[string][]string{
		"--tls=false serves without TLS":        {"--tls=false", "--tls-cert", certFile, "--tls-key", keyFile},
		"are not a certificate and its key":     {"--tls-cert", certFile, "--tls-key", otherKey},
		"--tls-cert and --tls-key go together":  {"--tls-cert", certFile},
		"add --tls":                             {"--tls-write-cert", certFile},
		"leave one of them out":                 {"--tls-cert", certFile, "--tls-key", keyFile, "--tls-write-cert", certFile},
		"reading the key: open":                 {"--tls-cert", certFile, "--tls-key", keyFile + "x"},
		"name a file in a folder that there is": {"--tls", "--tls-write-cert", filepath.Join(folder, "none", "cert.pem")},
	} {
		var out, errOut bytes.Buffer
		if code := run(t.Context(), append([]string{"mock", "--port", "0"}, args...), nil, &out, &errOut); code != 2 || !strings.Contains(errOut.String(), says) {
			t.Errorf("%v: %d, %s", args, code, &errOut)
		}
	}
}

func writePair(t *testing.T, certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for file, block := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: cert}, keyFile: {Type: "PRIVATE KEY", Bytes: private}} {
		text := pem.EncodeToMemory(block)
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
