package mockserver_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/internal/store"
	"github.com/cotalker/rolecall/internal/store/file"
	"github.com/cotalker/rolecall/internal/store/storetest"
	"github.com/cotalker/rolecall/mockserver"
)

// TestAStoreOfOneProcessIsNotAskedForTheHead reads from a mock with a folder, which
// knows how far its log is, and from one whose store others may write to.
func TestAStoreOfOneProcessIsNotAskedForTheHead(t *testing.T) {
	folder, err := file.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	for _, c := range []struct {
		name  string
		kept  store.Store
		asked string
	}{{"a folder", folder, "0"}, {"shared", storetest.NewMemory(), "3"}} {
		mock, err := mockserver.New(contract(t), mockserver.WithStore(c.kept, mockserver.StoreSettings{}))
		if err != nil {
			t.Fatal(err)
		}
		ask := func(path string) string {
			r, w := httptest.NewRequest(http.MethodGet, path, nil), httptest.NewRecorder()
			r.Header.Set("Authorization", "Bearer client")
			mock.ServeHTTP(w, r)
			if w.Code != http.StatusOK {
				t.Errorf("%s: GET %s: %d %s", c.name, path, w.Code, w.Body)
			}
			return w.Body.String()
		}
		for range 3 {
			ask("/api/v3/users/me")
		}
		if told := ask("/_rolecall/v1/metrics"); !strings.Contains(told, "\nrolecall_log_head_requests_total "+c.asked+"\n") {
			t.Errorf("%s: not %s requests asked for the head:\n%s", c.name, c.asked, told)
		}
		if err := mock.Close(context.Background()); err != nil {
			t.Error(err)
		}
	}
}

// TestATornLogIsToldAtTheStart starts a mock with a folder whose log ends in the midst
// of an entry.
func TestATornLogIsToldAtTheStart(t *testing.T) {
	path := t.TempDir()
	var told strings.Builder
	for _, garbage := range []string{"half an entry", ""} {
		folder, err := file.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		mock, err := mockserver.New(contract(t), mockserver.WithStore(folder, mockserver.StoreSettings{}), mockserver.WithLog(slog.New(slog.NewTextHandler(&told, nil))))
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(mock.Close(context.Background()), folder.Close()); err != nil {
			t.Fatal(err)
		}
		if garbage == "" {
			break
		}
		if told.Len() > 0 {
			t.Errorf("of a whole log it is told: %s", told.String())
		}
		logs, err := filepath.Glob(filepath.Join(path, "worlds", "default-*", "entries-*"))
		if err != nil || len(logs) != 1 {
			t.Fatal(logs, err)
		}
		f, err := os.OpenFile(logs[0], os.O_WRONLY|os.O_APPEND, 0)
		if err != nil {
			t.Fatal(err)
		}
		_, err = f.WriteString(garbage)
		if err := errors.Join(err, f.Close()); err != nil {
			t.Fatal(err)
		}
	}
	if got := told.String(); !strings.Contains(got, "was torn: 13 bytes after byte 0 were cut off") {
		t.Errorf("it is told: %q", got)
	}
}
