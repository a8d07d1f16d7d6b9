package mockserver_test

import (
	"context"
	"net/http"
	"net/http/httptest"
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
