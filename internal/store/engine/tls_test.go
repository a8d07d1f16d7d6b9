package engine

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cotalker/rolecall/internal/certificate"
	"github.com/cotalker/rolecall/internal/store/servertest"
	"github.com/cotalker/rolecall/internal/store/storetest"
)

const password = "s3cret"

// secure makes what a server needs, and is good for these hosts alone.
func secure(t *testing.T, hosts ...string) servertest.Secure {
	t.Helper()
	made, err := certificate.New(time.Now(), hosts...)
	if err != nil {
		t.Fatal(err)
	}
	key, err := made.KeyPEM()
	if err != nil {
		t.Fatal(err)
	}
	return servertest.Secure{Certificate: made.PEM(), Key: key, Password: password}
}

// TestServersAreAskedOverTLS has servers of both kinds, whose certificate is trusted,
// is not, or is of another host, and who are given a right password or a wrong one.
func TestServersAreAskedOverTLS(t *testing.T) {
	other := filepath.Join(t.TempDir(), "other.crt")
	if err := os.WriteFile(other, secure(t, "127.0.0.1").Certificate, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, start := range map[string]func(servertest.Secure) string{
		"postgres": func(with servertest.Secure) string { return servertest.SecurePostgres(t, with).URL },
		"nats":     func(with servertest.Secure) string { return servertest.SecureNATS(t, with).URL },
	} {
		url := start(secure(t, "127.0.0.1"))
		before, ca, _ := strings.Cut(url, "/server.crt")
		at := strings.LastIndexByte(before, '=') + 1
		untrusted := before[:at] + other + ca
		for what, c := range map[string]struct{ url, says string }{
			"trusted":            {url, ""},
			"not trusted":        {untrusted, "certificate"},
			"of another host":    {strings.Replace(url, "127.0.0.1", "localhost", 1), "localhost"},
			"the wrong password": {strings.Replace(url, password, password+"2", 1), "auth"},
		} {
			s, err := OpenSoon(t.Context(), c.url, func(err error) { t.Errorf("%s, %s: it is waited for: %v", name, what, err) })
			if c.says != "" {
				if err == nil || !strings.Contains(strings.ToLower(err.Error()), c.says) || strings.Contains(err.Error(), password) {
					t.Errorf("%s, %s: %v", name, what, err)
				}
			} else if err == nil {
				l, opened := s.Open(t.Context(), "w", storetest.Identity)
				if err = opened; err == nil {
					_, err = l.Append(t.Context(), 0, []byte("a"))
				}
			}
			if c.says == "" && err != nil {
				t.Errorf("%s, %s: %v", name, what, err)
			}
			if s != nil {
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			}
		}
	}
}
