package conformance_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cotalker/rolecall/conformance"
)

// few are checks of every kind of request, reads and writes.
const few = "v3 && (headers || state) && !bulk"

// TestAServerMayCloseAConnectionBetweenRequests has each connection closed
// after its first reply, without a word, as a server does whose patience ends.
func TestAServerMayCloseAConnectionBetweenRequests(t *testing.T) {
	if testing.Short() {
		t.Skip("it waits for connections to be closed")
	}
	mock, target := mockTarget(t, usersContract(t))
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reply := httptest.NewRecorder()
		mock.ServeHTTP(reply, r)
		connection, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		res := reply.Result()
		res.ContentLength = int64(reply.Body.Len())
		res.Request = r
		res.Write(connection)
		go func() {
			io.Copy(io.Discard, io.LimitReader(connection, 1)) // until the next request comes
			connection.Close()
		}()
	}))
	server.Start()
	defer server.Close()
	target.Address = server.URL + "/api"
	report, err := conformance.Run(context.Background(), target, conformance.Options{Strict: true, Filter: few})
	if err != nil {
		t.Fatal(err)
	}
	if report.Verdict != conformance.Conformant {
		show(t, report)
		t.Errorf("%s", report.Verdict)
	}
}

func TestAServerMayCompressItsReplies(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs the whole suite on compressed replies")
	}
	mock, target := mockTarget(t, usersContract(t))
	target.Address, target.Handler = "/api", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reply := httptest.NewRecorder()
		mock.ServeHTTP(reply, r)
		for name, values := range reply.Header() {
			w.Header()[name] = values
		}
		if reply.Body.Len() == 0 || !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			w.WriteHeader(reply.Code)
			w.Write(reply.Body.Bytes())
			return
		}
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		z.Write(reply.Body.Bytes())
		z.Close()
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Del("Content-Length")
		w.WriteHeader(reply.Code)
		w.Write(packed.Bytes())
	})
	report, err := conformance.Run(context.Background(), target, conformance.Options{Strict: true, Filter: few})
	if err != nil {
		t.Fatal(err)
	}
	if report.Verdict != conformance.Conformant {
		show(t, report)
		t.Errorf("%s", report.Verdict)
	}
}

// TestATargetThatDiesEndsTheRun counts on no check being called violated, and
// on the run asking little more once nobody answers.
func TestATargetThatDiesEndsTheRun(t *testing.T) {
	if testing.Short() {
		t.Skip("it waits for a target that is gone")
	}
	mock, target := mockTarget(t, usersContract(t))
	var asked atomic.Int64
	target.Address, target.Handler = "/api", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) > 600 {
			panic(http.ErrAbortHandler)
		}
		mock.ServeHTTP(w, r)
	})
	report, err := conformance.Run(context.Background(), target, conformance.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if report.Verdict != conformance.Inconclusive || !strings.HasPrefix(report.Reason, "the target stopped answering: ") || report.Counts.Failed > 0 {
		show(t, report)
		t.Errorf("%s: %s", report.Verdict, report.Reason)
	}
	if asked.Load() > 900 {
		t.Errorf("asked %d times, 600 of them answered", asked.Load())
	}
}

// TestCleaningUpEndsWhereTheTargetHangs interrupts a run at a target that
// answers nothing from then on.
func TestCleaningUpEndsWhereTheTargetHangs(t *testing.T) {
	if testing.Short() {
		t.Skip("it waits for replies that do not come")
	}
	mock, target := mockTarget(t, usersContract(t))
	ctx, interrupt := context.WithCancel(context.Background())
	defer interrupt()
	var asked atomic.Int64
	target.Address, target.Handler = "/api", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) > 800 {
			interrupt()
			<-r.Context().Done()
			return
		}
		mock.ServeHTTP(w, r)
	})
	report, err := conformance.Run(ctx, target, conformance.Options{Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	left := 0
	for _, made := range report.Made {
		left += made.Left
	}
	if report.Verdict != conformance.Inconclusive || report.Reason != "interrupted" || left == 0 {
		t.Errorf("%s: %s, %d left", report.Verdict, report.Reason, left)
	}
}

// TestOneSilentOperationIsOneFinding has one operation drop connections: the
// checks of the others are asked all the same, and it is told once.
func TestOneSilentOperationIsOneFinding(t *testing.T) {
	if testing.Short() {
		t.Skip("it waits for replies that do not come")
	}
	mock, target := mockTarget(t, usersContract(t))
	target.Address, target.Handler = "/api", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet && r.URL.Path == "/api/v3/users" {
			panic(http.ErrAbortHandler)
		}
		mock.ServeHTTP(w, r)
	})
	report, err := conformance.Run(context.Background(), target, conformance.Options{Filter: "permissions"})
	if err != nil {
		t.Fatal(err)
	}
	if report.Verdict != conformance.Violated || report.Counts.Passed < 500 || report.Counts.Failed != 1 || len(report.Findings) != 1 {
		show(t, report)
		t.Fatalf("%s: %s", report.Verdict, report.Reason)
	}
	found := report.Findings[0]
	if found.Requirement != "PRM-3" || !strings.Contains(found.Problems[0].Got, "no reply") || !strings.Contains(found.Problems[0].Curl, "/api/v3/users") {
		t.Errorf("%s", found)
	}
}

// TestAnInterruptLeavesNothingEnabled interrupts runs at a create that is on
// its way, and that the server carries out.
func TestAnInterruptLeavesNothingEnabled(t *testing.T) {
	if testing.Short() {
		t.Skip("it is interrupted at several moments")
	}
	contract := usersContract(t)
	for nth := range 5 {
		mock, target := mockTarget(t, contract)
		ctx, interrupt := context.WithCancel(context.Background())
		var creates atomic.Int64
		target.Address, target.Handler = "/api", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodPost || r.URL.Path == "/auth/local" {
				mock.ServeHTTP(w, r)
				return
			}
			reply := httptest.NewRecorder()
			mock.ServeHTTP(reply, r)
			if creates.Add(1) == int64(1+7*nth) {
				interrupt()
			}
			for name, values := range reply.Header() {
				w.Header()[name] = values
			}
			w.WriteHeader(reply.Code)
			w.Write(reply.Body.Bytes())
		})
		report, err := conformance.Run(ctx, target, conformance.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if report.Verdict != conformance.Inconclusive || report.Reason != "interrupted" {
			t.Errorf("%s: %s", report.Verdict, report.Reason)
		}
		nothingLeft(t, target)
		interrupt()
	}
}

// TestACreateThatDoesNotSaySoIsCleanedUp has creates done and their replies
// lost, now and then.
func TestACreateThatDoesNotSaySoIsCleanedUp(t *testing.T) {
	mock, target := mockTarget(t, usersContract(t))
	var creates atomic.Int64
	target.Address, target.Handler = "/api", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && r.URL.Path != "/auth/local" && creates.Add(1)%5 == 0 {
			mock.ServeHTTP(httptest.NewRecorder(), r)
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		mock.ServeHTTP(w, r)
	})
	report, err := conformance.Run(context.Background(), target, conformance.Options{Filter: few})
	if err != nil {
		t.Fatal(err)
	}
	if report.Verdict == conformance.Conformant {
		t.Error("nothing was found")
	}
	nothingLeft(t, target)
}

// nothingLeft wants a sweep to find nothing.
func nothingLeft(t *testing.T, target *conformance.Target) {
	t.Helper()
	swept, err := conformance.Sweep(context.Background(), target, conformance.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, left := range swept {
		if left.Records > 0 {
			t.Errorf("%d of %s are enabled still", left.Records, left.Collection)
		}
	}
}

func TestRunsAtOnceDoNotMeet(t *testing.T) {
	_, target := mockTarget(t, usersContract(t))
	ends := make(chan *conformance.Report)
	for range 2 {
		go func() {
			report, err := conformance.Run(context.Background(), target, conformance.Options{Strict: true, Filter: "HDR-3 && v3"})
			if err != nil {
				t.Error(err)
			}
			ends <- report
		}()
	}
	for range 2 {
		if report := <-ends; report == nil || report.Verdict != conformance.Conformant {
			t.Errorf("%+v", report)
		}
	}
}

// TestATargetOnIPv6BehindAPrefix asks one that stands at [::1], deep below the
// root, where log-in is not.
func TestATargetOnIPv6BehindAPrefix(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs the whole suite")
	}
	mock, target := mockTarget(t, usersContract(t))
	listener, err := net.Listen("tcp", "[::1]:0")
	if err != nil {
		t.Skip("this machine has no IPv6")
	}
	server := &http.Server{Handler: http.StripPrefix("/gw/users", mock), ReadHeaderTimeout: time.Minute}
	go server.Serve(listener)
	defer server.Close()
	target.Address = "http://" + listener.Addr().String() + "/gw/users/api"
	target.Login = "http://" + listener.Addr().String() + "/gw/users/auth/local"
	report, err := conformance.Run(context.Background(), target, conformance.Options{Strict: true, Filter: "v3 && (headers || authentication)"})
	if err != nil {
		t.Fatal(err)
	}
	if report.Verdict != conformance.Conformant {
		show(t, report)
		t.Errorf("%s", report.Verdict)
	}
}
