package servertest

import (
	"os"
	"path/filepath"
)

// Secure is what a server that speaks TLS needs: its certificate for 127.0.0.1 and its
// key, as PEM, and the password that it asks the user rolecall for.
type Secure struct {
	Certificate, Key []byte
	Password         string
}

type secureFiles struct{ certificate, key, password string }

// write puts files into a folder, for a user who may read them alone, "" for our own.
func (s Secure) write(t TB, dir, user string) secureFiles {
	t.Helper()
	files := secureFiles{filepath.Join(dir, "server.crt"), filepath.Join(dir, "server.key"), filepath.Join(dir, "password")}
	for path, text := range map[string][]byte{files.certificate: s.Certificate, files.key: s.Key, files.password: []byte(s.Password)} {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if user != "" {
			give(t, user, path)
		}
	}
	return files
}
