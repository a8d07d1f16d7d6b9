package mockserver_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// get asks for a path, and returns the status and the body.
func get(t testing.TB, client *http.Client, url string) (int, string) {
	t.Helper()
	req, err := http.NewRequest("GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Admin", "true")
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, _ := io.ReadAll(res.Body)
	return res.StatusCode, string(text)
}

func TestStart(t *testing.T) {
	mock := mockserver.Start(t, contract(t))
	const users = "/api/v3/users"
	for _, name := range []string{"one", "two/ñ", strings.Repeat("three", 30)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			own := mock.World(t)
			if status, text := get(t, own.As("user-read"), own.URL+users); status != 200 {
				t.Errorf("as user-read: %d %s", status, text)
			}
			if status, _ := get(t, own.As("client"), own.URL+users); status != 403 {
				t.Errorf("as client: %d", status)
			}
			if status, _ := get(t, own.Holding("admin-user-read"), own.URL+users); status != 200 {
				t.Errorf("holding the permission: %d", status)
			}
			if status, _ := get(t, own.Holding(), own.URL+users); status != 403 {
				t.Errorf("holding none: %d", status)
			}
			if _, err := own.In.PutRecord("users", unknown, map[string]any{"email": "one@example.com", "isActive": true}); err != nil {
				t.Error(err)
			}
			if status, _ := get(t, own.As("user-read"), own.URL+users+"/"+unknown); status != 200 {
				t.Errorf("the record of the test: %d", status)
			}
			if err := own.In.SetTime(time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC), true); err != nil || own.In.Time().Year() != 2030 {
				t.Errorf("the time of the test: %v", err)
			}
		})
	}
	t.Cleanup(func() {
		if list := mock.Server.Worlds(); len(list) != 1 {
			t.Errorf("%d worlds are left", len(list))
		}
	})
}

// TestAsSendsTheTokenAsTheContractWants asks mocks whose tokens come in each way.
func TestAsSendsTheTokenAsTheContractWants(t *testing.T) {
	files, _ := filepath.Glob("../internal/corpus/testdata/*.yaml")
	asked := map[spec.SchemeKind]int{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		document, err := spec.Load(file, text)
		if err != nil {
			t.Fatal(err)
		}
		mock := mockserver.Start(t, document).World(t)
		for _, op := range document.Operations {
			if op.Method != "GET" || op.Access.Public() || len(op.PathKeys) > 0 {
				continue
			}
			if status, text := get(t, mock.As("bootstrap"), mock.URL+op.Path); status == 401 || status == 403 {
				t.Errorf("%s %s: %d %s", file, op.Path, status, text)
			}
			if status, _ := get(t, http.DefaultClient, mock.URL+op.Path); status != 401 && status != 403 {
				t.Errorf("%s %s without a token: %d", file, op.Path, status)
			}
			for _, s := range document.Schemes {
				asked[s.Kind]++
			}
		}
	}
	if len(asked) < 3 {
		t.Errorf("asked in %v only", asked)
	}
}

// failing stands for a test that must fail.
type failing struct {
	testing.TB
	said string
}

func (f *failing) Fatalf(format string, arguments ...any) {
	f.said = fmt.Sprintf(format, arguments...)
}

func TestStartSaysWhatThereIs(t *testing.T) {
	f := &failing{TB: t}
	mock := mockserver.Start(f, contract(t))
	if mock.As("nobody"); !strings.Contains(f.said, `no persona "nobody"`) || !strings.Contains(f.said, "user-read") {
		t.Errorf("an unknown persona: %s", f.said)
	}
	if mock.Holding("admin-nothing"); !strings.Contains(f.said, "admin-user-read") {
		t.Errorf("an unknown permission: %s", f.said)
	}
}
