package conformance_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// TestBytesThatArePutAreChecked asks mocks of tickets that keep the first bytes of a
// name, or make others of them.
func TestBytesThatArePutAreChecked(t *testing.T) {
	contract := loaded(t, "../internal/corpus/testdata/tickets.yaml")
	for _, fault := range []openAPIFault{
		{"none", "", func(h http.Handler) http.Handler { return h }},
		{"the second put is forgotten", "STATE-3", func(h http.Handler) http.Handler {
			return answering(h, http.MethodPut, func(w http.ResponseWriter, r *http.Request) {
				if sent, _ := io.ReadAll(r.Body); !bytes.HasPrefix(sent, []byte("second")) {
					h.ServeHTTP(w, clonedWith(r, string(sent)))
					return
				}
				w.WriteHeader(http.StatusAccepted)
			})
		}},
		{"some bytes become others", "STATE-3", func(h http.Handler) http.Handler {
			return answering(h, http.MethodPut, func(w http.ResponseWriter, r *http.Request) {
				sent, _ := io.ReadAll(r.Body)
				h.ServeHTTP(w, clonedWith(r, strings.ReplaceAll(string(sent), "st", "ST")))
			})
		}},
	} {
		t.Run(fault.name, func(t *testing.T) {
			told := fault.rule == ""
			for _, c := range askedWith(t, contract, fault) {
				told = told || c.ID == fault.rule+"/putCached/bytes"
			}
			if !told {
				t.Errorf("nothing tells of it by %s", fault.rule)
			}
		})
	}
}

// TestNobodyMissesWhatACheckTakesAway looks whether a picture that is deleted is one
// that others read.
func TestNobodyMissesWhatACheckTakesAway(t *testing.T) {
	var mu sync.Mutex
	read, taken := map[string]bool{}, map[string]bool{}
	askedWith(t, loaded(t, "../internal/corpus/testdata/tickets.yaml"), openAPIFault{"none", "", func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/picture") {
				mu.Lock()
				switch r.Method {
				case http.MethodGet:
					read[r.URL.Path] = true
				case http.MethodDelete:
					taken[r.URL.Path] = true
				}
				mu.Unlock()
			}
			h.ServeHTTP(w, r)
		})
	}})
	for path := range taken {
		if read[path] {
			t.Errorf("%s is deleted by one check and read by another", path)
		}
	}
	if len(read) == 0 || len(taken) == 0 {
		t.Error("no picture was read, or none deleted")
	}
}
